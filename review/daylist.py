"""The day's list: a file that the clinic's own system made, read line by line; every mistake is said at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from records.invites import Details
from review import cells, ical, slip
from review.desk import Checked
from review.entries import Entry, of_table
from review.fields import Unclear

MOST_BYTES, MOST_LINES = 1_000_000, 500
#: An older session has its 48 hours behind it.
OLDEST = dt.timedelta(hours=48)

#: Whoever comes twice comes on another day.
SAME_DAY = dt.timedelta(hours=12)

State = Literal["read", "wrong", "left"]
#: Reads a line as the desk does, by the clock of the end of that day.
Ask = Callable[[str], Checked]


class NoList(ValueError):
    """The file cannot be taken as a whole; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the list: what was read, or what is wrong with it, or why it is left out."""

    place: str
    state: State
    words: str = ""
    told: str = ""
    details: Details | None = None


def read(data: bytes, day: dt.date, zone: ZoneInfo, ask: Ask, *, now: dt.datetime) -> list[Line]:
    """Return every line of a file; NoList where it is too long or no list at all."""
    entries = [each for each in _entries(data, day, zone) if not each.elsewhen]
    if len(entries) > MOST_LINES:
        msg = f"There are {len(entries)} lines; at most {MOST_LINES} can be read at once. Split the list."
        raise NoList(msg)
    return _once([line(each, ask, now=now) for each in entries])


def _entries(data: bytes, day: dt.date, zone: ZoneInfo) -> Sequence[Entry]:
    if len(data) > MOST_BYTES:
        msg = "The file is larger than 1 MB. Export only one day."
        raise NoList(msg)
    try:
        found = ical.of_calendar(data, day, zone) if ical.looks_so(data) else of_table(data, day, zone)
    except (ical.NoCalendar, cells.NoTable) as exc:
        raise NoList(str(exc)) from exc
    if not any(not each.elsewhen for each in found):
        msg = f"There is nothing in this file for {day:%A} {day.day} {day:%B}. Choose the day of the list above."
        raise NoList(msg)
    return found


def line(entry: Entry, ask: Ask, *, now: dt.datetime) -> Line:
    """Read one entry."""
    words = entry.words if entry.slip is None else " ".join(getattr(entry.slip, each) for each in slip.FIELDS)
    shown = Line(place=entry.place, state="wrong", words=" ".join(words.split())[:120])
    if entry.wrong:
        return replace(shown, told=entry.wrong)
    try:
        checked = ask(_said(entry))
    except Unclear as exc:
        return replace(shown, told=str(exc))
    if checked.details is None:
        return replace(shown, told=checked.told)
    return _in_time(shown, checked.details, entry, now=now)


def _said(entry: Entry) -> str:
    """Return the line for the desk: a list needs a time on each, for nobody stands beside it."""
    return slip.timed(entry.words) if entry.slip is None else slip.line(entry.slip)


def _in_time(shown: Line, details: Details, entry: Entry, *, now: dt.datetime) -> Line:
    if details.ended_at < now - OLDEST:
        return replace(shown, state="left", told="It ended more than 48 hours ago: there is nothing left to ask.")
    return replace(shown, state="read", details=slip.named(details, entry.slip or slip.Slip()))


def _once(lines: Sequence[Line]) -> list[Line]:
    """The same session twice in a list is one invite."""
    first: list[Line] = []
    told = []
    for each in lines:
        twin = next((one for one in first if each.details and one.details and same(one.details, each.details)), None)
        first += [each] if each.details and twin is None else []
        told.append(each if twin is None else replace(each, state="left", told=f"The same as {twin.place.lower()}."))
    return told


def same(one: Details, other: Details) -> bool:
    """Say whether two are the same session: by record number and day, else by initials and time."""
    if one.record and other.record:
        return one.record == other.record and abs(one.ended_at - other.ended_at) < SAME_DAY
    return one.initials == other.initials and one.ended_at == other.ended_at
