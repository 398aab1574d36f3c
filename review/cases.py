"""Cases: ended flags as a second reader sees them: what was said and why they were raised, not how they ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from messages.cards import why_of
from records import flags, heard, second, visits
from records.keys import CannotOpen
from records.models import Flag, Heard, Patient, Staff, Visit
from records.second import Pair
from records.store import Db
from review.desk import Desk

#: So far back; words older than thirty days are emptied anyway.
BACK = dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A flag as the bot saw it."""

    flag: Flag
    name: str
    why: Sequence[str]
    area: str
    hours: float | None
    words: Sequence[str] = field(repr=False)


def waiting(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> list[Flag]:
    """Return what this person may read as a second reader."""
    return second.waiting(db, reader=person.id, places=desk.places(db, person), since=now - BACK)


def pairs(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> list[Pair]:
    """Return what was read twice."""
    return second.pairs(db, places=desk.places(db, person), since=now - BACK)


def disputed(found: Sequence[Pair], person: Staff) -> list[Pair]:
    """Return what this person must settle: nothing, but for the lead."""
    return second.disputed(found) if person.role == "lead" else []


def case(db: Db, desk: Desk, flag: Flag) -> Case:
    """Open one case."""
    visit = None if flag.visit_id is None else visits.get(db, flag.visit_id)
    said = [db.get_one(Heard, each.heard_id) for each in flags.findings(db, flag.id) if each.heard_id is not None]
    return Case(
        flag=flag,
        name=desk.pseudonym(db, db.get_one(Patient, flag.patient_id), visit),
        why=[why_of(rule, desk.wording) for rule in flag.rules],
        area="" if visit is None else _area(db, visit),
        hours=visits.hours_since(visit, now=flag.opened_at),
        words=[words for each in said if (words := words_of(db, each))],
    )


def _area(db: Db, visit: Visit) -> str:
    try:
        return visits.site(db, visit).area
    except CannotOpen:
        return ""


def words_of(db: Db, row: Heard) -> str:
    """Return what she wrote; empty where it was erased."""
    try:
        return heard.words(db, row)
    except CannotOpen:
        return ""
