"""Updates: what Telegram holds for the bot, for 24 hours, until an offset confirms it."""

from __future__ import annotations

import itertools
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.bell import Bell
from sandbox.clock import Clock
from sandbox.refusals import Refusal, bad

KEPT = 86400
WEEK = 7 * 86400
#: Left out unless `allowed_updates` names them.
SHY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = SHY | {"message", "edited_message", "callback_query", "my_chat_member", "channel_post"}
#: The longest that Telegram holds a poll open.
LONGEST = 50


@dataclass(frozen=True)
class Waiting:
    """One update in the queue; `update` may be anything when a test put it there raw."""

    id: int
    date: int
    update: dict[str, Any]


class Updates:
    """The queue, as getUpdates sees it."""

    def __init__(self, clock: Clock, *, first: int = 730_000_001, seed: int = 1) -> None:
        """Start empty; ids grow by one from `first`, and jump after a quiet week as Telegram's do."""
        self._clock = clock
        self._random = random.Random(seed)
        self._queue: deque[Waiting] = deque()
        self._bell = Bell()
        self._next = first
        self._last = clock.stamp()
        self._poll = 0
        self.allowed: frozenset[str] | None = None
        self.polled = False

    def __len__(self) -> int:
        """Return how many updates wait."""
        self._forget()
        return len(self._queue)

    def put(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update; None when the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        number = self._number()
        return self._append(number, {"update_id": number, kind: body})

    def put_raw(self, update: dict[str, Any]) -> int:
        """Queue an update as it is, readable or not; an id is given only where there is none."""
        number = update.get("update_id")
        if isinstance(number, int) and not isinstance(number, bool):
            return self._append(number, update)
        number = self._number()
        return self._append(number, {**update, "update_id": number})

    def head(self) -> Waiting | None:
        """Return the oldest update that waits."""
        self._forget()
        return self._queue[0] if self._queue else None

    def done(self, waiting: Waiting) -> None:
        """Take out one update: a webhook accepted it."""
        if waiting in self._queue:
            self._queue.remove(waiting)
            self._bell.ring()

    async def taken(self, *, seconds: float) -> bool:
        """Wait until the bot has confirmed all that it was sent, or the seconds are over."""
        return await self._bell.until(lambda: len(self) == 0, seconds=seconds)

    async def rung(self) -> None:
        """Wait until an update comes, or a webhook is set or taken away."""
        await self._bell.next()

    async def get(
        self, *, offset: int = 0, limit: int = 100, seconds: float = 0, allowed: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """Confirm what is below `offset`, then hand out what waits; a newer poll ends an older one."""
        self._allow(allowed)
        self._confirm(offset)
        self.polled = True
        self._poll += 1
        mine = self._poll
        self._bell.ring()
        await self._bell.until(lambda: self._poll != mine or len(self) > 0, seconds=min(max(seconds, 0), LONGEST))
        if self._poll != mine:
            raise conflict()
        return [each.update for each in itertools.islice(self._queue, limit if 1 <= limit <= 100 else 100)]

    def nudge(self) -> None:
        """Let those who wait look again: a webhook was set or taken away."""
        self._bell.ring()

    def clear(self) -> None:
        """Forget all that waits (`drop_pending_updates`)."""
        self._queue.clear()

    def allow(self, allowed: Sequence[str] | None) -> None:
        """Set which kinds are queued from now on; None leaves it as it was."""
        self._allow(allowed)

    def _allow(self, allowed: Sequence[str] | None) -> None:
        if allowed is None:
            return
        if not isinstance(allowed, list) or not all(isinstance(kind, str) for kind in allowed):
            msg = "can't parse allowed_updates JSON object"
            raise bad(msg)
        self.allowed = frozenset(allowed) or None

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in SHY

    def _number(self) -> int:
        stamp = self._clock.stamp()
        if stamp - self._last >= WEEK:
            self._next = self._random.randrange(1, 2**31 - 2**24)
        self._last = stamp
        self._next += 1
        return self._next - 1

    def _append(self, number: int, update: dict[str, Any]) -> int:
        self._forget()
        self._queue.append(Waiting(number, self._clock.stamp(), update))
        self._bell.ring()
        return number

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._queue = deque(each for each in self._queue if each.id >= offset)
        elif offset < 0:
            self._queue = deque(list(self._queue)[offset:])

    def _forget(self) -> None:
        oldest = self._clock.stamp() - KEPT
        while self._queue and self._queue[0].date < oldest:
            self._queue.popleft()


def conflict() -> Refusal:
    """Return what the older of two pollers is told."""
    return Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
