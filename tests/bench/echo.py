"""`python -m tests.bench.echo`: how many updates a second the real bot settles, with everything on disk.

Patients ask a question; each one crosses poll, inbox, dispatch, gate and door, and leaves one answer in `outgoing`.
Settled rows are counted, not sends: those are held to Telegram's pace. The sandbox runs beside the bot.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.journeys import memory
from tests.journeys.driver import Phone, until
from tests.journeys.pair import Pair, pair
from tests.journeys.seed import enrol_many
from tests.journeys.steps import FAQ

FIRST_CHAT = 30_000


@dataclass(frozen=True, kw_only=True)
class Run:
    """One repeat: from the first row that was received to the last one that was settled."""

    settled: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Return settled updates a second."""
        return self.settled / self.seconds

    @property
    def cost(self) -> float:
        """Return milliseconds of processor time an update, the bot's start not counted."""
        return 1000 * self.cpu / self.settled


async def once(*, updates: int, chats: int) -> Run:
    """Fill the queue, start the bot, and time it until all is settled."""
    with tempfile.TemporaryDirectory() as folder:
        async with pair(Path(folder), limits=False) as both:
            everyone = [FIRST_CHAT + number for number in range(chats)]
            enrol_many(both.line.url, both.folder, everyone, now=dt.datetime.now(dt.UTC))
            for number in range(updates):
                await Phone(both.line, everyone[number % chats]).say(FAQ)
            return await _timed(both, updates)


async def _timed(both: Pair, updates: int) -> Run:
    await both.begin()
    assert both.bot is not None
    process = psutil.Process(both.bot.pid)
    before, began = process.cpu_times(), time.monotonic()
    await until(lambda: _settled(both, updates), "the last row", within=60 + updates / 20)
    seconds, after = time.monotonic() - began, process.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    return Run(settled=memory.states(both.database, "inbox")["settled"], seconds=seconds, cpu=cpu)


async def _settled(both: Pair, updates: int) -> bool:
    return memory.states(both.database, "inbox").get("settled", 0) >= updates


def told(runs: list[Run], *, updates: int, chats: int) -> str:
    """Return the figures for people."""
    rates, costs = [each.rate for each in runs], [each.cost for each in runs]
    return (
        f"echo: n={updates} updates of {chats} chats, {len(runs)} repeats\n"
        f"  settled a second: median {statistics.median(rates):.0f} ({min(rates):.0f}-{max(rates):.0f})\n"
        f"  processor time an update: median {statistics.median(costs):.2f} ms ({min(costs):.2f}-{max(costs):.2f})\n"
    )


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.echo", description="Settled updates a second.")
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--chats", type=int, default=250)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    runs = [asyncio.run(once(updates=asked.updates, chats=asked.chats)) for _ in range(asked.repeats)]
    sys.stdout.write(told(runs, updates=asked.updates, chats=asked.chats))


if __name__ == "__main__":
    main()
