"""The statistics of the figures page, against known values."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.figures import wilson
from review.spread import agreement, quantile

FINITE = st.floats(min_value=-1e6, max_value=1e6)


def test_quantiles_of_known_values() -> None:
    """The middle of an even number lies between two; nine tenths of eleven is the tenth; of one it is that one."""
    assert (2.5, 9.0, 7.0, None) == (
        quantile([4, 1, 3, 2], 0.5),
        quantile([float(each) for each in range(11)], 0.9),
        quantile([7.0], 0.9),
        quantile([], 0.5),
    )


@given(st.lists(FINITE, min_size=1))
def test_the_median_is_pythons(values: list[float]) -> None:
    """Half is the median, and a higher share is never a lower value."""
    middle, most = quantile(values, 0.5), quantile(values, 0.9)

    assert middle == pytest.approx(statistics.median(values))
    assert middle is not None
    assert most is not None
    assert most >= middle


def test_kappa_of_a_textbooks_table() -> None:
    """Twenty yes-yes, five yes-no, ten no-yes, fifteen no-no: 70 % the same, kappa 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15

    found = agreement(pairs)
    assert (35, 50, 0.7) == (found.same, found.size, found.share)
    assert found.kappa == pytest.approx(0.4)


@pytest.mark.parametrize(("pairs", "kappa"), [([], None), ([("a", "a")], None), ([("a", "a"), ("b", "b")], 1.0)])
def test_kappa_where_there_is_no_chance(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    """Nothing read, or only one answer: there is no kappa, and no division by nothing."""
    assert kappa == agreement(pairs).kappa


def test_wilsons_interval_of_a_known_share() -> None:
    """Eight of ten: 49.0 % to 94.3 %."""
    assert (0.490, 0.943) == tuple(round(each, 3) for each in wilson(8, 10))
