"""A bell: those who wait for something look again whenever it rings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """Wakes every waiter at each ring; what they wait for is theirs to say."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Let all who wait look again."""
        self._event.set()
        self._event = asyncio.Event()

    async def next(self) -> None:
        """Wait for the next ring."""
        await self._event.wait()

    async def until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until `ready()`, or until the seconds are over; return whether it was ready."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not ready():
            left = deadline - loop.time()
            if left <= 0:
                return False
            await _rung(self._event, left)
        return True


async def _rung(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
