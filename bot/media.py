"""Media: kindly received, never interpreted, shown to staff (people.md 16)."""

from __future__ import annotations

import datetime as dt

from telegram import Message

from bot.house import House
from messages.said import Copy, Said
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
    "dice",
    "animation",
    "document",
    "contact",
    "location",
)
#: What a picture is asked about; "none" ends it.
SIGNS = ("growing", "palm", "hard", "neck", "none")
#: What says little: answered by the list of dangers; silence to it is staff's.
IDLE = ("sticker", "animation", "dice")
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
    if message.sticker is not None:
        parts.append(message.sticker.emoji)
    return "\n".join(part for part in parts if part)


def receive(
    db: Db, house: House, patient: Patient, row: Heard, what: str, *, album: str | None, now: dt.datetime
) -> None:
    """Thank her, say when a person will see it, ask what a picture cannot tell, and show it to staff."""
    question = asking.put(
        db, house, patient, kind="unknown", heard_id=row.id, rules=["media"], silence="routine", now=now
    )
    dedup = f"media:{patient.id}:{album}" if album else None
    said = _asked(house, patient, what, question.ref, now=now)
    say.to_patient(db, patient, said, now=now, lane=Lane.REPLY, label="media", dedup=dedup)
    if what in IDLE:
        # Staff see it only if she leaves the list unanswered: a sticker a card would be too many cards.
        return
    _show_staff(db, house, patient, row, now=now)


def _asked(house: House, patient: Patient, what: str, ref: str, *, now: dt.datetime) -> Said:
    """A picture is asked about in its own words (people.md 16), everything else by the list of dangers."""
    lang, when = patient.lang, house.wording.reply_by(patient.lang, now)
    if what != "photo":
        key = "sticker" if what in IDLE else "media_voice" if what in SPOKEN else "media_other"
        return house.wording.danger_list(lang, key, ref, when=when)
    rows = house.wording.rows(lang, "photo", ref, SIGNS, "photo")
    return house.wording.said(lang, "media_photo", buttons=rows, when=when)


def _show_staff(db: Db, house: House, patient: Patient, row: Heard, *, now: dt.datetime) -> None:
    """The card opens or is brought up to date, and Telegram copies the thing itself under it."""
    visit, rules = visits.latest(db, patient.id), [f"media_{row.kind}"]
    raised = flags.raise_(
        db, patient_id=patient.id, visit_id=visit.id if visit else None, level="routine", rules=rules, now=now
    )
    flags.join(db, raised.flag, kind="heard", level="routine", rules=rules, heard_id=row.id, now=now)
    cards.put(db, house, raised, now=now, words=row.words is not None)
    who = cards.pseudonym(db, house, patient, raised.flag)
    copy = Said(text=house.wording.text("en", "staff_media", who=who), copied=Copy(**_place(row)))
    target = raised.flag.card_id
    say.to_staff(db, house, copy, now=now, lane=Lane.CARD, flag=raised.flag, target_id=target, label="media")


def _place(row: Heard) -> dict[str, int]:
    return {"chat_id": row.chat_id, "message_id": row.message_id}
