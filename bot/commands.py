"""Commands and permanent buttons: what she does with her own hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message

from bot import clocks, language, ownhand, pausing, planned, start
from bot.door import Work
from bot.house import House
from messages.said import Said
from records import audit, checkins, flags, outgoing, patients, staff, visits
from records.lanes import Lane
from records.models import Patient
from records.store import Db
from scheduler import asking, say

Act = Callable[[Db, House, Patient, dt.datetime], None]
#: A command that takes words behind it.
ActWith = Callable[[Db, House, Patient, str, dt.datetime], None]


#: What makes figures behind a command into words.
WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, kw_only=True)
class Command:
    """A word with a slash and what stands behind it."""

    name: str
    rest: str


def of(message: Message, username: str) -> Command | None:
    """Return the command of a message, or none; one meant for another bot is none of ours."""
    text = message.text or ""
    if not text.startswith("/") or len(text) < 2:
        return None
    word, _, rest = text[1:].partition(" ")
    name, _, addressee = word.partition("@")
    if addressee and addressee.casefold() != username.casefold():
        return None
    return Command(name=name.casefold(), rest=rest.strip())


def spoken(command: Command) -> str:
    """Return the words behind a command; an invite's token is no words, though its letters may look like some."""
    if command.name == "start" and start.carries(command.rest):
        return ""
    # Hours are no words either: "/quiet 9" says nothing of how she is.
    return command.rest if command.name != "quiet" or WORD.search(command.rest) else ""


def obey(house: House, message: Message, command: Command) -> Work:
    """Do what a command says; an unknown one is answered, not ignored."""
    if command.name == "start":
        return start.start(house, message, command.rest)
    if command.name == "id":
        return lambda db: _id(db, house, message, now=house.now())
    now, chat_id = house.now(), message.chat_id

    def work(db: Db) -> None:
        patient = patients.by_chat(db, chat_id)
        if patient is None:
            user_id = message.from_user.id if message.from_user else 0
            key = "staff_help_private" if staff.by_user(db, user_id) else "stranger"
            say.to_chat(db, chat_id, house.wording.said(house.config.language, key), now=now)
            return
        if command.name in WITH_WORDS:
            WITH_WORDS[command.name](db, house, patient, command.rest, now)
        else:
            ACTS.get(command.name, _unknown)(db, house, patient, now)

    return work


def _id(db: Db, house: House, message: Message, *, now: dt.datetime) -> None:
    user = message.from_user.id if message.from_user else 0
    said = house.wording.said(house.config.language, "staff_id", chat=message.chat_id, user=user)
    say.to_chat(db, message.chat_id, said, now=now)


def _tell(key: str) -> Act:
    def act(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
        say.to_patient(db, patient, house.wording.said(patient.lang, key), now=now, label=key)

    return act


def _unknown(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    _tell("command_unknown")(db, house, patient, now)


def _plan(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    visit = visits.latest(db, patient.id)
    if visit is None:
        _tell("plan_none")(db, house, patient, now)
    elif patient.state == "stopped":
        _tell("plan_stopped")(db, house, patient, now)
    else:
        say.to_patient(db, patient, ownhand.said(db, house, patient, now=now), now=now, label="plan")


def _water(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    patient.water_lines = not patient.water_lines
    _tell("water_on" if patient.water_lines else "water_off")(db, house, patient, now)


def contact(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    """Say the clinic's numbers, hours and places."""
    say.to_patient(db, patient, contact_said(house, patient.lang), now=now, label="contact")


def contact_said(house: House, lang: str) -> Said:
    """Return the clinic's numbers, hours and places."""
    return house.wording.said(lang, "contact", hours=house.wording.hours_line(lang), places=house.wording.places())


def _unwell(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    """*I feel unwell*: the danger list in plain words, and its clock."""
    question = asking.put(
        db, house, patient, kind="unknown", heard_id=None, rules=["button_unwell"], silence="routine", now=now
    )
    said = house.wording.danger_list(patient.lang, "unwell_ask", question.ref)
    say.to_patient(db, patient, said, now=now, label="unwell")


def button(house: House, patient: Patient, words: str) -> Act | None:
    """Return what a permanent button does, or none when these are words of her own (people.md 13)."""
    acts = {"button_unwell": _unwell, "button_usual": _tell("usual"), "button_clinic": contact}
    labels = {house.wording.text(patient.lang, key): act for key, act in acts.items()}
    return labels.get(words.strip())


def _stop(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    stop(db, house, patient, now=now)


def stop(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> None:
    """Stop all scheduled messages. It closes no flag, and what she writes is still read and answered."""
    if not patients.stop(db, patient, now=now):
        _tell("already_stopped")(db, house, patient, now)
        return
    checkins.cancel_all(db, patient_id=patient.id, now=now)
    take_back(db, patient, now=now)
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action="patient.stopped", subject=patient.ref)
    _tell("stopped")(db, house, patient, now)


def take_back(db: Db, patient: Patient, *, now: dt.datetime) -> None:
    """Take back the check-ins and follow-ups that wait to be sent."""
    outgoing.cancel(db, now=now, patient_id=patient.id, lanes=[Lane.CHECKIN])
    outgoing.cancel(db, now=now, patient_id=patient.id, labels=["question", "next_question"])


def _resume(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    paused, patient.paused_until = patient.paused_until is not None and patient.paused_until > now, None
    if not patients.resume(db, patient) and not paused:
        _tell("not_stopped")(db, house, patient, now)
        return
    if not flags.alarmed(db, patient.id):
        planned.revive(db, patient, now=now)
    left = len(planned.upcoming(db, patient))
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action="patient.resumed", subject=patient.ref)
    _tell("resumed" if left else "resumed_nothing")(db, house, patient, now)


def _pause(db: Db, house: House, patient: Patient, now: dt.datetime) -> None:
    say.to_patient(db, patient, pausing.ask(house, patient), now=now, label="pause")


ACTS: dict[str, Act] = {
    "help": _tell("help"),
    "plan": _plan,
    "water": _water,
    "contact": contact,
    "language": language.ask,
    "privacy": _tell("privacy"),
    "pause": _pause,
    "stop": _stop,
    "resume": _resume,
}
WITH_WORDS: dict[str, ActWith] = {"quiet": clocks.quiet_hours, "zone": clocks.place}
