"""Forum: whether the staff chat has topics. Asked at the start, and seen in every message from there."""

from __future__ import annotations

import structlog
from telegram import Chat
from telegram.error import TelegramError

from bot.house import House
from records import topics

log = structlog.get_logger()


async def look(house: House) -> None:
    """Ask Telegram; what is kept stands where it does not answer."""
    house.counted()
    try:
        chat = await house.bot.get_chat(house.staff_chat)
    except TelegramError as exc:
        log.warning("forum.unknown", error=type(exc).__name__)
        return
    await _keep(house, on=bool(chat.is_forum))


async def seen(house: House, chat: Chat | None) -> None:
    """Keep what a message tells of its chat, where that is news."""
    if chat is not None and chat.id == house.staff_chat:
        await _keep(house, on=bool(chat.is_forum))


async def _keep(house: House, *, on: bool) -> None:
    chat_id, now = house.staff_chat, house.now()
    if on != await house.store.read(lambda db: topics.is_forum(db, chat_id)):
        await house.store.write(lambda db: topics.has_topics(db, chat_id, on=on, now=now))
