"""Listening: every word a person sends privately crosses the gate; then it is remembered, flagged and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from telegram import Message, Update

from bot import (
    commands,
    course,
    frontdesk,
    media,
    membership,
    outsider,
    poster,
    promising,
    raising,
    staffcommands,
    standing,
)
from bot.answering import FEW_WORDS, Taken, take_answer
from bot.door import Work
from bot.house import House
from bot.standing import Standing
from messages.levels import at_least
from messages.reading import Reading, read
from messages.replies import Refs, Site, reply
from messages.said import Said
from records import asked, checkins, flags, heard, patients, visits
from records.lanes import Lane
from records.models import Checkin, Heard, Patient
from records.store import Db
from scheduler import asking, cards, followups, say

SERIOUS = ("emergency", "crisis")
#: What a colleague can ask for in private.
STAFF_COMMANDS = (*staffcommands.PRIVATE_OF_CLINICIANS, "help")
#: A colleague who is a patient here too keeps these.
ALWAYS_STAFFS = ("invite", "duty", "desk")


@dataclass(frozen=True, kw_only=True)
class Message_:
    """What arrived, as far as it matters: the number, the kind, the words, and whether it is an edit."""

    chat_id: int
    user_id: int
    message_id: int
    kind: str
    words: str
    edited: bool
    update_id: int
    #: Telegram's number of the album that it belongs to.
    album: str | None
    #: The message that she replies to, by its number.
    reply_to: int | None


async def hear(house: House, update: Update) -> Work:
    """Take one private message: the gate first, then commands, then everything else."""
    message = update.effective_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return lambda db: None
    got = _got(update, message)
    now = house.now()
    who = await house.store.read(
        lambda db: standing.look(db, house, chat_id=got.chat_id, user_id=got.user_id, now=now, reply_to=got.reply_to)
    )
    command = commands.of(message, house.username)
    reading = read(commands.spoken(command) if command else got.words, who.circumstances, house.catalog)
    if command is not None and not alarming(reading):
        return await _commanded(house, message, command, who)
    if who.role != "patient":
        return outsider.answer(house, who, reading, chat_id=got.chat_id, update_id=got.update_id, now=now)
    return lambda db: _patient(db, house, got, reading, who, now=now)


async def _commanded(house: House, message: Message, command: commands.Command, who: Standing) -> Work:
    """Staff's own commands go to their desk; where membership matters it is looked up first."""
    user_id = message.from_user.id if message.from_user else 0
    if command.name in STAFF_COMMANDS and who.seated and (who.role == "staff" or command.name in ALWAYS_STAFFS):
        await membership.look_up(house, user_id)
        return frontdesk.command(house, message, command)
    if command.name == "start" and command.rest:
        await membership.look_up(house, user_id)
    return commands.obey(house, message, command)


def alarming(reading: Reading) -> bool:
    """Say whether words behind a command, or beside STOP, matter more than the command."""
    return at_least(reading.level, "urgent") or (reading.level == "ask" and reading.understood)


