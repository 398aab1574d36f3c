"""Drafts: a staff member's reply on its way, one at a time a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from records.models import Draft, Flag, Patient
from records.store import Db, sealer
from records.types import new_ref


def begin(db: Db, *, staff_id: int, flag_id: int, prompt_id: int | None, close_after: bool, now: dt.datetime) -> Draft:
    """Start a reply to one flag; an older draft of the same person is dropped."""
    db.execute(delete(Draft).where(Draft.staff_id == staff_id))
    row = Draft(
        ref=new_ref(),
        staff_id=staff_id,
        flag_id=flag_id,
        prompt_id=prompt_id,
        close_after=close_after,
        at=now,
    )
    db.add(row)
    db.flush()
    return row


def of(db: Db, staff_id: int) -> Draft | None:
    """Return what this person is writing, or none."""
    return db.scalar(select(Draft).where(Draft.staff_id == staff_id))


def by_ref(db: Db, ref: str) -> Draft | None:
    """Return the draft that a button names, or none."""
    return db.scalar(select(Draft).where(Draft.ref == ref))


def fill(db: Db, row: Draft, words: str) -> None:
    """Keep the words until they are sent, sealed under the patient's key."""
    row.words = sealer(db).seal(_owner(db, row), f"drafts.words:{row.ref}", words)
    db.flush()


def words(db: Db, row: Draft) -> str:
    """Open the words; empty where none were written."""
    if row.words is None:
        return ""
    return sealer(db).open(_owner(db, row), f"drafts.words:{row.ref}", row.words)


def drop(db: Db, row: Draft) -> None:
    """The reply was sent or given up."""
    db.delete(row)
    db.flush()


def _owner(db: Db, row: Draft) -> str:
    return db.get_one(Patient, db.get_one(Flag, row.flag_id).patient_id).ref
