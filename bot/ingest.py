"""Ingest: raw updates are committed to the inbox before Telegram is told that we have them."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.send import seconds_of
from messages.reading import danger_hint
from records import inbox
from records.inbox import Arrived, Waiting
from records.store import Store

log = structlog.get_logger()

#: Seconds that Telegram holds a poll open.
POLL = 25
BATCH = 100
#: Without these names Telegram leaves them out.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction")


class Ingest:
    """The poller: fetch, commit, and only with the next call confirm."""

    def __init__(
        self,
        *,
        request: BaseRequest,
        base_url: str,
        store: Store,
        now: Callable[[], dt.datetime],
        arrived: Callable[[Sequence[Waiting]], None],
        poll: int = POLL,
        answered: Callable[[], None] = lambda: None,
    ) -> None:
        """Poll `base_url` (with the token) through `request`; hand rows that are safe to `arrived`."""
        self._request = request
        self._url = f"{base_url}/getUpdates"
        self._store = store
        self._now = now
        self._arrived = arrived
        self._poll = poll
        self._answered = answered
        #: Set only by a batch that was just committed: a stored one could confirm what nobody read.
        self._confirm: int | None = None
        self.polled = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until stopped; trouble of any kind is waited out, never skipped."""
        pause = 0.0
        while not stop.is_set():
            try:
                await self.turn(stop)
                pause = 0.0
            except Exception as exc:
                pause = _pause(exc, pause)
                log.warning("ingest.waits", error=type(exc).__name__, seconds=pause)
                await _sleep(stop, pause)

    async def turn(self, stop: asyncio.Event) -> int:
        """Fetch one batch and commit it; return how many rows are new."""
        batch = await _unless(stop, self._fetch())
        if not stop.is_set():
            self._answered()
        self.polled.set()
        if not batch:
            self._confirm = None
            return 0
        rows = await self._keep(batch)
        self._confirm = _after(batch)
        self._arrived(rows)
        return len(rows)

    async def _fetch(self) -> list[Any]:
        query: dict[str, Any] = {"timeout": self._poll, "limit": BATCH, "allowed_updates": json.dumps(KINDS)}
        if self._confirm is not None:
            query["offset"] = self._confirm
        answer = await self._request.post(f"{self._url}?{urlencode(query)}", read_timeout=self._poll + 10)
        return answer if isinstance(answer, list) else []

    async def _keep(self, batch: list[Any]) -> list[Waiting]:
        arrived = [row for each in batch if (row := _arrived(each)) is not None]
        now = self._now()
        return await self._store.write(lambda db: inbox.remember(db, arrived, now=now))


def _arrived(update: Any) -> Arrived | None:
    """Look at a raw update just enough to file it; whether it parses is found out later, alone."""
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        log.error("ingest.nameless_update")
        return None
    return Arrived(
        update_id=update["update_id"],
        chat_id=_chat(update),
        raw=json.dumps(update),
        hint=danger_hint(_text(update)),
    )


def _bodies(update: dict[str, Any]) -> list[dict[str, Any]]:
    return [value for value in update.values() if isinstance(value, dict)]


def _chat(update: dict[str, Any]) -> int | None:
    for body in _bodies(update):
        for holder in (body, body.get("message")):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return None


def _text(update: dict[str, Any]) -> str:
    words = [body.get(key) for body in _bodies(update) for key in ("text", "caption")]
    return " ".join(word for word in words if isinstance(word, str))


def _after(batch: list[Any]) -> int | None:
    ids = [each["update_id"] for each in batch if isinstance(each, dict) and isinstance(each.get("update_id"), int)]
    return max(ids) + 1 if ids else None


def _pause(exc: Exception, last: float) -> float:
    """Return the seconds to wait: Telegram's own wish, or twice the last up to a minute."""
    if isinstance(exc, RetryAfter):
        return seconds_of(exc)
    if isinstance(exc, Conflict | InvalidToken):
        return 30.0
    ceiling = 15.0 if isinstance(exc, TelegramError) else 5.0
    return min(ceiling, max(0.5, last * 2))


async def _unless(stop: asyncio.Event, fetch: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    """Give up an open poll when stopping: nothing in it was confirmed, so nothing is lost."""
    fetching, stopping = asyncio.ensure_future(fetch), asyncio.ensure_future(stop.wait())
    await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if fetching.done():
        return fetching.result()
    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)
    return []


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