def _got(update: Update, message: Message) -> Message_:
    return Message_(
        chat_id=message.chat_id,
        user_id=message.from_user.id if message.from_user else 0,
        message_id=message.message_id,
        kind=media.kind(message),
        words=media.words(message),
        edited=update.edited_message is not None,
        update_id=update.update_id,
        album=message.media_group_id,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _answers(
    house: House, reading: Reading, who: Standing, refs: Refs, site: Site, *, now: dt.datetime
) -> tuple[Said, ...]:
    return reply(reading, who.circumstances, house.wording, house.catalog.answers, now=now, refs=refs, site=site)


def _patient(db: Db, house: House, got: Message_, reading: Reading, who: Standing, *, now: dt.datetime) -> None:
    """Remember, flag, answer: in that order, in one transaction."""
    patient = patients.by_chat(db, got.chat_id)
    if patient is None:
        return
    patients.reachable(db, patient)
    row = _remember(db, house, patient, got, reading, now=now)
    if reading.stop and not alarming(reading):
        commands.stop(db, house, patient, now=now)
        return
    pressed = commands.button(house, patient, got.words)
    if pressed is not None:
        pressed(db, house, patient, now)
        return
    _close_question(db, who, reading, now=now)
    if _may_be_a_name(reading) and poster.initials(db, house, patient, got.words, now=now):
        return
    nod = got.kind == "sticker" and reading.small_talk is not None
    if got.kind not in ("text", "tap") and not nod and not at_least(reading.level, "urgent"):
        media.receive(db, house, patient, row, got.kind, album=got.album, now=now)
        return
    taken = take_answer(db, house, patient, who, reading, got.words, now=now)
    if taken is Taken.WHOLE:
        return
    asked_row = checkins.by_ref(db, who.checkin_ref or "")
    if taken is Taken.NOT and asked_row is not None and _meant_as_answer(asked_row, reading, who, got.words):
        course.onward(db, house, patient, asked_row, again=True, now=now)
        return
    respond(db, house, patient, row, reading, who, now=now, update_id=got.update_id)
    if asked_row is not None and (taken is Taken.PARTLY or _lost(asked_row, reading, who)):
        course.onward(db, house, patient, asked_row, again=taken is Taken.NOT, now=now)


def _meant_as_answer(row: Checkin, reading: Reading, who: Standing, words: str) -> bool:
    """ "Só um pouco", "hmm hard to say": a few calm words to a question that waits, and none of its answers."""
    waits = row.state == "sent" and who.question is not None and not who.alarmed
    something = reading.findings or reading.topic or reading.small_talk or "?" in words
    return waits and reading.level == "none" and not something and len(words.split()) <= FEW_WORDS


def _lost(row: Checkin, reading: Reading, who: Standing) -> bool:
    """It may have been an answer: behind the list of dangers the question comes again."""
    waits = row.state == "sent" and who.question is not None and not who.alarmed
    return waits and reading.level == "ask" and not reading.understood and "doubtful" not in reading.rules


def _may_be_a_name(reading: Reading) -> bool:
    """Three letters are a name only where they mean nothing else: "die" is none."""
    means_something = reading.small_talk or reading.answers or reading.findings
    return not means_something and not alarming(reading) and reading.rules in ((), ("not_understood",))


def _remember(db: Db, house: House, patient: Patient, got: Message_, reading: Reading, *, now: dt.datetime) -> Heard:
    return heard.remember(
        db,
        patient,
        message_id=got.message_id,
        kind=got.kind,
        words=got.words or None,
        level=reading.level,
        rules=reading.rules,
        symptoms=raising.present(reading),
        topic=reading.topic,
        lang=reading.lang,
        understood=reading.understood,
        content_version=house.catalog.version,
        now=now,
    )


def _close_question(db: Db, who: Standing, reading: Reading, *, now: dt.datetime) -> None:
    """Words that were understood answer the open one-tap question; "ok then" does not (people.md 8)."""
    row = asked.by_ref(db, who.asked_ref) if who.asked_ref else None
    if row is not None and row.kind == "now" and "yes_no" in reading.answers:
        asked.answer(db, row, now=now)


def respond(
    db: Db,
    house: House,
    patient: Patient,
    row: Heard,
    reading: Reading,
    who: Standing,
    *,
    now: dt.datetime,
    update_id: int,
) -> None:
    """Raise what must be raised and say what is to be said."""
    visit = visits.latest(db, patient.id)
    if reading.level == "none" and reading.small_talk is not None:
        _small_talk(db, house, patient, row, reading, now=now)
        return
    flag = raising.raise_for(
        db, house, patient, visit, row, reading.level, reading.rules, raising.present(reading), now=now
    )
    if who.taken and _for_her_person(reading):
        return
    refs = Refs(heard=row.ref, flag=flag.ref if flag else "", asked=_ask(db, house, patient, row, reading, now=now))
    serious = reading.level in SERIOUS
    lane = Lane.URGENT if serious or reading.level == "urgent" else Lane.REPLY
    site = raising.site_of(db, house, visit)
    promise = followups.plan(db, house, patient, visit, reading, now=now)
    told = promising.kept(house, patient, _answers(house, reading, who, refs, site, now=now), promise, now=now)
    for number, said in enumerate(told):
        dedup = f"alarm:{update_id}:{number}" if serious else None
        say.to_patient(db, patient, said, now=now, lane=lane, label=promising.label(said, reading.level), dedup=dedup)
    if serious:
        raising.stop_chatter(db, house, patient, visit, row, reading.rules, now=now)


def _small_talk(db: Db, house: House, patient: Patient, row: Heard, reading: Reading, *, now: dt.datetime) -> None:
    """One kind line; thanks on an open card is a silent tick, never a finding and never the end (people.md 17)."""
    say.to_patient(db, patient, house.wording.said(reading.lang, reading.small_talk or "ack"), now=now, label="talk")
    flag = flags.open_of(db, patient.id)
    if flag is not None and reading.small_talk == "thanks":
        flags.join(db, flag, kind="thanks", level="none", heard_id=row.id, now=now)
        cards.refresh(db, house, flag, now=now)


def _for_her_person(reading: Reading) -> bool:
    """A person has her in hand: words that name no danger stand under the card, and the program keeps quiet."""
    unclear = not reading.understood and "doubtful" not in reading.rules and "unreadable" not in reading.rules
    return reading.topic is None and (unclear or not at_least(reading.level, "ask"))


def _ask(db: Db, house: House, patient: Patient, row: Heard, reading: Reading, *, now: dt.datetime) -> str:
    """Open the one-tap question where the reading asks for one; return the ref for its buttons."""
    if reading.level != "ask":
        return ""
    kind = "now" if reading.understood else "unknown"
    silence = "urgent" if reading.never_suppress else "routine"
    question = asking.put(db, house, patient, kind=kind, heard_id=row.id, rules=reading.rules, silence=silence, now=now)
    return question.ref
