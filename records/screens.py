"""Screens: which questions of enrolment were shown and answered; an unanswered one is shown once more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from records.models import Screen
from records.statements import changes
from records.store import Db


def shown(db: Db, *, patient_id: int, name: str, now: dt.datetime) -> None:
    """Note that a screen was shown; a second showing is `again`."""
    known = db.scalar(select(Screen).where(Screen.patient_id == patient_id, Screen.name == name))
    if known is None:
        db.add(Screen(patient_id=patient_id, name=name, shown_at=now))
        db.flush()


def answered(db: Db, *, patient_id: int, name: str, now: dt.datetime) -> None:
    """Note that she has answered."""
    shown(db, patient_id=patient_id, name=name, now=now)
    db.execute(update(Screen).where(Screen.patient_id == patient_id, Screen.name == name).values(answered_at=now))


def open_(db: Db, *, patient_id: int) -> Sequence[str]:
    """Return the names of the screens that wait for an answer and were shown once."""
    asked = select(Screen.name).where(
        Screen.patient_id == patient_id, Screen.answered_at.is_(None), Screen.again_at.is_(None)
    )
    return db.scalars(asked.order_by(Screen.id)).all()


def names(db: Db, *, patient_id: int) -> Sequence[str]:
    """Return the names of all screens that were shown."""
    return db.scalars(select(Screen.name).where(Screen.patient_id == patient_id).order_by(Screen.id)).all()


def again(db: Db, *, patient_id: int, name: str, now: dt.datetime) -> bool:
    """Claim the one second showing of a screen. False when it was shown again before, or answered."""
    changed = changes(
        db,
        update(Screen)
        .where(
            Screen.patient_id == patient_id,
            Screen.name == name,
            Screen.answered_at.is_(None),
            Screen.again_at.is_(None),
        )
        .values(again_at=now),
    )
    return changed == 1
