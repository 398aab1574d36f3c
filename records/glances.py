"""Glances: which patient a page is about, whose she is, who has looked, and whether there is anything new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from records.models import Audit, Flag, Heard, Note, Outgoing, Patient, Visit
from records.store import Db
from records.timeline import SEEN


def patient(db: Db, ref: str) -> Patient | None:
    """Return the patient that an address names, or none."""
    return db.scalar(select(Patient).where(Patient.ref == ref))


def locations(db: Db, patient_id: int) -> set[str]:
    """Return the places of her visits and flags; the one place of a clinic where she has none yet."""
    visits = db.scalars(select(Visit.location).where(Visit.patient_id == patient_id)).all()
    flags = db.scalars(select(Flag.location).where(Flag.patient_id == patient_id)).all()
    return {*visits, *flags} or {""}


def seen_lately(db: Db, *, staff_id: int, subject: str, since: dt.datetime, action: str = SEEN) -> bool:
    """Say whether it is written down already that this person opened this patient's page, or the queue."""
    line = (Audit.subject == subject, Audit.actor == f"staff:{staff_id}", Audit.action == action)
    return db.scalar(select(Audit.id).where(*line, Audit.at > since).limit(1)) is not None


def mark(db: Db, patient: Patient) -> str:
    """Return a mark that changes when anything of her does: an open page asks for it."""
    newest = [
        db.scalar(select(table.id).where(table.patient_id == patient.id).order_by(table.id.desc()).limit(1)) or 0
        for table in (Heard, Outgoing, Note)
    ]
    flag = db.scalar(select(Flag).where(Flag.patient_id == patient.id).order_by(Flag.id.desc()).limit(1))
    standing = "" if flag is None else f"{flag.id}.{flag.level}.{flag.state}.{flag.taken_by}.{flag.snoozed_until}"
    return ".".join(str(each) for each in (*newest, standing))


def standing(db: Db, flag: Flag) -> str:
    """Return a mark of what somebody has read who acts on a flag: its level, whether it is over, her newest words."""
    newest = db.scalar(select(Heard.id).where(Heard.patient_id == flag.patient_id).order_by(Heard.id.desc()).limit(1))
    return f"{flag.id}.{flag.level}.{'over' if flag.state == 'resolved' else 'open'}.{newest or 0}"


def symptoms(db: Db, patient_id: int, start: dt.datetime, end: dt.datetime) -> Sequence[tuple[dt.datetime, str]]:
    """Return what she told of between two moments, each symptom with when."""
    asked = select(Heard.at, Heard.symptoms).where(Heard.patient_id == patient_id, Heard.at >= start, Heard.at < end)
    return [(at, name) for at, names in db.execute(asked.order_by(Heard.id)) for name in names]
