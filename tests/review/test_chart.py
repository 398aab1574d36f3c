"""The chart and the words for times: pure, and right at their edges."""

from __future__ import annotations

import datetime as dt

import pytest

from messages import catalog, promises
from messages.rules import Triage
from review import chart, due
from review.drawing import age
from tests.conftest import NOW
from tests.review.desk import CLINIC

TRIAGE = catalog.load().triage


def corners(points: str) -> list[tuple[float, float]]:
    """Return the points of a line or an area."""
    return [(float(x), float(y)) for x, y in (each.split(",") for each in points.split())]


def test_scores_stand_where_they_belong() -> None:
    """Zero below, ten above; the session on the left, later to the right; nothing outside the axes."""
    drawn = chart.chart(TRIAGE, [(0, 0), (24, 10), (48, 5)], [])
    (left, low), (middle, high), (right, half) = corners(drawn.line)
    assert (chart.LEFT, chart.RIGHT, (chart.LEFT + chart.RIGHT) / 2) == (left, right, middle)
    assert (chart.BOTTOM, chart.TOP, (chart.BOTTOM + chart.TOP) / 2) == (low, high, half)
    assert [0, 12, 24, 36, 48] == [hour for _, hour in drawn.hours]


def test_a_score_above_what_is_usual_is_marked() -> None:
    """And the table says up to what would be usual then."""
    usual = TRIAGE.usual(24)
    assert usual is not None
    inside, above = chart.chart(TRIAGE, [(24, int(usual)), (24, int(usual) + 1)], []).scores
    assert [(False, f"{usual:.0f}"), (True, f"{usual:.0f}")] == [(each.above, each.usual) for each in (inside, above)]


@pytest.mark.parametrize("hours", [-2.0, 0.0, 47.9, 72.0, 500.0])
def test_late_and_early_scores_stay_inside(hours: float) -> None:
    """The axis grows with them; the band reaches as far as the axis, and few hours are written."""
    drawn = chart.chart(TRIAGE, [(hours, 3)], [(hours, "dizziness")])
    inside = [*corners(drawn.line), *corners(drawn.band), *[(mark.x, chart.TOP) for mark in drawn.reactions]]
    assert all(chart.LEFT <= x <= chart.RIGHT and chart.TOP <= y <= chart.BOTTOM for x, y in inside)
    assert chart.RIGHT == max(x for x, _ in corners(drawn.band))
    assert len(drawn.hours) <= chart.MOST_TICKS


def test_without_an_expected_course_there_is_no_band() -> None:
    """And nothing is called unusual."""
    bare = Triage.model_validate(TRIAGE.model_dump() | {"expected": []})
    drawn = chart.chart(bare, [(2, 9)], [])
    assert ("", "", False) == (drawn.band, drawn.scores[0].usual, drawn.scores[0].above)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-5, "now"), (0.9, "now"), (1, "1 min"), (59, "59 min"), (60, "1 h"), (185, "3 h 5 min"), (12 * 60 + 5, "12 h"),
     (47 * 60, "47 h"), (48 * 60, "2 days")],
)  # fmt: skip
def test_an_age_is_short(minutes: float, told: str) -> None:
    """In one unit, or two while both matter."""
    assert told == age(dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("level", ["emergency", "crisis", "urgent", "ask", "routine"])
@pytest.mark.parametrize("hours", [0, 3, 14, 60, 90])
def test_what_was_opened_before_the_cutoff_is_overdue_and_nothing_else(level: str, hours: int) -> None:
    """The promise of what was opened just before it is past, of what was opened just after it is not."""
    now = NOW + dt.timedelta(hours=hours)
    cutoff = due.cutoffs(CLINIC, [level], now=now)[level]
    assert promises.by(CLINIC, level, cutoff - 2 * due.SECOND) < now
    assert promises.by(CLINIC, level, cutoff + 2 * due.SECOND) >= now
