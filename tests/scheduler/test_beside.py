"""Two plans of one patient, side by side: nothing is asked twice, and the older one still says goodbye."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import CONTENT, load_plan
from scheduler import beside
from scheduler.plan import PLANNED, Due, in_quiet
from scheduler.sketch import Clock, Session, sketch
from tests.scheduler.worlds import HOUR, moments, zones

PLAN = load_plan(CONTENT)
NOON = dt.datetime(2026, 3, 3, 20, tzinfo=dt.UTC)


def drawn(
    hours: float, first: str, second: str, zone: str = "America/Los_Angeles", ended: dt.datetime = NOON
) -> list[list[Due]]:
    """Return the timetables of two sessions, the second so many hours after the first."""
    sessions = [
        Session(ended_at=at, enrolled_at=at + dt.timedelta(minutes=5), area=area)
        for at, area in ((ended, first), (ended + hours * HOUR, second))
    ]
    clock = Clock(since=dt.datetime.min.replace(tzinfo=dt.UTC), zone=zone, quiet_from="21:00", quiet_to="08:00")
    return [dues for _, dues in sketch(PLAN, sessions, [clock])]


@pytest.mark.parametrize(
    ("new", "old", "over"),
    [
        (("neck", "left"), ("neck", "left"), True),
        (("neck", "left"), ("neck", "right"), False),
        (("leg", ""), ("neck", "left"), False),
        (("", ""), ("neck", "left"), True),
        (("leg", "left"), ("", ""), True),
        (("", ""), ("", ""), True),
    ],
)
@pytest.mark.holds("plan:several_visits")
def test_the_same_place_restarts_the_clock(new: tuple[str, str], old: tuple[str, str], over: bool) -> None:
    """A session at the same place, or at one that nobody wrote down, takes over; another place goes on beside it."""
    assert over == beside.takes_over(new, old)


def test_the_goodbye_moves_behind_the_newer_check() -> None:
    """Neck, then leg a day later: the neck's last check would stand beside the leg's, and is put three hours on."""
    neck, leg = drawn(24.5, "neck", "leg")

    assert ["c1", "c2", "c3", "c4"] == [due.step for due in neck if due.state == PLANNED]
    assert "behind a check of the newer visit" == neck[-1].why
    assert 3 * HOUR == neck[-1].due_at - leg[2].due_at


def test_an_old_check_beside_a_new_one_is_left_out() -> None:
    """Leg four hours after the neck: what stands near the leg's first check is asked there."""
    neck, _ = drawn(4, "neck", "leg")
    out = [due for due in neck if due.state != PLANNED]

    assert ["too near a check of the newer visit"] * len(out) == [due.why for due in out]
    assert "c2" in {due.step for due in out}


def test_the_same_place_again() -> None:
    """Neck, and neck again the next day: only what was asked before the second session stays of the first plan."""
    first, second = drawn(23, "neck", "neck")

    assert {"c1", "c2"} == {due.step for due in first if due.state == PLANNED}
    assert all(due.state == PLANNED for due in second)


@settings(max_examples=300, deadline=None)
@given(zone=zones, ended=moments, hours=st.floats(0.5, 60), second=st.sampled_from(["neck", "leg", ""]))
@pytest.mark.holds("plan:several_visits")
def test_two_visits_anywhere(zone: str, ended: dt.datetime, hours: float, second: str) -> None:
    """In any zone: both together never quiet, never nearer than three hours, never more than six in 48 hours."""
    both = drawn(hours, "neck", second, zone, ended)
    begins = ended + hours * HOUR + dt.timedelta(minutes=5)
    asked = sorted((due for dues in both for due in dues if due.state == PLANNED), key=lambda due: due.due_at)
    to_come = [due for due in asked if due.due_at > begins]

    assert all(not in_quiet(due.due_at, zone, "21:00", "08:00") for due in asked)
    assert all(later.due_at - due.due_at >= 3 * HOUR for due, later in pairwise(to_come))
    spans = [sum(due.due_at <= each.due_at < due.due_at + 48 * HOUR for each in to_come) for due in to_come]
    assert max(spans, default=0) <= PLAN.limits.max_scheduled
    assert all(len(dues) == 4 for dues in both), "every step has a state"
