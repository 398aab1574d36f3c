"""Search: visits by their days, levels, topics and states. Sealed words are never looked through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, select

from records.flags import LEVELS
from records.models import Flag, Heard, Patient, Visit
from records.store import Db
from records.tally import Span

#: So many visits are opened for their initials, the newest first.
MOST = 3000


@dataclass(frozen=True, kw_only=True)
class Found:
    """A visit with its patient, and how high it was flagged."""

    patient: Patient
    visit: Visit
    #: The highest level; empty where it was never flagged.
    level: str
    #: True while a person must still look.
    is_open: bool


def visits(db: Db, span: Span, *, level: str = "", topic: str = "", state: str = "") -> tuple[list[Found], bool]:
    """Return the visits that ended in a span, newest first, and whether there were more than can be looked at.

    `state` is open, closed (flagged, and all of it over), calm (never flagged), running, or stopped.
    """
    rows = db.execute(_asked(span, topic, state).limit(MOST + 1)).all()
    flagged = _flagged(db, span)
    found = [_found(patient, visit, flagged.get(visit.id, ())) for visit, patient in rows[:MOST]]
    return [each for each in found if _fits(each, level, state)], len(rows) > MOST


def _asked(span: Span, topic: str, state: str) -> Select[Visit, Patient]:
    asked = (
        select(Visit, Patient)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Visit.ended_at >= span.since, Visit.ended_at < span.until, Visit.location.in_(span.places))
        .order_by(Visit.ended_at.desc(), Visit.id.desc())
    )
    if topic:
        asked = asked.where(_asked_about(topic))
    if state == "running":
        asked = asked.where(Visit.state == "active")
    if state == "stopped":
        asked = asked.where(Patient.state != "enrolled")
    return asked


def _asked_about(topic: str) -> ColumnElement[bool]:
    """She asked about it after this visit ended."""
    there = and_(Heard.patient_id == Visit.patient_id, Heard.topic == topic, Heard.at >= Visit.ended_at)
    return select(Heard.id).where(there).exists()


def _flagged(db: Db, span: Span) -> Mapping[int, Sequence[tuple[str, str]]]:
    asked = (
        select(Flag.visit_id, Flag.level, Flag.state)
        .join(Visit, Visit.id == Flag.visit_id)
        .where(Visit.ended_at >= span.since, Visit.ended_at < span.until)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for visit_id, level, state in db.execute(asked).all():
        if visit_id is not None:
            found[visit_id].append((level, state))
    return found


def _found(patient: Patient, visit: Visit, flagged: Sequence[tuple[str, str]]) -> Found:
    highest = min((level for level, _ in flagged), key=LEVELS.index, default="")
    return Found(patient=patient, visit=visit, level=highest, is_open=any(each != "resolved" for _, each in flagged))


def _fits(found: Found, level: str, state: str) -> bool:
    fits = {"open": found.is_open, "closed": bool(found.level) and not found.is_open, "calm": not found.level}
    return (not level or found.level == level) and fits.get(state, True)
