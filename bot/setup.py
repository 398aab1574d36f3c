"""Setting up after consent: "any of these?" and quiet hours. Whatever is skipped is unknown and blocks nothing."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot import enrol, pickers
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from records import checkins, patients, visits
from records.models import Patient
from records.store import Db
from scheduler import say

#: The choices of quiet hours, by option.
QUIET = {"right": None, "early": ("20:00", "09:00"), "late": ("22:00", "07:00")}


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take a tick in the list, or the choice of quiet hours."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is None or patient.ref != tap.ref:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.action == "mod":
            _modifier(db, house, update, patient, tap.option, now=now)
        else:
            _quiet(db, house, update, patient, tap.option, now=now)
        return None

    return work


def _modifier(db: Db, house: House, update: Update, patient: Patient, option: str, *, now: dt.datetime) -> None:
    row = pickers.tapped(db, update)
    if option == "done":
        _modifiers_done(db, house, patient, row, now=now)
        return
    if option not in pickers.MODIFIERS:
        return
    chosen = set(patient.modifiers or ()) | ({"fluid_limit"} if patient.fluid_limit else set())
    chosen ^= {option}
    _keep(patient, chosen)
    if row is not None:
        said = pickers.modifiers(house, patient.lang, patient.ref, chosen)
        say.edit(db, patient, said, target_id=row, now=now)


def _keep(patient: Patient, chosen: set[str]) -> None:
    """The fluid limit changes the water line, not a level, so it is kept apart."""
    patient.modifiers = sorted(chosen - {"fluid_limit"})
    patient.fluid_limit = "fluid_limit" in chosen


def _modifiers_done(db: Db, house: House, patient: Patient, row: int | None, *, now: dt.datetime) -> None:
    chosen = [*(patient.modifiers or ()), *(["fluid_limit"] if patient.fluid_limit else [])]
    _keep(patient, set(chosen))
    text, lang = house.wording.text, patient.lang
    names = ", ".join(text(lang, f"modifier_{each}") for each in chosen)
    said = house.wording.said(lang, "modifiers_thanks" if chosen else "modifiers_none", list=names)
    if row is not None:
        say.edit(db, patient, said, target_id=row, now=now)
    say.to_patient(db, patient, quiet_said(house, patient), now=now, label="quiet", dedup=f"quiet:{patient.ref}")


def quiet_said(house: House, patient: Patient) -> Said:
    """Return the third screen: when the program keeps quiet."""
    text, lang = house.wording.text, patient.lang
    rows = tuple(
        (Button(label=text(lang, f"quiet_{option}"), action="quiet", ref=f"{patient.ref}.{option}"),)
        for option in QUIET
    )
    zone = patient.zone.rpartition("/")[2].replace("_", " ")
    return house.wording.said(
        lang, "quiet_ask", buttons=rows, start=patient.quiet_from, end=patient.quiet_to, zone=zone
    )


def _quiet(db: Db, house: House, update: Update, patient: Patient, option: str, *, now: dt.datetime) -> None:
    if option not in QUIET:
        return
    times = QUIET[option]
    if times is not None:
        patient.quiet_from, patient.quiet_to = times
        _plan_again(db, house, patient, now=now)
    said = house.wording.said(patient.lang, "quiet_thanks", start=patient.quiet_from, end=patient.quiet_to)
    row = pickers.tapped(db, update)
    if row is not None:
        say.edit(db, patient, said, target_id=row, now=now)


def _plan_again(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> None:
    """Other quiet hours move what is still to come, and she sees the new times."""
    visit = visits.latest(db, patient.id)
    if visit is None or visit.state != "active":
        return
    for planned in enrol.timetable(house, patient, visit, now=now):
        checkins.shift(db, visit_id=visit.id, planned=planned)
    say.to_patient(db, patient, enrol.plan_said(db, house, patient, visit, now=now), now=now, label="plan")
