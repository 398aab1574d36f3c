"""Replying: staff's words on their way to a patient, and only the words that are meant for her."""

from __future__ import annotations

import datetime as dt

from telegram import Message, Update

from bot import closing, pickers, seats
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said, clean
from records import audit, drafts, flags, outgoing, patients
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
        elif target.label == "prompt":
            _to_prompt(db, house, person, message, target.flag_id, now=now)
        else:
            _offer(db, house, person, message, target.flag_id, now=now)

    return work


def _under(db: Db, house: House, message: Message, said: Said, *, now: dt.datetime) -> None:
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)


def _to_prompt(db: Db, house: House, person: Staff, message: Message, flag_id: int | None, *, now: dt.datetime) -> None:
    flag, draft = flags.by_id(db, flag_id or 0), drafts.of(db, person.id)
    if draft is not None and draft.flag_id == flag.id and draft.close_after:
        _preview(db, house, draft, flag, message, now=now)
        return
    _under(db, house, message, send(db, house, person, flag, message.text or "", now=now), now=now)


def _preview(db: Db, house: House, draft: Draft, flag: Flag, message: Message, *, now: dt.datetime) -> None:
    """*Reply & close*: she sees her words once more, and one tap sends and closes."""
    drafts.fill(db, draft, message.text or "")
    who = cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag)
    yes = Button(label=house.wording.text(LANG, "staff_send_close"), action="sendclose", ref=draft.ref)
    no = Button(label=house.wording.text(LANG, "staff_keep"), action="keep", ref=draft.ref)
    said = house.wording.said(LANG, "staff_close_ask", buttons=((yes, no),), who=who)
    _under(db, house, message, said, now=now)


def send(db: Db, house: House, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Said:
    """Say staff's words to the patient, signed; return what staff are told. It fulfils the take."""
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    if patient.state == "unreachable":
        return house.wording.said(LANG, "staff_reply_unsent", who=who)
    said = house.wording.said(patient.lang, "reply_frame", words=clean(words)[:3900], name=person.name)
    say.to_patient(db, patient, said, now=now, label="staff_reply")
    flags.join(db, flag, kind="replied", level="none", rules=[person.name], now=now)
    flags.keep(db, flag, lease_until=None)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.replied", subject=flag.ref)
    return house.wording.said(LANG, "staff_reply_sent", who=who)


def _offer(db: Db, house: House, person: Staff, message: Message, flag_id: int | None, *, now: dt.datetime) -> None:
    """A swipe-reply to a card is not sent by itself: it may have been meant for a colleague."""
    flag = flags.by_id(db, flag_id or 0)
    draft = drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=None, close_after=False, now=now)
    drafts.fill(db, draft, message.text or "")
    who = cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag)
    yes = Button(label=house.wording.text(LANG, "staff_send"), action="send", ref=draft.ref)
    no = Button(label=house.wording.text(LANG, "staff_keep"), action="keep", ref=draft.ref)
    _under(db, house, message, house.wording.said(LANG, "staff_send_ask", buttons=((yes, no),), who=who), now=now)


def decide(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str | None:
    """*Send* or *Keep as a note*: a draft goes to the patient, or nowhere."""
    draft: Draft | None = drafts.by_ref(db, pressed.ref)
    if draft is None or draft.staff_id != person.id:
        return house.wording.text(LANG, "tap_stale")
    flag, words = flags.by_id(db, draft.flag_id), drafts.words(db, draft)
    drafts.drop(db, draft)
    if pressed.action in ("send", "sendclose"):
        said = send(db, house, person, flag, words, now=now)
        if pressed.action == "sendclose":
            closing.end(db, house, person, flag, "advised", now=now)
    else:
        said = house.wording.said(LANG, "staff_kept")
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit")
    return said.text


def edited(house: House, message: Message) -> Work:
    """An edit of something already sent is not sent again: say so, where it matters."""
    now = house.now()
    under = message.reply_to_message.message_id if message.reply_to_message else 0

    def work(db: Db) -> None:
        target = outgoing.find_sent(db, chat_id=message.chat_id, message_id=under)
        if target is not None and target.label == "prompt":
            _under(db, house, message, house.wording.said(LANG, "staff_edited_note"), now=now)

    return work
