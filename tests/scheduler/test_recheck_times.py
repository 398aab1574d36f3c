"""The times of follow-ups: after what she told us, and never in quiet hours without her yes."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import CONTENT, load_plan
from messages.plan import Plan
from scheduler.quiet import Quiet
from scheduler.recheck_times import times
from tests.scheduler.worlds import HOUR, MINUTE, clocks, moments, zones

PLAN: Plan = load_plan(CONTENT)
IRVINE = Quiet.of("America/Los_Angeles", "21:00", "08:00")


def local(clock: str) -> dt.datetime:
    """Return a time on Friday 27 November 2026 in Irvine."""
    return dt.datetime.fromisoformat(f"2026-11-27 {clock}-08:00").astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("followup", "told", "asked"),
    [
        ("reaction", "12:00", ["13:00"]),
        ("bleeding", "12:00", ["12:10"]),
        ("faint", "12:00", ["12:30", "14:00"]),
        ("numb", "12:00", ["16:00", "12:00+1"]),
        ("sore_high", "12:00", ["14:00"]),
        ("sore_seven", "12:00", ["16:00"]),
        ("bruise", "12:00", ["14:00"]),
        ("fever", "12:00", ["14:00"]),
        ("mood", "12:00", ["08:30+1"]),
        ("mood", "23:30", ["08:30+1"]),
        ("mood", "02:00", ["08:30"]),
        ("sore_high", "20:00", ["08:30+1"]),
        ("reaction", "20:30", ["08:30+1"]),
    ],
)
@pytest.mark.holds(
    "followup:reaction", "followup:bleeding", "followup:faint", "followup:numb", "followup:sore_high",
    "followup:sore_seven", "followup:bruise", "followup:fever", "followup:mood",
)  # fmt: skip
def test_when_each_follow_up_is_asked(followup: str, told: str, asked: list[str]) -> None:
    """The clocks of clinical.md section 4, told at this time and asked at these (+1: the next day)."""
    found = times(PLAN.followup(followup), PLAN.limits, IRVINE, now=local(told))

    days = [each.due_at - local("00:00") for each in found]
    assert asked == [_clock(each) for each in days]


def _clock(since: dt.timedelta) -> str:
    """Return "08:30+1" for half past eight on the next day."""
    minutes = since.seconds // 60
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f"+{since.days}" if since.days else "")


def test_her_quiet_hours_are_asked_about_only_where_it_is_worth_it() -> None:
    """Dizzy at 20:30: the hour later needs her yes. Very sore at 20:00: that waits for the morning."""
    dizzy = times(PLAN.followup("reaction"), PLAN.limits, IRVINE, now=local("20:30"))[0]
    sore = times(PLAN.followup("sore_high"), PLAN.limits, IRVINE, now=local("20:00"))[0]

    assert local("21:30") == dizzy.wish_at
    assert sore.wish_at is None


def test_a_person_without_quiet_hours_has_a_morning_too() -> None:
    """Whoever may be written to at night is asked how she is at eight the next day."""
    none = Quiet.of("America/Los_Angeles", "00:00", "00:00")
    found = times(PLAN.followup("mood"), PLAN.limits, none, now=local("12:00"))[0]

    assert local("08:00") + 24 * HOUR == found.due_at


@settings(max_examples=400, deadline=None)
@given(followup=st.sampled_from(PLAN.followups), zone=zones, now=moments, start=clocks, end=clocks)
@pytest.mark.holds("followup:quiet_hours")
def test_everywhere_at_all_times(followup: object, zone: str, now: dt.datetime, start: str, end: str) -> None:
    """Over ten years and all zones: never quiet without her yes, never before it was told, in order, none lost."""
    quiet = Quiet.of(zone, start, end)
    found = times(followup, PLAN.limits, quiet, now=now)  # type: ignore[arg-type]

    assert found, "what was promised is asked"
    assert all(not quiet.holds(each.due_at) for each in found)
    assert all(each.wish_at is None or (quiet.holds(each.wish_at) and each.wish_at < each.due_at) for each in found)
    assert all(each.due_at >= now + 10 * MINUTE or followup.next_morning for each in found)  # type: ignore[attr-defined]
    assert all(each.due_at > now and each.window_end > each.due_at and each.why for each in found)
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)
    assert len(found) == (1 if followup.next_morning else len(followup.at_minutes))  # type: ignore[attr-defined]
