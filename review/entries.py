"""Entries: the rows of a day's list, each as the words or the slip that it holds, with its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from review import cells
from review.cells import Row
from review.slip import Slip

#: What people write above a column, in plain English, by field.
HEADS = {
    "initials": "initials|name|patient|patient name|client|client name|full name",
    "time": "time|end|ends|ended|end time|ends at|finish|session end|time of session|start|start time|appointment",
    "date": "date|day|session date|appointment date",
    "area": "area|body part|region|site|where",
    "side": "side|left/right",
    "technique": "technique|treatment|method|procedure|type",
    "clinician": "clinician|therapist|practitioner|provider|with|physio|doctor",
    "phone": "phone|mobile|telephone|tel|cell|phone number|mobile number",
    "record": "record|record number|record no|mrn|patient id|patient number|id|file|file number|number",
    "age": "age|age band|years",
    "first": "first|first session|first visit|new|new patient",
}
HEAD_OF = {name: field for field, names in HEADS.items() for name in names.split("|")}
#: "End" says better than "start" when the 48 hours begin.
STARTS = frozenset({"start", "start time", "appointment"})
DATE = re.compile(r"(?<!\d)(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)([./-])(\d\d?)\5(\d{4}|\d\d))(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row as it was found: its place, and free words or a slip, or what is wrong with its form."""

    place: str
    words: str = ""
    slip: Slip | None = None
    wrong: str = ""
    #: It belongs to another day than the one asked for.
    elsewhen: bool = False


def of_table(data: bytes, day: dt.date, zone: ZoneInfo) -> list[Entry]:
    """Return the entries of a CSV file, with a line of headings or without; NoTable for what is no text."""
    found = cells.rows(data)
    heads = _heads(found[0].cells) if found else {}
    if heads:
        return [_by_heads(row, heads, day, zone) for row in found[1:]]
    return [_free(row, day) for row in found]


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """Return the column of each field; none where the first line is no line of headings."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = re.sub(r"[\s_]+", " ", cell.casefold()).strip(" :.*#")
        field = HEAD_OF.get(name)
        # Of two columns for the same thing the first counts, but an end stands above a start.
        if field and (field not in found or _starts(cells[found[field]])):
            found[field] = at
    return found if "initials" in found and len(found) > 1 else {}


def _starts(head: str) -> bool:
    return head.casefold().strip() in STARTS


def _by_heads(row: Row, heads: dict[str, int], day: dt.date, zone: ZoneInfo) -> Entry:
    values = {field: row.cells[at] for field, at in heads.items() if at < len(row.cells)}
    when = f"{values.pop('date', '')} {_local(values.get('time', ''), zone)}"
    values["time"] = DATE.sub(" ", when.replace("T", " ")).strip()
    slip = Slip(**values)
    return Entry(place=_place(row), slip=slip, elsewhen=not _on(when, day))


def _free(row: Row, day: dt.date) -> Entry:
    words = " ".join(cell for cell in row.cells if cell)
    return Entry(place=_place(row), words=" ".join(DATE.sub(" ", words).split()), elsewhen=not _on(words, day))


def _place(row: Row) -> str:
    return f"Line {row.number}"


def _local(time: str, zone: ZoneInfo) -> str:
    """A moment with its zone, as programs write it, is told by the clinic's clock."""
    try:
        moment = dt.datetime.fromisoformat(time)
    except ValueError:
        return time
    # A year at the edge of the calendar has no other zone.
    aware = moment.tzinfo is not None and 1 < moment.year < 9999
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if aware else time


def _on(text: str, day: dt.date) -> bool:
    """Say whether a date in a text can mean this day; without a date it does. 3/5 is March here and May there."""
    found = DATE.search(text)
    if found is None:
        return True
    year, month, date, one, _, two, short = found.groups()
    if year:
        return (int(year), int(month), int(date)) == (day.year, day.month, day.day)
    full = int(short) + (2000 if len(short) == 2 else 0)
    ways = {(int(one), int(two)), (int(two), int(one))}
    return full == day.year and (day.day, day.month) in ways
