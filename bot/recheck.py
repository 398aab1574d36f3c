"""Rechecks: what she taps under an emergency text, and whether she got help. None of it closes the flag."""

from __future__ import annotations

import datetime as dt

from bot import crew, raising
from bot.house import House
from bot.taps import Tap
from records import asked, flags, visits
from records.lanes import Lane
from records.models import Asked, Patient
from records.store import Db
from scheduler import cards, say

#: What sends staff to the phone at once (people.md 2).
NO_HELP = ("after_emergency_cant_call", "help_no", "help_passed")


def helped(db: Db, house: House, patient: Patient, row: Asked, option: str, *, now: dt.datetime) -> None:
    """Did you get help? Yes calms; no and "it passed" send staff to the phone (people.md 2)."""
    asked.answer(db, row, now=now)
    key = {"yes": "help_yes_reply", "passed": "help_passed_reply"}.get(option, "help_no_reply")
    said = house.wording.said(patient.lang, key)
    say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label=key)
    _tell_staff(db, house, patient, f"help_{option}", now=now)


def after_emergency(db: Db, house: House, patient: Patient, tap: Tap, *, now: dt.datetime) -> str | None:
    """*I have called*, *I can't call*, *Tapped by mistake*: none of them closes the flag."""
    flag = flags.by_ref(db, tap.ref)
    if flag is None or flag.patient_id != patient.id:
        return house.wording.text(patient.lang, "tap_stale")
    if tap.option == "crew":
        screen = crew.said(db, house, patient, flag, now=now)
        say.to_patient(db, patient, screen, now=now, lane=Lane.URGENT, label="crew")
        return None
    key = {"called": "called_reply", "cant_call": "cant_call_reply"}.get(tap.option, "mistake_reply")
    said = house.wording.said(patient.lang, key)
    say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label=key, dedup=f"{key}:{flag.id}:{now:%H%M}")
    _tell_staff(db, house, patient, f"after_emergency_{tap.option}", now=now)
    return None


def _tell_staff(db: Db, house: House, patient: Patient, rule: str, *, now: dt.datetime) -> None:
    """Her answer joins the open card; one that means no help is on its way sounds, whoever has her."""
    visit = visits.latest(db, patient.id)
    flag = raising.raise_for(db, house, patient, visit, None, "emergency", (rule,), (), now=now)
    if flag is not None and rule in NO_HELP:
        cards.alert(db, house, flag, rule, now=now)
