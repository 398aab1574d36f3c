"""Looking a patient up: how her check-ins stand, her open card, and how her last visit went."""

from __future__ import annotations

import datetime as dt

from bot import brief, open_cards, today
from bot.house import House
from messages.said import Said
from records import audit, flags, patients, visits
from records.models import Patient, Staff
from records.store import Db

LANG = "en"


def page(db: Db, house: House, person: Staff, letters: str, *, now: dt.datetime) -> Said:
    """Return what is known of everyone with these initials; who looked is written down."""
    who = letters.split(maxsplit=1)[0] if letters.split() else ""
    if not who:
        return house.wording.said(LANG, "staff_patient_usage")
    found = [each for each in patients.called(db, who) if house.sees(visits.place_of(db, each.id))]
    if not found:
        return house.wording.said(LANG, "staff_patient_none", who=who)
    for patient in found:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="patient.seen", subject=patient.ref)
    return Said(text="\n\n".join(_of(db, house, patient, now=now) for patient in found), silent=True)


def _of(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> str:
    visit, flag = visits.latest(db, patient.id), flags.open_of(db, patient.id)
    lines = [] if visit is None else [today.line(db, house, visit)]
    lines += [] if flag is None else [open_cards.line(db, house, flag, now=now)]
    lines += [] if visit is None else [brief.of_visit(db, house, visit).text]
    return "\n".join(lines)
