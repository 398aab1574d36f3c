"""Calendar files: the events of one day, as entries of a day's list. Whatever the bytes, no error but NoCalendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar  # type: ignore[import-untyped]

from messages.said import clean
from review.entries import Entry

#: Rules that repeat within a day, or name days that may never come, could be followed for ever.
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
FOLLOWED = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
MOST_REPEATING = 200
OLDEST = 1990
REPEATS = "It repeats in a way that is not read here: write this day as an event of its own."
ALL_DAY = "It has no time of day: set when the session ends."


class NoCalendar(ValueError):
    """The file is no calendar; the message says what to upload instead."""


class _Odd(ValueError):
    """An event that cannot be placed; the message is for people."""


def looks_so(data: bytes) -> bool:
    """Say whether a file begins as calendars do."""
    return b"BEGIN:VCALENDAR" in data[:400].upper()


def of_calendar(data: bytes, day: dt.date, zone: ZoneInfo) -> list[Entry]:
    """Return the day's events by their ends: the summary is the line to read. Cancelled ones are left out."""
    events = _events(data)
    moved = {(_uid(each), _moment(each["RECURRENCE-ID"].dt, zone)) for each in events if _moves(each)}
    found: list[Entry] = []
    repeating = 0
    for number, event in enumerate(events, start=1):
        repeating += "RRULE" in event
        if _cancelled(event):
            continue
        found += _entries(event, f"Event {number}", day, zone, moved, too_many=repeating > MOST_REPEATING)
    return found


def _events(data: bytes) -> list[Any]:
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        return [event for calendar in calendars if not _withdrawn(calendar) for event in calendar.walk("VEVENT")]
    except Exception as exc:
        # Somebody else's parser over any bytes whatever: no kind of error of it may reach the page.
        msg = "This calendar file cannot be read. Export it once more as .ics, or save the list as CSV."
        raise NoCalendar(msg) from exc


def _withdrawn(calendar: Any) -> bool:
    return str(calendar.get("METHOD", "")).upper() == "CANCEL"


def _cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _moves(event: Any) -> bool:
    return isinstance(getattr(event.get("RECURRENCE-ID"), "dt", None), dt.datetime)


def _uid(event: Any) -> str:
    return str(event.get("UID", ""))


def _entries(
    event: Any, place: str, day: dt.date, zone: ZoneInfo, moved: set[tuple[str, dt.datetime]], *, too_many: bool
) -> Iterator[Entry]:
    """Return the event's entry where it ends on that day, or what is wrong with it."""
    summary = " ".join(clean(str(event.get("SUMMARY", ""))).split())[:300]
    try:
        if too_many:
            raise _Odd(f"The file has more than {MOST_REPEATING} events that repeat: export only this day.")
        for end in _ends(event, day, zone, moved):
            yield Entry(place=place, words=f"{summary} {end:%H:%M}")
    except _Odd as exc:
        yield Entry(place=place, words=summary, wrong=str(exc))


def _ends(event: Any, day: dt.date, zone: ZoneInfo, moved: set[tuple[str, dt.datetime]]) -> Iterator[dt.datetime]:
    start, end = _span(event, zone)
    if "RRULE" not in event:
        if end.astimezone(zone).date() == day:
            yield end.astimezone(zone)
        return
    left_out = {_moment(each.dt, zone) for part in _listed(event.get("EXDATE")) for each in part.dts}
    for begins in _repeated(event, start, day):
        ends = begins + (end - start)
        gone = begins in left_out or (_uid(event), begins) in moved
        if ends.astimezone(zone).date() == day and not gone:
            yield ends.astimezone(zone)


def _span(event: Any, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Return when an event begins and ends; a time that floats is the clinic's."""
    try:
        start, end = event.start, event.end
    except Exception as exc:
        # The library has many ways to say that a start, an end or a duration is missing or mad.
        raise _Odd("Its start or end cannot be read: set when the session ends.") from exc
    if not isinstance(start, dt.datetime) or not isinstance(end, dt.datetime):
        raise _Odd(ALL_DAY)
    if not all(OLDEST <= each.year < 9000 for each in (start, end)):
        raise _Odd("Its date cannot be right: set when the session ends.")
    return _moment(start, zone), _moment(end, zone)


def _moment(found: Any, zone: ZoneInfo) -> dt.datetime:
    moment = found if isinstance(found, dt.datetime) else dt.datetime.combine(found, dt.time())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _listed(found: Any) -> list[Any]:
    parts = found if isinstance(found, list) else [found] if found else []
    return [each for each in parts if hasattr(each, "dts")]


def _repeated(event: Any, start: dt.datetime, day: dt.date) -> list[dt.datetime]:
    """Return the starts around a day, by the wall clock of the event's own zone: ten stays ten in summer."""
    rule = event["RRULE"]
    known = not isinstance(rule, list) and {*rule} <= FOLLOWED and rule.get("FREQ", [""])[0] in FREQUENCIES
    # Every so many days and only on Mondays may never come together.
    if not known or (rule["FREQ"][0] == "DAILY" and "BYDAY" in rule):
        raise _Odd(REPEATS)
    wall = start.replace(tzinfo=None)
    try:
        told = _until_by(rule, start)
        times = rrulestr(told, dtstart=wall).between(*_around(day), inc=True)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError) as exc:
        raise _Odd(REPEATS) from exc
    return [each.replace(tzinfo=start.tzinfo) for each in times[:3]]


def _until_by(rule: Any, start: dt.datetime) -> str:
    """The last moment is written in UTC; it is compared by the wall clock."""
    parts = rule.copy()
    for until in parts.get("UNTIL", []):
        aware = isinstance(until, dt.datetime) and until.tzinfo is not None
        parts["UNTIL"] = [until.astimezone(start.tzinfo).replace(tzinfo=None) if aware else until]
    return str(parts.to_ical().decode())


def _around(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the wall-clock times around a day between which a start can lie whose end is on it."""
    noon = dt.datetime.combine(day, dt.time(12))
    return noon - dt.timedelta(days=2), noon + dt.timedelta(days=2)
