"""Notes: what staff tell each other of a patient, sealed under her key; it never reaches her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from records.models import Note, Patient
from records.store import Db, sealer
from records.types import new_ref


def add(db: Db, *, patient_id: int, flag_id: int | None, staff_id: int, words: str, now: dt.datetime) -> Note:
    """Keep a note."""
    ref = new_ref()
    owner = db.get_one(Patient, patient_id).ref
    row = Note(
        ref=ref,
        patient_id=patient_id,
        flag_id=flag_id,
        staff_id=staff_id,
        words=sealer(db).seal(owner, f"notes.words:{ref}", words),
        at=now,
    )
    db.add(row)
    db.flush()
    return row


def of_patient(db: Db, patient_id: int) -> Sequence[Note]:
    """Return a patient's notes, oldest first."""
    return db.scalars(select(Note).where(Note.patient_id == patient_id).order_by(Note.id)).all()


def words(db: Db, row: Note) -> str:
    """Open a note's words; empty where they were emptied."""
    if row.words is None:
        return ""
    return sealer(db).open(db.get_one(Patient, row.patient_id).ref, f"notes.words:{row.ref}", row.words)
