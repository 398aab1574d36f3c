"""Her own hand: from /plan she moves, skips or pauses her check-ins, and changes hours, zone, language and water."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from telegram import Update

from bot import clocks, language, moves, pausing, pickers, planned
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from messages.wording import Rows
from records import checkins, patients
from records.models import Checkin, Patient
from records.store import Db
from scheduler import say

#: What stands under her plan, two in a row.
HAND = (("move", "pause"), ("quiet", "zone"), ("water", "language"))


def said(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> Said:
    """Return her plan with the buttons by which she changes it."""
    parts = planned.lines(db, house, patient, now=now)
    if patient.paused_until is not None and patient.paused_until > now:
        parts.append(pausing.told(house, patient, now=now))
    return Said(
        text="\n\n".join([*parts, house.wording.text(patient.lang, "danger_card")]), buttons=_hand(house, patient)
    )


def _hand(house: House, patient: Patient) -> Rows:
    label = house.wording.text
    return tuple(
        tuple(
            Button(label=label(patient.lang, f"hand_{each}"), action="hand", ref=f"{patient.ref}.{each}")
            for each in row
        )
        for row in HAND
    )


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take a tap on one of these buttons, or on what they opened."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.action == "move":
            return _move(db, house, update, patient, tap, now=now)
        if tap.ref != patient.ref:
            return house.wording.text(patient.lang, "tap_stale")
        if tap.action == "pause":
            _show(db, update, patient, pausing.chosen(db, house, patient, tap.option, now=now), now=now)
            return None
        act = ACTS.get(tap.option)
        if act is None:
            return house.wording.text(patient.lang, "tap_stale")
        act(db, house, update, patient, now)
        return None

    return work


def _show(db: Db, update: Update, patient: Patient, said: Said, *, now: dt.datetime) -> None:
    """What she opened takes the place of what she tapped."""
    row = pickers.tapped(db, update)
    if row is None:
        say.to_patient(db, patient, said, now=now, label="hand")
    else:
        say.edit(db, patient, said, target_id=row, now=now)


def _list(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    """Which check-in? Each with its time."""
    rows = planned.upcoming(db, patient)
    text, lang = house.wording.text, patient.lang
    buttons = tuple((_pick(house, patient, row, now),) for row in rows)
    back = Button(label=text(lang, "back"), action="hand", ref=f"{patient.ref}.back")
    said = house.wording.said(lang, "move_which" if rows else "move_none", buttons=(*buttons, (back,)))
    _show(db, update, patient, said, now=now)


def _pick(house: House, patient: Patient, row: Checkin, now: dt.datetime) -> Button:
    when = house.wording.when(patient.lang, row.due_at, patient.zone, now)
    return Button(label=when, action="move", ref=f"{row.ref}.pick")


def _back(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    _show(db, update, patient, said(db, house, patient, now=now), now=now)


def _pause(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    _show(db, update, patient, pausing.ask(house, patient), now=now)


def _quiet(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    _show(db, update, patient, clocks.quiet_said(house, patient), now=now)


def _zone(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    _show(db, update, patient, clocks.zones_said(house, patient, now), now=now)


def _water(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    patient.water_lines = not patient.water_lines
    key = "water_on" if patient.water_lines else "water_off"
    say.to_patient(db, patient, house.wording.said(patient.lang, key), now=now, label=key)


def _language(db: Db, house: House, update: Update, patient: Patient, now: dt.datetime) -> None:
    language.ask(db, house, patient, now)


ACTS: dict[str, Callable[[Db, House, Update, Patient, dt.datetime], None]] = {
    "move": _list,
    "back": _back,
    "pause": _pause,
    "quiet": _quiet,
    "zone": _zone,
    "water": _water,
    "language": _language,
}


def _move(db: Db, house: House, update: Update, patient: Patient, tap: Tap, *, now: dt.datetime) -> str | None:
    """Pick a check-in, then a time for it, or leave it out."""
    row = checkins.by_ref(db, tap.ref)
    if row is None or row.state != "planned" or checkins.owner(db, row)[1].id != patient.id:
        return house.wording.text(patient.lang, "tap_stale")
    if tap.option == "pick":
        _show(db, update, patient, moves.times(db, house, patient, row, now=now), now=now)
        return None
    done = (
        moves.skip(db, patient, row, now=now)
        if tap.option == "skip"
        else moves.put(db, house, patient, row, tap.option, now=now)
    )
    if not done:
        return house.wording.text(patient.lang, "tap_stale")
    _show(db, update, patient, said(db, house, patient, now=now), now=now)
    return house.wording.text(patient.lang, "tap_noted")
