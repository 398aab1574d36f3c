"""Membership: who is in the staff chat, as Telegram says it. Whoever leaves it has lost seat, duty and page at once."""

from __future__ import annotations

import datetime as dt

import structlog
from telegram import ChatMember, Update
from telegram.error import TelegramError

from bot import joining
from bot.door import Work
from bot.house import House
from records import staff
from records.store import Db

log = structlog.get_logger()

#: A kept membership is believed for this long before Telegram is asked again (design section 4).
FRESH = dt.timedelta(seconds=60)
#: Seconds that somebody waits for Telegram's answer.
SOON = 3.0


async def look_up(house: House, user_id: int) -> None:
    """Ask Telegram whether somebody is in the staff chat, where what we know is older than a minute."""
    now, chat_id = house.now(), house.staff_chat
    seen = await house.store.read(lambda db: staff.seen_at(db, user_id=user_id, chat_id=chat_id))
    tried = house.asked_telegram.get((chat_id, user_id))
    if any(each is not None and now - each < FRESH for each in (seen, tried)):
        return
    # Where Telegram is away it is not asked at every click: just then staff need the page.
    house.asked_telegram[chat_id, user_id] = now
    try:
        member = await house.bot.get_chat_member(chat_id, user_id, read_timeout=SOON, connect_timeout=SOON)
    except TelegramError as exc:
        # Fail closed for access: what is kept stands, and nothing kept means no.
        log.warning("desk.membership_unknown", error=type(exc).__name__)
        return
    await house.store.write(lambda db: _seen(db, house, user_id, chat_id, present=_is_in(member), now=now))


async def told(house: House, update: Update) -> Work:
    """Keep what Telegram tells of somebody joining or leaving the staff chat."""
    change, now = update.chat_member, house.now()
    if change is None or house.of_chat(change.chat.id) is None:
        return lambda db: None
    user_id, present, chat_id = change.new_chat_member.user.id, _is_in(change.new_chat_member), change.chat.id
    return lambda db: _seen(db, house, user_id, chat_id, present=present, now=now)


def _is_in(member: ChatMember) -> bool:
    """Somebody restricted may be outside: that Telegram says apart."""
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


def _seen(db: Db, house: House, user_id: int, chat_id: int, *, present: bool, now: dt.datetime) -> None:
    """Whoever was in the chat and is not any more loses her seat; whoever never was has not lost anything."""
    was_there = staff.present(db, user_id=user_id, chat_id=chat_id)
    staff.member(db, user_id=user_id, chat_id=chat_id, is_present=present, now=now)
    person = staff.by_user(db, user_id)
    elsewhere = any(staff.present(db, user_id=user_id, chat_id=chat) for chat in house.chats.values())
    if was_there and not elsewhere and person is not None and person.role != staff.FRONT_DESK:
        joining.unseat(db, house, person, actor="telegram", now=now)
