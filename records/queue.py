"""The queue: open flags as the page lists them, most serious and oldest first, and the few numbers over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select
from sqlalchemy.orm import aliased

from records.flags import LEVELS
from records.keys import CannotOpen
from records.models import Checkin, Flag, Heard, Patient, Staff, Visit
from records.store import Db, sealer

RANK = case({level: rank for rank, level in enumerate(LEVELS)}, value=Flag.level)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One open flag with whose it is; `last` is the newest she wrote, opened."""

    flag: Flag
    patient: Patient
    visit: Visit | None
    #: Who has it; empty when nobody does.
    holder: str
    last: str = field(repr=False)


def page(
    db: Db,
    *,
    places: Collection[str],
    levels: Collection[str] = LEVELS,
    holder: int | None = None,
    offset: int = 0,
    limit: int = 100,
) -> Sequence[Waiting]:
    """Return some open flags in their order, all or those that one person has."""
    asked = (
        select(Flag, Patient, Visit, Staff.name)
        .join(Patient, Patient.id == Flag.patient_id)
        .outerjoin(Visit, Visit.id == Flag.visit_id)
        .outerjoin(Staff, Staff.id == Flag.taken_by)
        .where(*_open(places), Flag.level.in_(levels))
        .order_by(RANK, Flag.opened_at, Flag.id)
    )
    asked = asked if holder is None else asked.where(Flag.taken_by == holder)
    rows = db.execute(asked.offset(offset).limit(limit)).all()
    last = _last(db, {patient.id: patient for _, patient, _, _ in rows})
    return [
        Waiting(flag=flag, patient=patient, visit=visit, holder=name or "", last=last.get(patient.id, ""))
        for flag, patient, visit, name in rows
    ]


def _open(places: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (Flag.state != "resolved", Flag.location.in_(places))


def _last(db: Db, patients: dict[int, Patient]) -> dict[int, str]:
    """Open the newest words of each of these patients."""
    newest = select(func.max(Heard.id)).where(Heard.patient_id.in_(patients), Heard.words.is_not(None))
    rows = db.scalars(select(Heard).where(Heard.id.in_(newest.group_by(Heard.patient_id))))
    return {
        row.patient_id: opened(db, patients[row.patient_id].ref, f"heard.words:{row.ref}", row.words) for row in rows
    }


def opened(db: Db, owner: str, place: str, sealed: str | None) -> str:
    """Open sealed words for a page; empty where there are none any more: one row must not take the page with it."""
    if not sealed:
        return ""
    try:
        return sealer(db).open(owner, place, sealed)
    except CannotOpen:
        return ""


def counts(db: Db, *, places: Collection[str]) -> dict[str, int]:
    """Return how many flags of each level are open."""
    asked = select(Flag.level, func.count()).where(*_open(places)).group_by(Flag.level)
    return dict(db.execute(asked).all())


def held(db: Db, *, places: Collection[str], staff_id: int) -> int:
    """Return how many open flags somebody has."""
    return db.scalar(select(func.count()).select_from(Flag).where(*_open(places), Flag.taken_by == staff_id)) or 0


def overdue(db: Db, *, places: Collection[str], before: Mapping[str, dt.datetime]) -> int:
    """Return how many flags, opened before their level's moment, have had no reply and no call."""
    # A reply or a call fulfils a take: it has no end any more.
    waits = or_(Flag.state != "taken", Flag.lease_until.is_not(None))
    late = or_(
        *(
            and_(Flag.level == level, func.coalesce(Flag.raised_at, Flag.opened_at) < moment)
            for level, moment in before.items()
        )
    )
    return db.scalar(select(func.count()).select_from(Flag).where(*_open(places), waits, late)) or 0


def silent(db: Db, *, places: Collection[str]) -> int:
    """Return how many running visits have let their newest check-in pass."""
    ended, newer = Checkin.state.in_(("answered", "missed")), aliased(Checkin)
    later = select(newer.id).where(
        newer.visit_id == Checkin.visit_id, newer.state.in_(("answered", "missed")), newer.due_at > Checkin.due_at
    )
    asked = select(func.count(distinct(Visit.id))).join(Checkin, Checkin.visit_id == Visit.id)
    running = (Visit.state == "active", Visit.location.in_(places))
    return db.scalar(asked.where(*running, ended, Checkin.state == "missed", ~later.exists())) or 0


def expected(db: Db, *, places: Collection[str], until: dt.datetime) -> int:
    """Return how many check-ins go out, or are still awaited, before a moment."""
    asked = select(func.count(Checkin.id)).join(Visit, Visit.id == Checkin.visit_id)
    planned = (Checkin.state.in_(("planned", "queued", "sent")), Checkin.due_at <= until)
    return db.scalar(asked.where(*planned, Visit.location.in_(places))) or 0
