"""Dispatch: rows of one chat in their order, chats side by side, chats with a danger hint first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from records import inbox
from records.inbox import Waiting
from records.store import Store

log = structlog.get_logger()

#: Chats handled at the same time.
WIDTH = 32
#: The urgency that sends a worker home, before any row.
GO_HOME = -1
#: Tries before a row is dead and staff are told.
TRIES = 3

#: Handles one raw row; returns whether its transaction settled it.
Handle = Callable[[int, str], Awaitable[bool]]
#: Puts a row aside for good and tells staff, in one transaction.
Bury = Callable[[int, str], Awaitable[None]]


class Dispatch:
    """Lines of waiting rows, one a chat, and the workers that walk them."""

    def __init__(self, *, store: Store, handle: Handle, bury: Bury, width: int = WIDTH, pause: float = 0.5) -> None:
        """Rows are opened from `store`, handled by `handle`, and after three tries buried by `bury`."""
        self._store = store
        self._handle = handle
        self._bury = bury
        self._width = width
        self._pause = pause
        self._lines: dict[int | None, deque[int]] = {}
        self._busy: set[int | None] = set()
        self._next: asyncio.PriorityQueue[tuple[int, int, int | None]] = asyncio.PriorityQueue()
        self._turn = 0
        self._still = asyncio.Event()
        self._still.set()

    def enqueue(self, rows: Sequence[Waiting]) -> None:
        """Put committed rows into their chats' lines."""
        for row in rows:
            self._lines.setdefault(row.chat_id, deque()).append(row.id)
            self._call(row.chat_id, hint=row.hint)
        if rows:
            self._still.clear()

    async def load(self) -> int:
        """Take up what an earlier process left; return how many rows."""
        rows = await self._store.read(inbox.waiting)
        self.enqueue(rows)
        return len(rows)

    async def run(self, stop: asyncio.Event) -> None:
        """Walk the lines until stopped; a row in hand is finished first."""
        workers = [asyncio.create_task(self._work()) for _ in range(self._width)]
        await stop.wait()
        for _ in workers:
            self._next.put_nowait((GO_HOME, self._turn, None))
        await asyncio.gather(*workers)

    async def idle(self) -> None:
        """Wait until no row waits."""
        await self._still.wait()

    @property
    def still(self) -> bool:
        """Say whether no row waits."""
        return self._still.is_set()

    def _call(self, chat: int | None, *, hint: bool = False) -> None:
        self._turn += 1
        self._next.put_nowait((0 if hint else 1, self._turn, chat))

    async def _work(self) -> None:
        while True:
            urgency, _, chat = await self._next.get()
            if urgency == GO_HOME:
                return
            if chat in self._busy or chat not in self._lines:
                # A chat may be called twice, once for a hint; the first call takes its line.
                continue
            self._busy.add(chat)
            await self._step(chat)
            self._leave(chat)

    async def _step(self, chat: int | None) -> None:
        row_id = self._lines[chat][0]
        if await self._settled(row_id):
            self._lines[chat].popleft()

    def _leave(self, chat: int | None) -> None:
        self._busy.discard(chat)
        if self._lines[chat]:
            self._call(chat)
            return
        del self._lines[chat]
        if not self._lines:
            self._still.set()

    async def _settled(self, row_id: int) -> bool:
        """Handle one row; True when it is settled or dead, so that its line moves on."""
        try:
            raw = await self._store.read(lambda db: inbox.raw(db, row_id))
            return raw is None or await self._handle(row_id, raw) or await self._failed(row_id, "not settled")
        except Exception as exc:
            # The database itself may be away: the row stays first in its line until it is back.
            log.error("dispatch.trouble", row=row_id, error=type(exc).__name__)
            await asyncio.sleep(self._pause)
            return False

    async def _failed(self, row_id: int, error: str) -> bool:
        tries = await self._store.write(lambda db: inbox.count_attempt(db, row_id, error=error))
        if tries >= TRIES:
            await self._bury(row_id, error)
            return True
        await asyncio.sleep(self._pause)
        return False
