"""Replying: staff's words on their way to a patient, and only the words that are meant for her."""

from __future__ import annotations

import datetime as dt

from telegram import Message, Update

from bot import closing, deeds, pickers, seats
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from messages.wording import Rows
from records import drafts, flags, outgoing, patients
from records.lanes import Lane
from records.models import Draft, Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"


def answer(house: House, message: Message) -> Work:
    """Words under a prompt go to the patient; words under a card ask "Send?" first; other talk is a note."""
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0
    under = message.reply_to_message.message_id if message.reply_to_message else 0

    def work(db: Db) -> None:
        target = outgoing.find_sent(db, chat_id=message.chat_id, message_id=under)
        if target is None or target.label not in ("prompt", "card", "finding", "ring"):
            return
        person = seats.may(db, house, user_id)
        if person is None:
            _under(db, house, message, house.wording.said(LANG, "staff_only"), now=now)
        elif not message.text:
            _under(db, house, message, house.wording.said(LANG, "staff_reply_empty"), now=now)
        elif target.flag_id is not None:
            flag = flags.by_id(db, target.flag_id)
            draft = drafts.of(db, person.id)
            # Only her own prompt, and only once: anything else may have been meant for a colleague.
            prompted = draft is not None and draft.prompt_id == target.id
            _meant(db, house, person, flag, message, prompted=prompted, now=now)

    return work


def _under(db: Db, house: House, message: Message, said: Said, *, now: dt.datetime) -> None:
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)


def _meant(
    db: Db, house: House, person: Staff, flag: Flag, message: Message, *, prompted: bool, now: dt.datetime
) -> None:
    """Words under her own prompt go out; a swipe-reply is asked about first: it may have been meant for a colleague."""
    words = message.text or ""
    patient, draft = patients.by_id(db, flag.patient_id), drafts.of(db, person.id)
    closing_it = prompted and draft is not None and draft.flag_id == flag.id and draft.close_after
    foreign = house.catalog.reader.foreign(words, ours=LANG, theirs=patient.lang)
    if prompted and not closing_it and not foreign:
        if draft is not None:
            drafts.drop(db, draft)
        _under(db, house, message, Said(text=deeds.reply(db, house, person, flag, words, now=now).text), now=now)
        return
    draft = drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=None, close_after=closing_it, now=now)
    drafts.fill(db, draft, words)
    key = "staff_foreign_ask" if foreign else "staff_close_ask" if closing_it else "staff_send_ask"
    who = cards.pseudonym(db, house, patient, flag)
    language = house.wording.text(patient.lang, "language_name")
    buttons = _choices(house, draft, flag, foreign=foreign)
    _under(db, house, message, house.wording.said(LANG, key, buttons=buttons, who=who, language=language), now=now)


def _choices(house: House, draft: Draft, flag: Flag, *, foreign: bool) -> Rows:
    """Return what may become of words that wait."""
    text = house.wording.text
    yes = "sendclose" if draft.close_after else "send"
    key = "staff_send_anyway" if foreign else "staff_send_close" if draft.close_after else "staff_send"
    send = Button(label=text(LANG, key), action=yes, ref=draft.ref)
    keep = Button(label=text(LANG, "staff_keep"), action="keep", ref=draft.ref)
    if not foreign:
        return ((send, keep),)
    ready = Button(label=text(LANG, "button_ready"), action="ready", ref=flag.ref)
    call = Button(label=text(LANG, "staff_interpreter"), action="call", ref=flag.ref)
    return ((send, ready), (call, keep))


def decide(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str | None:
    """*Send* or *Keep as a note*: a draft goes to the patient, or nowhere."""
    draft: Draft | None = drafts.by_ref(db, pressed.ref)
    if draft is None or draft.staff_id != person.id:
        return house.wording.text(LANG, "tap_stale")
    flag, words = flags.by_id(db, draft.flag_id), drafts.words(db, draft)
    drafts.drop(db, draft)
    said = _decided(db, house, person, flag, pressed.action, words, now=now)
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit")
    return said.text


def _decided(db: Db, house: House, person: Staff, flag: Flag, action: str, words: str, *, now: dt.datetime) -> Said:
    if action == "drop":
        return house.wording.said(LANG, "staff_dropped")
    if action == "keep":
        patient = patients.by_id(db, flag.patient_id)
        return Said(text=deeds.note(db, house, person, patient, words, now=now).text)
    told = deeds.reply(db, house, person, flag, words, now=now)
    if told.done and action == "sendclose":
        closing.end(db, house, person, flag, "advised", now=now)
    return Said(text=told.text)


def edited(house: House, message: Message) -> Work:
    """An edit of something already sent is not sent again: say so, where it matters."""
    now = house.now()
    under = message.reply_to_message.message_id if message.reply_to_message else 0

    def work(db: Db) -> None:
        target = outgoing.find_sent(db, chat_id=message.chat_id, message_id=under)
        if target is not None and target.label == "prompt":
            _under(db, house, message, house.wording.said(LANG, "staff_edited_note"), now=now)

    return work
