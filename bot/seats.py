"""Seats: who of staff may act. Authority is looked up in the action's own transaction."""

from __future__ import annotations

import datetime as dt

import structlog
from telegram import ChatMember, Update
from telegram.error import TelegramError

from bot.door import Work
from bot.house import House
from records import staff
from records.models import Staff
from records.store import Db

log = structlog.get_logger()

#: A kept membership is believed for this long before Telegram is asked again (design section 4).
FRESH = dt.timedelta(seconds=60)
IN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED)


async def look_up(house: House, user_id: int) -> None:
    """Ask Telegram whether somebody is in the staff chat, where what we know is older than a minute."""
    now, chat_id = house.now(), house.staff_chat
    seen = await house.store.read(lambda db: staff.seen_at(db, user_id=user_id, chat_id=chat_id))
    if seen is not None and now - seen < FRESH:
        return
    try:
        member = await house.bot.get_chat_member(chat_id, user_id)
    except TelegramError as exc:
        # Fail closed for access: what is kept stands, and nothing kept means no.
        log.warning("desk.membership_unknown", error=type(exc).__name__)
        return
    is_present = member.status in IN
    await house.store.write(
        lambda db: staff.member(db, user_id=user_id, chat_id=chat_id, is_present=is_present, now=now)
    )


async def membership(house: House, update: Update) -> Work:
    """Keep what Telegram tells of somebody joining or leaving the staff chat."""
    change, now = update.chat_member, house.now()
    if change is None or change.chat.id != house.staff_chat:
        return lambda db: None
    user_id, is_present = change.new_chat_member.user.id, change.new_chat_member.status in IN
    chat_id = change.chat.id
    return lambda db: staff.member(db, user_id=user_id, chat_id=chat_id, is_present=is_present, now=now)


def may(db: Db, house: House, user_id: int) -> Staff | None:
    """Return the person if she has a seat and is in the staff chat, else none."""
    return staff.may_act(db, user_id=user_id, chat_id=house.staff_chat)


def may_invite(db: Db, house: House, user_id: int) -> Staff | None:
    """Return who may make invites: the front desk by her seat alone, everyone else like for cards."""
    person = staff.by_user(db, user_id)
    return person if person is not None and person.role == staff.FRONT_DESK else may(db, house, user_id)
