"""A day's list as a calendar: the end of each event, by the right clock, on the day asked for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review.daylist import NoList
from tests.review.lists import DAY, calendar, local, outcome, read

UTC_EVENT = "UID:1\nSUMMARY:JM left neck Ana\nDTSTART:20260305T180000Z\nDTEND:20260305T183000Z"
WEEKLY = "UID:2\nSUMMARY:KL hip\nDTSTART;TZID=America/Los_Angeles:20260205T110000\nDTEND;TZID=America/Los_Angeles:20260205T113000\nRRULE:FREQ=WEEKLY"  # noqa: E501


def test_an_event_is_a_line_and_its_end_the_time() -> None:
    """The summary is read as staff type it; the session ended when the event does."""
    (line,) = read(calendar(UTC_EVENT))

    assert "JM 05 10:30" == local(line)
    assert line.details is not None
    assert ("left", "neck", "Ana") == (line.details.side, line.details.area, line.details.clinician)


@pytest.mark.parametrize(
    "times",
    [
        "DTSTART:20260305T100000\nDTEND:20260305T103000",
        "DTSTART;TZID=America/Los_Angeles:20260305T100000\nDTEND;TZID=America/Los_Angeles:20260305T103000",
        "DTSTART;TZID=Europe/Madrid:20260305T190000\nDTEND;TZID=Europe/Madrid:20260305T193000",
        "DTSTART:20260305T180000Z\nDURATION:PT30M",
    ],
)
def test_every_clock_is_told_by_the_clinics(times: str) -> None:
    """Floating times are the clinic's own; zones and lengths are counted."""
    assert ["JM 05 10:30"] == [local(each) for each in read(calendar(f"UID:1\nSUMMARY:JM neck\n{times}"))]


def test_a_repeating_event_counts_on_its_day_only() -> None:
    """Every Thursday means this Thursday; on a Friday there is none."""
    assert ["KL 05 11:30"] == [local(each) for each in read(calendar(WEEKLY))]
    with pytest.raises(NoList, match="nothing in this file"):
        read(calendar(WEEKLY), DAY.replace(day=6))


def test_ten_stays_ten_when_the_clocks_change() -> None:
    """The rule goes by the wall clock of its zone: two days after the change in March it is still 11:30."""
    tuesdays = WEEKLY.replace("0205T", "0203T")

    # Read on a day whose evening is past the change.
    (line,) = read(calendar(tuesdays), DAY.replace(day=10))
    assert "KL 10 11:30" == local(line)


@pytest.mark.parametrize(
    "more",
    [
        "EXDATE;TZID=America/Los_Angeles:20260305T110000",
        "STATUS:CANCELLED",
    ],
)
def test_what_was_taken_out_of_a_series_is_left_out(more: str) -> None:
    """An exception day, and a cancelled event."""
    assert ["JM 05 10:30"] == [local(each) for each in read(calendar(f"{WEEKLY}\n{more}", UTC_EVENT))]


def test_a_moved_day_of_a_series_stands_once() -> None:
    """The event that replaces one of a series is read instead of it."""
    moved = "UID:2\nSUMMARY:KL hip\nRECURRENCE-ID;TZID=America/Los_Angeles:20260305T110000\nDTSTART:20260305T200000Z\nDTEND:20260305T203000Z"  # noqa: E501

    assert ["KL 05 12:30"] == [local(each) for each in read(calendar(WEEKLY, moved))]


def test_a_series_that_is_over_is_over() -> None:
    """UNTIL is written in UTC and kept; COUNT as well."""
    ended = [calendar(f"{WEEKLY};{rule}", UTC_EVENT) for rule in ("UNTIL=20260301T000000Z", "COUNT=3")]

    assert [["JM 05 10:30"]] * 2 == [[local(line) for line in read(each)] for each in ended]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("SUMMARY:JM neck\nDTSTART;VALUE=DATE:20260305\nDTEND;VALUE=DATE:20260306", "no time of day"),
        ("SUMMARY:JM neck", "cannot be read"),
        ("SUMMARY:left neck\nDTSTART:20260305T180000Z\nDTEND:20260305T183000Z", "begin with initials"),
        ("SUMMARY:Lee Wong neck\nDTSTART:20260305T180000Z\nDTEND:20260305T183000Z", "begin with initials"),
        (f"{WEEKLY};BYSETPOS=1", "event of its own"),
        (WEEKLY.replace("WEEKLY", "SECONDLY"), "event of its own"),
        (WEEKLY.replace("WEEKLY", "DAILY;INTERVAL=7;BYDAY=MO"), "event of its own"),
    ],
)
def test_what_cannot_be_placed_is_said(event: str, told: str) -> None:
    """Wrong events are lines too, with what to do about them."""
    (line,) = read(calendar(event))

    assert ("wrong", True) == (line.state, told in line.told)


def test_a_withdrawn_calendar_has_no_events() -> None:
    """METHOD:CANCEL takes back all that is in it."""
    with pytest.raises(NoList, match="nothing"):
        read(calendar(UTC_EVENT).replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL"))


WORDS = st.sampled_from(
    "DTSTART: DTEND: RRULE:FREQ= DAILY WEEKLY ;BYDAY= ;UNTIL= ;COUNT= 20260305 T10 0000 Z MO -1 99999999999 ;TZID= "
    "Mars/Phobos EXDATE: RECURRENCE-ID: DURATION:P SUMMARY: JM \n \r\n : ; = BEGIN:VEVENT END:VEVENT VALUE=DATE "
    "BEGIN:VTIMEZONE END:VTIMEZONE TZOFFSETTO: \udcff 00010101 99991231".replace("\\udcff", "é").split(" ")
)


@given(st.lists(WORDS | st.text(max_size=6), max_size=40).map("".join))
@example("DTSTART:00010101T000000Z\nDTEND:00010101T000000Z")
@example("DTSTART;TZID=x:20260305T100000\nDTEND;TZID=y:20260305T103000\nRRULE:FREQ=DAILY;COUNT=-1")
def test_no_calendar_breaks_the_reading(inside: str) -> None:
    """Whatever stands in it: lines, or one sentence."""
    lines, refused = outcome(calendar(inside).encode("utf-8", "replace"))

    assert not refused or refused.endswith(".")
    assert all(each.details or each.told for each in lines)
