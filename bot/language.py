"""Language: which one a person is written to in. Each of her messages is answered in its own; the rest in hers."""

from __future__ import annotations

import datetime as dt

from telegram import Message, Update

from bot import enrol, planned
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Said
from records import audit, invites, patients
from records.models import Patient
from records.store import Db
from scheduler import say


def of_app(house: House, message: Message) -> str:
    """Return the language of her Telegram where we speak it, else the clinic's."""
    code = (message.from_user.language_code or "" if message.from_user else "").partition("-")[0]
    return code if code in house.catalog.languages else house.config.language


def ask(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    """`/language`: ask which one, each by its own name."""
    rows = enrol.language_rows(house, "lang", patient.ref, but="")
    said = Said(text=house.wording.text(patient.lang, "language_ask"), buttons=rows)
    say.to_patient(db, patient, said, now=now, label="language")


def chosen(house: House, update: Update, tap: Tap) -> Work:
    """Write to her in the language she tapped from now on, buttons included."""
    now, chat_id = house.now(), enrol.chat_of(update)

    def work(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is None or patient.ref != tap.ref or tap.option not in house.catalog.languages:
            return house.wording.text(house.config.language, "tap_stale")
        patient.lang = tap.option
        audit.note(db, now=now, actor=f"patient:{patient.ref}", action="patient.language", subject=patient.ref)
        said = house.wording.said(patient.lang, "language_given")
        said = said.model_copy(update={"keyboard": planned.keyboard(house, patient)})
        say.to_patient(db, patient, said, now=now, label="language_given")
        return None

    return work


def before_consent(house: House, update: Update, tap: Tap) -> Work:
    """Show the first screen again in the language she tapped; the invite keeps it."""
    now, chat_id = house.now(), enrol.chat_of(update)

    def work(db: Db) -> str | None:
        invite = enrol.mine(db, tap.ref, chat_id)
        if invite is None or tap.option not in house.catalog.languages:
            return house.wording.text(house.config.language, "tap_stale")
        invites.speak(db, invite, lang=tap.option)
        say.to_chat(db, chat_id, enrol.consent(db, house, invite, now=now), now=now, label="consent")
        return None

    return work
