"""The sandbox's clock: real time plus an offset, pushed forward in steps that a bot can follow."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.bell import Bell

#: The longest stretch of time that a bot skips at once while time is played through.
STEP = 60.0
#: A bot follows the clock if it asked for the time this recently (real seconds).
FOLLOWING = 3.0
#: Real seconds after which a step is over even if the bot never said that it is idle.
GIVE_UP = 30.0
#: The most that one request may move the clock: beyond, a slip of the finger would play for hours.
MOST = 400 * 86400.0


def _real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _nothing() -> None:
    return


class Clock:
    """Tells sandbox time; its `step` counts each time it was moved."""

    def __init__(
        self,
        *,
        start: dt.datetime | None = None,
        real: Callable[[], dt.datetime] = _real_now,
        monotonic: Callable[[], float] = time.monotonic,
        give_up: float = GIVE_UP,
    ) -> None:
        """Start at `start`, or at real time."""
        self._real = real
        self._monotonic = monotonic
        self._give_up = give_up
        self._moving = asyncio.Lock()
        self._bell = Bell()
        self._polls = 0
        self._last_poll = -math.inf
        self._idle = 0
        self.offset = 0.0 if start is None else (start - real()).total_seconds()
        self.step = 0
        #: What has to be over before time is moved, when a bot follows; the world sets it.
        self.before: Callable[[], Awaitable[object]] = _nothing

    def now(self) -> dt.datetime:
        """Return sandbox time, aware."""
        return self._real() + dt.timedelta(seconds=self.offset)

    def stamp(self) -> int:
        """Return sandbox time as Telegram writes it: whole seconds since 1970."""
        return int(self.now().timestamp())

    def view(self) -> dict[str, Any]:
        """Return what a follower needs to know."""
        return {"now": self.now().isoformat(), "offset": self.offset, "step": self.step}

    async def wait(self, *, after: int, seconds: float) -> dict[str, Any]:
        """Return the view once the clock has moved beyond step `after`, or when the seconds are over."""
        self._polls += 1
        try:
            await self._bell.until(lambda: self.step > after, seconds=seconds)
            self._last_poll = self._monotonic()
        except asyncio.CancelledError:
            # Whoever asked is gone: time does not wait for the dead.
            self._last_poll = -math.inf
            raise
        finally:
            self._polls -= 1
        return self.view()

    def idle(self, step: int) -> None:
        """Note that the bot has nothing left to do at this step."""
        self._last_poll = self._monotonic()
        self._idle = max(self._idle, min(step, self.step))
        self._bell.ring()

    async def advance(self, seconds: float) -> dict[str, Any]:
        """Play time through in steps of a minute or less, waiting at each until the bot is idle."""
        count = math.ceil(seconds / STEP)
        sizes = [STEP] * (count - 1) + [seconds - STEP * (count - 1)] if count else []
        return await self._move(sizes)

    async def jump(self, seconds: float) -> dict[str, Any]:
        """Move in one step, backwards too: an outage, or a wrong clock."""
        return await self._move([seconds])

    async def _move(self, sizes: list[float]) -> dict[str, Any]:
        began = self._monotonic()
        async with self._moving:
            if self.followed():
                await self.before()
            for size in sizes:
                await self._one_step(size)
        waited = round(self._monotonic() - began, 3)
        return {"now": self.now().isoformat(), "steps": len(sizes), "waited": waited}

    async def _one_step(self, size: float) -> None:
        followed = self.followed()
        self.offset += size
        self.step += 1
        self._bell.ring()
        if followed:
            await self._bell.until(lambda: self._idle >= self.step, seconds=self._give_up)

    def followed(self) -> bool:
        """Say whether a bot follows: it waits for the next step, or did a moment ago."""
        return self._polls > 0 or self._monotonic() - self._last_poll < FOLLOWING
