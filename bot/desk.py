"""The desk: what staff do in their chat. Authority is looked up in the action's own transaction."""

from __future__ import annotations

import datetime as dt

from telegram import Message, Update

from bot import (
    asides,
    cardtaps,
    commands,
    forum,
    membership,
    nameless,
    pickers,
    poster,
    replying,
    reposting,
    seats,
    staffcommands,
    today,
)
from bot.commands import Command
from bot.door import Work
from bot.house import House
from bot.staffcommands import Asked
from bot.taps import Tap
from messages.said import Said
from records import audit, flags, outgoing, settings, staff, topics
from records.lanes import Lane
from records.models import Staff
from records.store import Db
from scheduler import say

LANG = "en"


async def hear(house: House, update: Update) -> Work:
    """Take a message in the staff chat: a command, an answer to a prompt or a card, or just talk."""
    message = update.effective_message
    if message is None:
        return lambda db: None
    if message.migrate_to_chat_id:
        return moved(house, message.chat_id, message.migrate_to_chat_id)
    await forum.seen(house, message.chat)
    if message.sender_chat is not None:
        return nameless.hear(house, message)
    command = commands.of(message, house.username)
    talk = command is None and message.reply_to_message is None and not message.is_topic_message
    if message.from_user is None or message.from_user.is_bot or talk:
        return lambda db: None
    await membership.look_up(house, message.from_user.id)
    if command is not None:
        return _command(house, message, command)
    if update.edited_message is not None:
        return replying.edited(house, message)
    return asides.hear(house, message)


def moved(house: House, old: int, new: int) -> Work:
    """The group became another chat: everything that waits goes there."""
    now = house.now()

    def work(db: Db) -> None:
        readdress(db, house, old, new, now=now)

    return work


def readdress(db: Db, house: House, old: int, new: int, *, now: dt.datetime) -> None:
    """Write the staff chat's new number where it is needed, once."""
    # The work may run twice: what is in memory may be new already, what is kept says whether it was done.
    place = next((key for key, chat in house.chats.items() if chat in (old, new)), None)
    if place is None or settings.get(db, _kept(place)) == str(new):
        return
    house = house.at(place)
    outgoing.readdress(db, old=old, new=new)
    topics.forget_chat(db, old)
    staff.move_members(db, old=old, new=new)
    settings.put(db, _kept(place), str(new), now=now)
    house.chats[place] = new
    reposting.moved(db, house, old=old, now=now)
    audit.note(db, now=now, actor="telegram", action="staff_chat.moved", subject=str(new))
    say.to_staff(db, house, house.wording.said(LANG, "staff_moved"), now=now, lane=Lane.QUIET, dedup=f"moved:{new}")


def _kept(place: str) -> str:
    return f"staff_chat_{place}".rstrip("_")


def _command(house: House, message: Message, command: Command) -> Work:
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0

    def work(db: Db) -> None:
        if command.name == "id":
            said = house.wording.said(LANG, "staff_id", chat=message.chat_id, user=user_id)
            say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)
            return
        person = seats.may(db, house, user_id)
        says = staffcommands.HERE.get(command.name)
        if person is None:
            said = house.wording.said(LANG, "staff_only")
        elif says is None:
            said = house.wording.said(LANG, "staff_help")
        else:
            said = says(db, house, Asked(person=person, chat_id=message.chat_id, rest=command.rest), now)
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id, label=command.name)

    return work


async def tap(house: House, update: Update, pressed: Tap) -> Work:
    """Take a tap on a card: who may, may; who may not is told so."""
    query = update.callback_query
    user_id = query.from_user.id if query else 0
    if user_id in nameless.STAND_INS:
        return nameless.tap(house, user_id, pressed.ref)
    await membership.look_up(house, user_id)
    now = house.now()

    def work(db: Db) -> str | None:
        person = seats.may(db, house, user_id)
        if person is None:
            audit.note(db, now=now, actor=f"user:{user_id}", action="tap.refused", subject=pressed.ref)
            return house.wording.text(LANG, "staff_only")
        if pressed.action == "invite":
            return today.close_invite(db, house, person, pressed, now=now)
        if pressed.action == "ours":
            return _ours(db, house, person, pressed, update, now=now)
        if pressed.action in ("send", "sendclose", "keep", "drop"):
            return replying.decide(db, house, person, pressed, update, now=now)
        flag = flags.by_ref(db, pressed.ref)
        if flag is None:
            audit.note(db, now=now, actor=f"staff:{person.id}", action="tap.stale", subject=pressed.ref)
            return house.wording.text(LANG, "tap_stale")
        if not house.sees(flag.location):
            audit.note(db, now=now, actor=f"staff:{person.id}", action="tap.elsewhere", subject=flag.ref)
            return house.wording.text(LANG, "staff_elsewhere")
        return cardtaps.ACTS[pressed.action](db, house.at(flag.location), person, flag, pressed, update, now)

    return work


def _ours(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str:
    """Somebody came by the poster: staff say whether she is theirs; the question loses its buttons."""
    told = poster.judged(db, house, pressed.ref, pressed.option, actor=f"staff:{person.id}", now=now)
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, Said(text=told), now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="poster")
    return told
