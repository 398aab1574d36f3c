"""The ladder: steps in order, an alarm never falls silent, and a closed weekend is not rung through."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from messages import hours
from messages.clinic import DAYS, Clinic
from scheduler.ladder import Ladder, Step, next_at, restarts
from tests.scheduler.worlds import moments

TZ = ZoneInfo("America/Los_Angeles")
WEEK = {day: ["08:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
URGENT = Ladder(
    steps=[
        Step(after=0, ring=["chat", "duty"]),
        Step(after=30, ring=["chat", "second", "patient"]),
        Step(after=60, ring=["chat", "lead"]),
    ],
    again=60,
)
ALARM = Ladder(steps=[Step(after=0, ring=["chat"]), Step(after=5, ring=["chat", "lead"])], again=15)


def clinic(*, on_call: str = "nobody", week: dict[str, list[str]] | None = None) -> Clinic:
    """Return a clinic with a lunch break, closed at weekends."""
    return Clinic.model_validate(
        {
            "name": "Harbor",
            "phone": "1",
            "emergency": "911",
            "crisis": "988",
            "after_hours": "2",
            "out_of_hours": on_call,
            "zone": TZ.key,
            "hours": week or WEEK,
        }
    )


def local(text: str) -> dt.datetime:
    """Return a moment of the clinic's clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ).astimezone(dt.UTC)


def due(number: int, since: str, now: str, *, at: Clinic | None = None) -> str | None:
    """Return when a step of the urgent ladder is due, on the clinic's clock."""
    found = next_at(URGENT, at or clinic(), "urgent", since=local(since), number=number, now=local(now))
    return None if found is None else f"{found.astimezone(TZ):%a %H:%M}"


def test_in_open_hours_the_steps_follow_the_table() -> None:
    """Half an hour, an hour, and then every hour while it is open."""
    assert "Fri 10:00" == due(1, "2026-11-27 09:30", "2026-11-27 09:30")
    assert "Fri 10:30" == due(2, "2026-11-27 09:30", "2026-11-27 10:00")
    assert "Fri 11:30" == due(3, "2026-11-27 09:30", "2026-11-27 10:30")


def test_after_closing_each_step_is_taken_once_and_then_it_waits_for_monday() -> None:
    """Ten minutes before closing on a Friday: second contact, lead, and then the opening."""
    assert "Fri 18:20" == due(1, "2026-11-27 17:50", "2026-11-27 17:50")
    assert "Fri 18:50" == due(2, "2026-11-27 17:50", "2026-11-27 18:20")
    assert "Mon 08:00" == due(3, "2026-11-27 17:50", "2026-11-27 18:50")


def test_a_step_may_be_left_out_while_it_is_closed() -> None:
    """`closed = false`: nobody is woken by it."""
    quiet = Ladder(steps=[URGENT.steps[0], URGENT.steps[1].model_copy(update={"closed": False})], again=0)
    found = next_at(quiet, clinic(), "urgent", since=local("2026-11-27 19:00"), number=1, now=local("2026-11-27 19:00"))
    assert local("2026-11-30 08:00") == found


def test_somebody_on_call_is_rung_all_night() -> None:
    """Whoever said that a person looks out of hours is believed."""
    assert "Fri 20:50" == due(4, "2026-11-27 17:50", "2026-11-27 19:50", at=clinic(on_call="Dr Ruiz, 555"))


def test_it_begins_anew_at_each_opening() -> None:
    """After the lunch break and after the weekend, but not where a clinic never closes."""
    always = clinic(week={day: ["00:00-24:00"] for day in DAYS})
    assert restarts(clinic(), "urgent", local("2026-11-27 17:50"), local("2026-11-30 08:00"))
    assert restarts(clinic(), "urgent", local("2026-11-27 11:50"), local("2026-11-27 13:00"))
    assert not restarts(clinic(), "urgent", local("2026-11-27 17:50"), local("2026-11-27 18:20"))
    assert not restarts(clinic(), "emergency", local("2026-11-27 17:50"), local("2026-11-30 08:00"))
    assert not restarts(always, "urgent", local("2026-11-27 17:50"), local("2026-11-28 00:00"))


@given(moments, st.integers(0, 40))
def test_an_alarm_never_falls_silent(since: dt.datetime, number: int) -> None:
    """Whatever the hour: after each step of an emergency the next comes within a quarter of an hour."""
    step = ALARM.step(number)
    assert step is not None
    now = since + dt.timedelta(minutes=step.after)
    following = next_at(ALARM, clinic(), "emergency", since=since, number=number + 1, now=now)
    assert following is not None
    assert now < following <= now + dt.timedelta(minutes=15)


@given(moments, st.integers(0, 40), st.integers(0, 5000))
def test_an_urgent_flag_always_has_a_next_time(since: dt.datetime, number: int, minutes: int) -> None:
    """Never in the past, never none; while nobody is there nothing is repeated before the opening."""
    now = since + dt.timedelta(minutes=minutes)
    found = next_at(URGENT, clinic(), "urgent", since=since, number=number, now=now)
    assert found is not None
    assert found >= now
    if number >= len(URGENT.steps):
        assert hours.is_open(clinic(), found)


@given(moments)
def test_a_closed_weekend_is_rung_through_no_more_than_once(since: dt.datetime) -> None:
    """From one opening to the next an untaken urgent flag takes each closed step once."""
    here, now, number, rung = clinic(), since, 1, 0
    opening = hours.opens_next(here, since)
    while (now := next_at(URGENT, here, "urgent", since=since, number=number, now=now) or opening) < opening:
        rung += not hours.is_open(here, now)
        number += 1
    assert rung <= 2


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        ([], "at least 1"),
        ([{"after": 5, "ring": ["chat"]}], "first step is at 0"),
        ([{"after": 0, "ring": ["duty"]}], "rings the staff chat"),
        ([{"after": 0, "ring": ["chat"]}, {"after": 0, "ring": ["lead"]}], "each later one"),
        ([{"after": 0, "ring": ["everybody"]}], "Input should be"),
    ],
)
def test_a_ladder_that_cannot_be_is_told(steps: list[dict[str, object]], wrong: str) -> None:
    """Steps begin at once in the staff chat and follow each other."""
    with pytest.raises(ValidationError, match=wrong):
        Ladder.model_validate({"steps": steps, "again": 5})


def test_she_is_told_once() -> None:
    """A repeat of the last step rings staff, not the patient."""
    told = Ladder(steps=[Step(after=0, ring=["chat"]), Step(after=9, ring=["patient"])], again=9)
    third = told.step(2)
    assert third is not None
    assert (["chat"], 18) == (third.ring, third.after)
