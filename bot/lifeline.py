"""The lifeline: a red flag is answered from memory when remembering fails (design 3.3), once for each update."""

from __future__ import annotations

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot import media
from bot.house import House
from bot.send import deliver
from messages.reading import Circumstances, read
from messages.replies import reply
from messages.said import Composer, Said, clean
from records import outgoing
from records.store import Db

log = structlog.get_logger()

SERIOUS = ("emergency", "crisis")


async def answer(house: House, update: Update) -> None:
    """Say the fixed emergency text at once and tell staff; silent where there is no red flag."""
    words = spoken(update)
    if not words or update.update_id in house.tried_from_memory or not _private(update):
        return
    about = Circumstances(now=house.now())
    reading = read(words, about, house.catalog)
    if reading.level not in SERIOUS:
        return
    house.tried_from_memory.add(update.update_id)
    log.error("lifeline.answered", update=update.update_id)
    texts = reply(reading, about, house.wording, house.catalog.answers, now=house.now())
    arrived = [await _send(house, update.effective_chat.id if update.effective_chat else 0, said) for said in texts]
    # Only what she has for certain is not said again: a copy of an emergency text is better than none.
    if all(arrived):
        house.said_from_memory.add(update.update_id)
    await _send(house, house.staff_chat, _unrecorded(house, words))


def spoken(update: Update) -> str:
    """Return the words of an update, wherever Telegram put them."""
    message = update.effective_message
    if message is None or update.callback_query is not None:
        return ""
    return media.words(message)


def unsay(db: Db, house: House, update_id: int) -> None:
    """What was said from memory is recorded without being repeated."""
    if update_id in house.said_from_memory:
        outgoing.cancel_dedup(db, prefix=f"alarm:{update_id}:", now=house.now())


def _private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == "private"


def _unrecorded(house: House, words: str) -> Said:
    page = Composer()
    page.bold(house.wording.text("en", "staff_unrecorded"))
    page.quote(clean(words))
    return page.said()


async def _send(house: House, chat_id: int, said: Said) -> bool:
    """Send at once; say whether Telegram took it."""
    try:
        await deliver(house.bot, house.signer, said, chat_id=chat_id)
    except TelegramError as exc:
        log.error("lifeline.unsent", error=type(exc).__name__)
        return False
    return True
