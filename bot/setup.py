"""Setting up after consent: "any of these?", quiet hours and zone. What is skipped is unknown and blocks nothing."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot import clocks, pickers
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Said
from records import patients, screens
from records.models import Patient
from records.store import Db
from scheduler import say


def show(db: Db, house: House, patient: Patient, name: str, *, now: dt.datetime) -> None:
    """Show one of the screens; it is remembered until it is answered."""
    screens.shown(db, patient_id=patient.id, name=name, now=now)
    say.to_patient(db, patient, SAID[name](house, patient), now=now, label=name)


def show_again(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> None:
    """After her first check-in: ask once more, once, for what she left open (people.md 9)."""
    for name in screens.open_(db, patient_id=patient.id):
        if screens.again(db, patient_id=patient.id, name=name, now=now):
            show(db, house, patient, name, now=now)
            return


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take a tick in the list, the choice of quiet hours, or a zone."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is None or patient.ref != tap.ref:
            return house.wording.text(house.config.language, "tap_stale")
        ACTS[tap.action](db, house, update, patient, tap.option, now)
        return None

    return work


def _chosen(patient: Patient) -> set[str]:
    return set(patient.modifiers or ()) | ({"fluid_limit"} if patient.fluid_limit else set())


def _modifier(db: Db, house: House, update: Update, patient: Patient, option: str, now: dt.datetime) -> None:
    row = pickers.tapped(db, update)
    if option == "done":
        _modifiers_done(db, house, patient, row, now=now)
        return
    if option not in pickers.MODIFIERS:
        return
    chosen = _chosen(patient) ^ {option}
    _keep(patient, chosen)
    if row is not None:
        say.edit(db, patient, modifiers_said(house, patient), target_id=row, now=now)


def _keep(patient: Patient, chosen: set[str]) -> None:
    """The fluid limit changes the water line, not a level, so it is kept apart."""
    patient.modifiers = sorted(chosen - {"fluid_limit"})
    patient.fluid_limit = "fluid_limit" in chosen


def _modifiers_done(db: Db, house: House, patient: Patient, row: int | None, *, now: dt.datetime) -> None:
    chosen = _chosen(patient)
    _keep(patient, chosen)
    screens.answered(db, patient_id=patient.id, name="modifiers", now=now)
    text, lang = house.wording.text, patient.lang
    names = ", ".join(text(lang, f"modifier_{each}") for each in pickers.MODIFIERS if each in chosen)
    said = house.wording.said(lang, "modifiers_thanks" if chosen else "modifiers_none", list=names)
    if row is not None:
        say.edit(db, patient, said, target_id=row, now=now)
    if "quiet" not in screens.names(db, patient_id=patient.id):
        show(db, house, patient, "quiet", now=now)


def modifiers_said(house: House, patient: Patient) -> Said:
    """Return the second screen: the one list, ticked as far as it was."""
    return pickers.modifiers(house, patient.lang, patient.ref, _chosen(patient))


SAID = {"modifiers": modifiers_said, "quiet": clocks.quiet_said}
ACTS = {"mod": _modifier, "quiet": clocks.quiet, "zone": clocks.zone}
