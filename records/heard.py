"""Heard: what a patient wrote or sent, and how it was read. An edit is a new revision; both are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select

from records.models import Heard, Patient
from records.store import Db, sealer
from records.types import new_ref


def remember(
    db: Db,
    patient: Patient,
    *,
    message_id: int,
    kind: str,
    words: str | None,
    level: str,
    rules: Sequence[str],
    symptoms: Sequence[str],
    topic: str | None,
    lang: str | None,
    understood: bool,
    content_version: str,
    now: dt.datetime,
) -> Heard:
    """Write down one message; the same message again is its next revision."""
    ref = new_ref()
    row = Heard(
        ref=ref,
        patient_id=patient.id,
        chat_id=patient.chat_id,
        message_id=message_id,
        revision=_revision(db, patient.chat_id, message_id),
        kind=kind,
        words=None if words is None else sealer(db).seal(patient.ref, f"heard.words:{ref}", words),
        level=level,
        rules=list(rules),
        symptoms=list(symptoms),
        topic=topic,
        lang=lang,
        understood=understood,
        content_version=content_version,
        at=now,
    )
    db.add(row)
    db.flush()
    return row


def _revision(db: Db, chat_id: int, message_id: int) -> int:
    newest = select(func.max(Heard.revision)).where(Heard.chat_id == chat_id, Heard.message_id == message_id)
    last = db.scalar(newest)
    return 0 if last is None else last + 1


def words(db: Db, row: Heard) -> str:
    """Open what she wrote; empty where there were no words."""
    if row.words is None:
        return ""
    owner = db.get_one(Patient, row.patient_id).ref
    return sealer(db).open(owner, f"heard.words:{row.ref}", row.words)


def last(db: Db, patient_id: int) -> Heard | None:
    """Return the newest thing heard from her, or none."""
    return db.scalar(select(Heard).where(Heard.patient_id == patient_id).order_by(Heard.id.desc()).limit(1))


def recent(db: Db, patient_id: int, *, since: dt.datetime, limit: int) -> Sequence[Heard]:
    """Return the last few things she wrote in words since a moment, oldest first."""
    asked = select(Heard).where(Heard.patient_id == patient_id, Heard.at >= since, Heard.words.is_not(None))
    return db.scalars(asked.order_by(Heard.id.desc()).limit(limit)).all()[::-1]


def between(db: Db, patient_id: int, start: dt.datetime, end: dt.datetime) -> Sequence[Heard]:
    """Return what was heard from her between two moments, oldest first."""
    asked = select(Heard).where(Heard.patient_id == patient_id, Heard.at >= start, Heard.at < end)
    return db.scalars(asked.order_by(Heard.id)).all()


def by_ref(db: Db, ref: str, *, patient_id: int) -> Heard | None:
    """Return what a button names, if it is this patient's, or none."""
    return db.scalar(select(Heard).where(Heard.ref == ref, Heard.patient_id == patient_id))
