"""A desk that reads lines as the bot does, at the end of a day in Irvine."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

from bot import invite_line
from review import daylist
from review.daylist import Line, NoList
from review.desk import Checked
from tests.conftest import NOW

ZONE = ZoneInfo("America/Los_Angeles")
DAY = NOW.astimezone(ZONE).date()


def ask(line: str, day: dt.date = DAY) -> Checked:
    """Read a line; what is wrong with it is told by its key."""
    evening = dt.datetime.combine(day, dt.time(23, 59), ZONE)
    try:
        details = invite_line.read(line, zone=ZONE, clinician="Ana", now=evening)
    except invite_line.NoInvite as exc:
        return Checked(details=None, told=str(exc))
    return Checked(details=details, told="")


def read(data: bytes | str, day: dt.date = DAY) -> list[Line]:
    """Read a file as the page does."""
    given = data.encode() if isinstance(data, str) else data
    return daylist.read(given, day, ZONE, partial(ask, day=day), now=NOW)


def calendar(*events: str) -> str:
    """Return a calendar file of some events."""
    inside = "\r\n".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT" for each in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{inside}\r\nEND:VCALENDAR\r\n"


def local(line: Line) -> str:
    """Return who and when of a line that was read."""
    assert line.details is not None, line.told
    return f"{line.details.initials} {line.details.ended_at.astimezone(ZONE):%d %H:%M}"


def outcome(data: bytes | str) -> tuple[list[Line], str]:
    """Read a file; return its lines, or the one sentence that refuses it."""
    try:
        return read(data), ""
    except NoList as exc:
        return [], str(exc)
