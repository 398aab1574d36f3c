"""Patients: who said yes, how she wants to be reached, and whether she can be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from records.models import Patient
from records.statements import changes
from records.store import Db, sealer

#: So many patients are looked through for their initials, the newest first.
OPENED = 2000


def by_chat(db: Db, chat_id: int) -> Patient | None:
    """Return the patient whose private chat this is, or none."""
    return db.scalar(select(Patient).where(Patient.chat_id == chat_id))


def anyone(db: Db) -> bool:
    """Say whether there is any patient at all."""
    return db.scalar(select(Patient.id).limit(1)) is not None


def by_id(db: Db, patient_id: int) -> Patient:
    """Return the patient with this row id; LookupError when there is none."""
    patient = db.get(Patient, patient_id)
    if patient is None:
        msg = f"no patient {patient_id}"
        raise LookupError(msg)
    return patient


def enrol(
    db: Db,
    *,
    ref: str,
    chat_id: int,
    initials: str,
    zone: str,
    lang: str,
    consent_version: str,
    now: dt.datetime,
) -> Patient:
    """Write down a patient who has just said yes; a chat has one patient (unique), so twice is once."""
    known = by_chat(db, chat_id)
    if known is not None:
        return known
    patient = Patient(
        ref=ref,
        chat_id=chat_id,
        initials=sealer(db).seal(ref, f"patients.initials:{ref}", initials),
        zone=zone,
        lang=lang,
        consent_version=consent_version,
        consented_at=now,
        created_at=now,
    )
    db.add(patient)
    db.flush()
    return patient


def initials(db: Db, patient: Patient) -> str:
    """Return what staff call her."""
    if patient.initials is None:
        return "?"
    return sealer(db).open(patient.ref, f"patients.initials:{patient.ref}", patient.initials)


def called(db: Db, letters: str) -> Sequence[Patient]:
    """Return the patients whom staff call so ("JM", any case), newest first; names are sealed, so each is opened."""
    wanted = _letters(letters)
    rows = db.scalars(select(Patient).order_by(Patient.id.desc()).limit(OPENED))
    return [each for each in rows if _letters(initials(db, each)) == wanted]


def _letters(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalpha())


def name(db: Db, patient: Patient, letters: str) -> None:
    """Write down what staff call her."""
    patient.initials = sealer(db).seal(patient.ref, f"patients.initials:{patient.ref}", letters)
    db.flush()


def stop(db: Db, patient: Patient, *, now: dt.datetime) -> bool:
    """Stop all scheduled messages; answers to what she writes go on. False when already stopped."""
    return _move(db, patient, "enrolled", "stopped", stopped_at=now)


def resume(db: Db, patient: Patient) -> bool:
    """Let scheduled messages start again. False when nothing was stopped."""
    return _move(db, patient, "stopped", "enrolled", stopped_at=None)


def unreachable(db: Db, patient_id: int) -> bool:
    """Telegram says she blocked the bot or is gone. False when that was known."""
    patient = by_id(db, patient_id)
    return _move(db, patient, "enrolled", "unreachable") or _move(db, patient, "stopped", "unreachable")


def reachable(db: Db, patient: Patient) -> bool:
    """She wrote again, so she can be reached. False when that was known."""
    return _move(db, patient, "unreachable", "stopped" if patient.stopped_at else "enrolled")


def _move(db: Db, patient: Patient, old: str, new: str, **values: dt.datetime | None) -> bool:
    changed = changes(
        db, update(Patient).where(Patient.id == patient.id, Patient.state == old).values(state=new, **values)
    )
    db.refresh(patient)
    return changed == 1
