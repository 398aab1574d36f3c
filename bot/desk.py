"""The desk: what staff do in their chat. Authority is looked up in the action's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from telegram import Message, Update

from bot import commands, inviting, pickers, poster, replying, seats
from bot.commands import Command
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Said
from records import asked, audit, drafts, flags, outgoing, patients, settings, staff
from records.lanes import Lane
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"
OUTCOMES = ("advised", "phoned", "seen", "sent_on", "nothing")


async def hear(house: House, update: Update) -> Work:
    """Take a message in the staff chat: a command, an answer to a prompt or a card, or just talk."""
    message = update.effective_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return lambda db: None
    if message.migrate_to_chat_id:
        return moved(house, message.chat_id, message.migrate_to_chat_id)
    command = commands.of(message, house.username)
    answered = message.reply_to_message
    if command is None and answered is None:
        return lambda db: None
    await seats.look_up(house, message.from_user.id)
    if command is not None:
        return _command(house, message, command)
    if update.edited_message is not None:
        return replying.edited(house, message)
    return replying.answer(house, message)


def moved(house: House, old: int, new: int) -> Work:
    """The group became another chat: everything that waits goes there."""
    now = house.now()

    def work(db: Db) -> None:
        readdress(db, house, old, new, now=now)

    return work


def readdress(db: Db, house: House, old: int, new: int, *, now: dt.datetime) -> None:
    """Write the staff chat's new number where it is needed, once."""
    if old != house.staff_chat:
        return
    outgoing.readdress(db, old=old, new=new)
    settings.put(db, "staff_chat", str(new), now=now)
    house.staff_chat = new
    audit.note(db, now=now, actor="telegram", action="staff_chat.moved", subject=str(new))
    say.to_staff(db, house, house.wording.said(LANG, "staff_moved"), now=now, lane=Lane.QUIET, dedup=f"moved:{new}")


def _command(house: House, message: Message, command: Command) -> Work:
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0

    def work(db: Db) -> None:
        if command.name == "id":
            said = house.wording.said(LANG, "staff_id", chat=message.chat_id, user=user_id)
            say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)
            return
        person = seats.may(db, house, user_id)
        if person is None:
            said = house.wording.said(LANG, "staff_only")
        elif command.name == "invite":
            said = inviting.make(db, house, person, command.rest, message.chat_id, now=now)
        elif command.name == "open":
            said = _open_cards(db, house)
        else:
            said = house.wording.said(LANG, "staff_help")
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id, label=command.name)

    return work


def _open_cards(db: Db, house: House) -> Said:
    lines = [
        house.wording.text(
            LANG,
            "staff_open_line",
            level=house.wording.text(LANG, f"card_level_{flag.level}"),
            who=cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag),
            state=flag.state,
        )
        for flag in flags.all_open(db)
    ]
    if not lines:
        return house.wording.said(LANG, "staff_open_none")
    return Said(text="\n".join([house.wording.text(LANG, "staff_open_head"), *lines]))


async def tap(house: House, update: Update, pressed: Tap) -> Work:
    """Take a tap on a card: who may, may; who may not is told so."""
    query = update.callback_query
    user_id = query.from_user.id if query else 0
    await seats.look_up(house, user_id)
    now = house.now()

    def work(db: Db) -> str | None:
        person = seats.may(db, house, user_id)
        if person is None:
            audit.note(db, now=now, actor=f"user:{user_id}", action="tap.refused", subject=pressed.ref)
            return house.wording.text(LANG, "staff_only")
        if pressed.action == "ours":
            return _ours(db, house, person, pressed, update, now=now)
        if pressed.action in ("send", "keep"):
            return replying.decide(db, house, person, pressed, update, now=now)
        flag = flags.by_ref(db, pressed.ref)
        if flag is None:
            return house.wording.text(LANG, "tap_stale")
        return ACTS[pressed.action](db, house, person, flag, pressed, update, now)

    return work


def _ours(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str:
    """Somebody came by the poster: staff say whether she is theirs; the question loses its buttons."""
    told = poster.judged(db, house, pressed.ref, pressed.option, actor=f"staff:{person.id}", now=now)
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, Said(text=told), now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="poster")
    return told


def _take(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """One person has it, as a lease; the patient is told that her message was seen."""
    minutes = _lease(house, flag)
    if not flags.take(db, flag, staff_id=person.id, lease_until=now + dt.timedelta(minutes=minutes), now=now):
        return _already(db, house, flag)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.taken", subject=flag.ref)
    patient = patients.by_id(db, flag.patient_id)
    key = "taken_notice_serious" if flag.level in ("emergency", "crisis") else "taken_notice"
    say.to_patient(db, patient, house.wording.said(patient.lang, key, name=person.name), now=now, label="taken")
    cards.refresh(db, house, flag, now=now)
    return house.wording.text(LANG, "staff_taken", minutes=minutes)


def _lease(house: House, flag: Flag) -> int:
    serious = flag.level in ("emergency", "crisis")
    return house.times.lease_serious if serious else house.times.lease_urgent


def _already(db: Db, house: House, flag: Flag) -> str:
    if flag.state == "resolved" and flag.resolved_by:
        return house.wording.text(LANG, "staff_resolved_before", name=staff.by_id(db, flag.resolved_by).name)
    if flag.taken_by:
        return house.wording.text(LANG, "staff_taken_by_other", name=staff.by_id(db, flag.taken_by).name)
    return house.wording.text(LANG, "tap_stale")


def _reply(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask for the words under the card; whoever has not taken it does so by replying."""
    if flag.state == "resolved" or (flag.state == "taken" and flag.taken_by != person.id):
        return _already(db, house, flag)
    if flag.state != "taken":
        _take(db, house, person, flag, pressed, update, now)
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    text = house.wording.text(LANG, "staff_reply_prompt", name=person.name, who=who)
    said = Said(text=text, ask=house.wording.text(LANG, "staff_reply_box", who=who))
    prompt = say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="prompt")
    drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=prompt, close_after=False, now=now)
    return None


def _resolve(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask how it ended; the outcome's button ends it."""
    if flag.state == "resolved":
        return _already(db, house, flag)
    if pressed.option:
        return _end(db, house, person, flag, pressed.option, update, now=now)
    rows = house.wording.rows(LANG, "resolve", flag.ref, OUTCOMES, "outcome")
    said = house.wording.said(LANG, "staff_resolve_ask", buttons=rows)
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="outcome")
    return None


def _end(
    db: Db, house: House, person: Staff, flag: Flag, outcome: str, update: Update, *, now: dt.datetime
) -> str | None:
    if outcome not in OUTCOMES or not flags.resolve(db, flag, staff_id=person.id, outcome=outcome, now=now):
        return _already(db, house, flag)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.resolved", subject=flag.ref, outcome=outcome)
    # A person has looked after her: "did you get help?" would come out of the blue.
    asked.close(db, flag.patient_id, now=now)
    cards.refresh(db, house, flag, now=now)
    words = house.wording.text(LANG, f"outcome_{outcome}")
    row = pickers.tapped(db, update)
    if row is not None and row != flag.card_id:
        said = house.wording.said(LANG, "staff_resolved", outcome=words)
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="outcome")
    return house.wording.text(LANG, "staff_resolved", outcome=words)


ACTS: dict[str, Callable[[Db, House, Staff, Flag, Tap, Update, dt.datetime], str | None]] = {
    "take": _take,
    "reply": _reply,
    "resolve": _resolve,
}
