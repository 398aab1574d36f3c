"""Promising: she is told when we ask again, and may allow it in her quiet hours (clinical.md section 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from bot import pickers
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Said
from records import checkins, patients
from records.models import Checkin, Patient
from records.store import Db
from scheduler import followups, say
from scheduler.followups import Promise

NIGHT = "night"


def kept(
    house: House, patient: Patient, said: Sequence[Said], promise: Promise | None, *, now: dt.datetime
) -> Sequence[Said]:
    """Return what is said with the promise in it; a question of its own where her yes is needed."""
    if promise is None:
        return said
    if promise.ref and promise.wish_at is not None:
        night = _night(house, patient, promise, promise.wish_at, now=now)
        # What comes before her quiet hours needs no yes and is promised beside it.
        sooner = replace(promise, ref="") if promise.at < promise.wish_at else None
        return (*kept(house, patient, said, sooner, now=now), night)
    line = told(house, patient, promise.at, now=now)
    if not said:
        return (Said(text=line),)
    first = said[0].model_copy(update={"text": f"{said[0].text}\n\n{line}"})
    return (first, *said[1:])


def told(house: House, patient: Patient, at: dt.datetime, *, now: dt.datetime) -> str:
    """Return "I will ask again in one hour."."""
    when = house.wording.soon(patient.lang, at, patient.zone, now)
    return house.wording.text(patient.lang, "promise", when=when)


def _night(house: House, patient: Patient, promise: Promise, wish: dt.datetime, *, now: dt.datetime) -> Said:
    words = house.wording
    values = {
        "when": words.when(patient.lang, promise.else_at or promise.at, patient.zone, now),
        "wish": words.when(patient.lang, wish, patient.zone, now),
    }
    rows = words.rows(patient.lang, "night", promise.ref, ("yes", "no"), "night")
    return words.said(patient.lang, "promise_night", buttons=rows, **values)


def label(said: Said, otherwise: str) -> str:
    """Return what a message is remembered as: her bare yes counts only right behind the question about her night."""
    return NIGHT if said.buttons and said.buttons[0][0].action == NIGHT else otherwise


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Her answer to "may I ask you in your quiet hours?"."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient, row = patients.by_chat(db, chat_id), checkins.by_ref(db, tap.ref)
        if patient is None or row is None or checkins.owner(db, row)[1].id != patient.id:
            return house.wording.text(house.config.language, "tap_stale")
        said = answer(db, house, patient, row, yes=tap.option == "yes", now=now)
        if said is None:
            return house.wording.text(patient.lang, "tap_stale")
        tapped_row = pickers.tapped(db, update)
        if tapped_row is None:
            say.to_patient(db, patient, said, now=now, label="night")
        else:
            say.edit(db, patient, said, target_id=tapped_row, now=now)
        return None

    return work


def answer(db: Db, house: House, patient: Patient, row: Checkin, *, yes: bool, now: dt.datetime) -> Said | None:
    """Keep her yes or no; return what she is told, or none when the question is over."""
    if not followups.allowed(db, house, row, yes=yes, now=now):
        return None
    return Said(text=told(house, patient, row.due_at, now=now))
