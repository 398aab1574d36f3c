"""The clock: a handful of recurring turns. What is due is a row; APScheduler only says "look"."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()

#: A turn that takes longer than this is given up; the next one finds its rows again.
PATIENCE = 60.0
#: How often somebody looks whether the turns still come round.
WATCH = 10.0

#: Seconds between turns, and the turn.
Turn = tuple[float, Callable[[], Awaitable[object]]]


class Clock:
    """Named turns at their intervals."""

    def __init__(self, turns: Mapping[str, Turn]) -> None:
        """Hold the turns; nothing runs before `start`."""
        self._turns = dict(turns)
        self._alone = {name: asyncio.Lock() for name in turns}
        self._came: dict[str, float] = {}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._watch: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Let every turn come round, now for the first time; a late one runs once and is never skipped."""
        for name, (seconds, _) in self._turns.items():
            self._came[name] = asyncio.get_running_loop().time()
            self._hang(name, seconds)
        self._scheduler.start()
        self._look()

    def _hang(self, name: str, seconds: float) -> None:
        self._scheduler.add_job(
            self.take,
            "interval",
            seconds=seconds,
            args=[name],
            id=name,
            next_run_time=dt.datetime.now(dt.UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            replace_existing=True,
        )

    def _look(self) -> None:
        """APScheduler follows the wall clock: when that is set back, its turns would wait as long."""
        loop = asyncio.get_running_loop()
        for name, (seconds, _) in self._turns.items():
            if loop.time() - self._came[name] > 2 * seconds + PATIENCE:
                log.warning("clock.stood_still", turn=name)
                self._came[name] = loop.time()
                self._hang(name, seconds)
        self._watch = loop.call_later(WATCH, self._look)

    def stop(self) -> None:
        """Start no more turns."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def take(self, name: str) -> None:
        """Take one turn, never twice side by side; a fault is logged by its class, and the clock goes on."""
        async with self._alone[name]:
            self._came[name] = asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(self._turns[name][1](), PATIENCE)
            except Exception as exc:
                log.error("clock.turn_failed", turn=name, error=type(exc).__name__)

    async def run_all(self) -> None:
        """Take every turn once, now."""
        for name in self._turns:
            await self.take(name)
