"""The door: one update, one transaction. A handler is `door(step)`; settling the row is part of its transaction."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot import lifeline
from bot.house import House
from records import inbox
from records.store import Db

log = structlog.get_logger()

#: A red flag is answered from memory when remembering takes longer than this (design 3.3).
PATIENCE = 5.0

#: What a step leaves to be done in the transaction; a returned text answers the tap.
Work = Callable[[Db], str | None]
Step = Callable[[House, Update], Awaitable[Work]]
Handler = Callable[[Update, Any], Coroutine[Any, Any, None]]


@dataclass(kw_only=True)
class Arriving:
    """The inbox row being handled, and whether its transaction has settled it."""

    id: int
    update_id: int
    now: dt.datetime
    settled: bool = False


arriving: ContextVar[Arriving] = ContextVar("arriving")


class AlreadySettled(Exception):
    """Another run has settled this row; its effects stand and must not be repeated."""


def door(step: Step) -> Handler:
    """Make a python-telegram-bot handler of a step: parse and read first, then one transaction, then the tap."""

    async def enter(update: Update, context: Any) -> None:
        house: House = context.bot_data["house"]
        row = arriving.get()
        passage = asyncio.ensure_future(_pass(house, row, step, update))
        await asyncio.wait({passage}, timeout=PATIENCE)
        if not passage.done() or passage.exception() is not None:
            await lifeline.answer(house, update)
        toast = await passage
        row.settled = True
        await _answer_tap(house, update, toast)

    return enter


async def _pass(house: House, row: Arriving, step: Step, update: Update) -> str | None:
    work = await step(house, update)

    def whole(db: Db) -> str | None:
        if not inbox.settle(db, row.id, now=row.now):
            raise AlreadySettled
        toast = work(db)
        lifeline.unsay(db, house, update.update_id)
        return toast

    try:
        return await house.store.write(whole)
    except AlreadySettled:
        return None


async def _answer_tap(house: House, update: Update, toast: str | None) -> None:
    """Stop the button's clock; too late or twice is no harm."""
    if update.callback_query is None:
        return
    house.counted()
    try:
        await update.callback_query.answer(toast or None)
    except TelegramError as exc:
        log.info("tap.unanswered", error=type(exc).__name__)


async def pass_by(house: House, update: Update) -> Work:
    """The last handler: an update that nothing matched is settled without a word."""
    return lambda db: None
