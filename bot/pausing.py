"""Pausing: check-ins are left out for a while, by her wish; questions and danger are answered as ever."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Said
from records import audit
from records.models import Patient
from records.store import Db
from scheduler.quiet import Quiet

OPTIONS = ("morning", "day", "open")
#: "Until I say": a moment that does not come while anyone is in care.
OPEN_END = dt.timedelta(days=365)
#: Pauses longer than this are told as "until you write /resume".
LONG = dt.timedelta(days=30)


def ask(house: House, patient: Patient) -> Said:
    """Ask for how long."""
    rows = house.wording.rows(patient.lang, "pause", patient.ref, OPTIONS, "pause")
    return house.wording.said(patient.lang, "pause_ask", buttons=rows)


def chosen(db: Db, house: House, patient: Patient, option: str, *, now: dt.datetime) -> Said:
    """Pause as long as she chose; return what she is told."""
    patient.paused_until = _until(patient, option, now)
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action="patient.paused", subject=patient.ref)
    return Said(text=told(house, patient, now=now))


def told(house: House, patient: Patient, *, now: dt.datetime) -> str:
    """Return until when it is quiet, and how to end that."""
    end = patient.paused_until or now
    if end - now > LONG:
        return house.wording.text(patient.lang, "paused_open")
    when = house.wording.when(patient.lang, end, patient.zone, now)
    return house.wording.text(patient.lang, "paused", when=when)


def _until(patient: Patient, option: str, now: dt.datetime) -> dt.datetime:
    """Until the next quiet hours end, for a day, or until she says."""
    quiet = Quiet.of(patient.zone, patient.quiet_from, patient.quiet_to)
    begins = now if quiet.holds(now) else quiet.next(now)
    if option == "morning" and begins is not None:
        return quiet.after(begins, dt.timedelta())
    return now + (OPEN_END if option == "open" else dt.timedelta(days=1))
