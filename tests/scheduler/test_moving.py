"""Where a patient may put a check-in: awake, apart from the others, and in time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import CONTENT, load_plan
from scheduler.moving import choices
from scheduler.quiet import Quiet
from tests.scheduler.worlds import HOUR, MINUTE, moments, zones

LIMITS = load_plan(CONTENT).limits
IRVINE = Quiet.of("America/Los_Angeles", "21:00", "08:00")
NOON = dt.datetime(2026, 3, 3, 20, tzinfo=dt.UTC)


@pytest.mark.holds("hand:move")
def test_what_is_offered_at_noon() -> None:
    """A check of 17:00, asked about at noon: earlier, later, and not after nine."""
    found = choices(
        LIMITS,
        IRVINE,
        due_at=NOON + 5 * HOUR,
        window_end=NOON + 19 * HOUR,
        ended_at=NOON - 2 * HOUR,
        others=[],
        now=NOON,
    )

    assert [-240, -120, -60, 60, 120] == found, "21:00 is quiet"


def test_not_beside_another() -> None:
    """Where another check stands three hours away, only the far side is offered."""
    found = choices(
        LIMITS,
        IRVINE,
        due_at=NOON + 5 * HOUR,
        window_end=NOON + 19 * HOUR,
        ended_at=NOON - 2 * HOUR,
        others=[NOON + 2 * HOUR],
        now=NOON,
    )

    assert [60, 120] == found


@settings(max_examples=300, deadline=None)
@given(
    zone=zones,
    now=moments,
    ahead=st.integers(1, 3000),
    window=st.integers(60, 1500),
    others=st.lists(st.integers(-600, 3000), max_size=4),
    start=st.times(),
    end=st.times(),
)
def test_wherever_she_moves_it(
    zone: str, now: dt.datetime, ahead: int, window: int, others: list[int], start: dt.time, end: dt.time
) -> None:
    """Whatever is offered can be done: not past, not quiet, not near another, not after it is awaited."""
    quiet = Quiet(zone=zone, start=start.replace(tzinfo=None), end=end)
    due, there = now + ahead * MINUTE, [now + each * MINUTE for each in others]
    until = due + window * MINUTE
    found = choices(LIMITS, quiet, due_at=due, window_end=until, ended_at=now - 2 * HOUR, others=there, now=now)

    for each in (due + minutes * MINUTE for minutes in found):
        assert now < each < until
        assert not quiet.holds(each)
        assert all(abs(each - other) >= 3 * HOUR for other in there)
