"""Media: kindly received, never interpreted, shown to staff (people.md 16)."""

from __future__ import annotations

import datetime as dt

from telegram import Message

from bot.house import House
from records import flags, visits
from records.lanes import Lane
from records.models import Heard, Patient
from records.store import Db
from scheduler import asking, cards, say

KINDS = (
    "photo",
    "voice",
    "audio",
    "video",
    "video_note",
    "sticker",
    "animation",
    "document",
    "contact",
    "location",
)
SPOKEN = ("voice", "audio", "video", "video_note")


def kind(message: Message) -> str:
    """Return what a message is: "text", or the first kind of media that it carries."""
    if message.text is not None:
        return "text"
    return next((each for each in KINDS if getattr(message, each, None)), "other")


def words(message: Message) -> str:
    """Return every word of hers that a message carries, wherever Telegram puts it: all of them cross the gate."""
    parts = [message.text, message.caption]
    if message.poll is not None:
        parts += [message.poll.question, *(option.text for option in message.poll.options)]
    if message.checklist is not None:
        parts += [message.checklist.title, *(task.text for task in message.checklist.tasks)]
    return "\n".join(part for part in parts if part)


def receive(db: Db, house: House, patient: Patient, row: Heard, what: str, *, now: dt.datetime) -> None:
    """Thank her, say when a person will see it, put the danger list, and tell staff."""
    if what == "sticker":
        say.to_patient(db, patient, house.wording.said(patient.lang, "sticker"), now=now, label="media")
        return
    question = asking.put(
        db, house, patient, kind="unknown", heard_id=row.id, rules=["media"], silence="routine", now=now
    )
    key = "media_photo" if what == "photo" else "media_voice" if what in SPOKEN else "media_other"
    said = house.wording.danger_list(patient.lang, key, question.ref, when=house.wording.reply_by(patient.lang, now))
    say.to_patient(db, patient, said, now=now, lane=Lane.REPLY, label="media")
    _tell_staff(db, house, patient, row, now=now)


def _tell_staff(db: Db, house: House, patient: Patient, row: Heard, *, now: dt.datetime) -> None:
    visit = visits.latest(db, patient.id)
    raised = flags.raise_(
        db,
        patient_id=patient.id,
        visit_id=visit.id if visit else None,
        level="routine",
        rules=[f"media_{row.kind}"],
        now=now,
    )
    flags.join(db, raised.flag, kind="heard", level="routine", rules=[f"media_{row.kind}"], heard_id=row.id, now=now)
    cards.put(db, house, raised, now=now, words=row.words is not None)
