"""A backlog: thousands of patients' questions wait while the bot is killed again and again."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.journeys import memory
from tests.journeys.driver import Phone, until
from tests.journeys.pair import Pair, pair
from tests.journeys.seed import enrol_many
from tests.journeys.steps import FAQ

FIRST_CHAT = 20_000
#: Seconds that a life lasts at most beyond the row at which it is to end.
LONGER = 0.1


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What became of a backlog."""

    updates: int
    chats: int
    kills: int
    #: Settled rows at each kill.
    at_kill: tuple[int, ...]
    settled: int
    dead: int
    #: Messages that were remembered, and how many of them more than once.
    heard: int
    heard_twice: int
    #: Answers that were written.
    answers: int
    #: What staff were told meanwhile, by label: deliveries in doubt.
    notices: dict[str, int]
    seconds: float

    def table(self) -> str:
        """Return the figures for people."""
        return (
            f"backlog: {self.updates} updates of {self.chats} chats, {self.kills} kills\n"
            f"  settled at each kill: {' '.join(map(str, self.at_kill))}\n"
            f"  settled {self.settled} · dead {self.dead} · lost {self.updates - self.settled - self.dead}\n"
            f"  remembered {self.heard} · remembered twice {self.heard_twice} · answers written {self.answers}\n"
            f"  told to staff {self.notices}\n"
            f"  {self.seconds:.0f} s"
        )


async def run(*, updates: int, chats: int, kills: int, seed: int = 1) -> Figures:
    """Fill the queue, kill the bot `kills` times while it works it off, and let the last one finish."""
    began = time.monotonic()
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        async with pair(Path(folder), limits=False) as both:
            await _fill(both, updates, chats)
            moments = sorted(rng.sample(range(updates * 9 // 10), kills))
            at_kill = [await _one_life(both, moment, rng.uniform(0, LONGER)) for moment in moments]
            await both.begin()
            await until(lambda: _over(both, updates), "the end of the backlog", within=30 + updates / 20)
            await both.kill()
            return _figures(both, updates, chats, at_kill, time.monotonic() - began)


async def _fill(both: Pair, updates: int, chats: int) -> None:
    everyone = [FIRST_CHAT + number for number in range(chats)]
    enrol_many(both.line.url, both.folder, everyone, now=dt.datetime.now(dt.UTC))
    phones = [Phone(both.line, chat) for chat in everyone]
    for number in range(updates):
        await phones[number % chats].say(FAQ)


async def _one_life(both: Pair, moment: int, longer: float) -> int:
    """Start the bot, kill it a little after it has settled `moment` rows, return how many it had by then."""
    await both.begin()
    await until(lambda: _over(both, moment), f"row {moment}", within=120)
    await asyncio.sleep(longer)
    await both.kill()
    return memory.states(both.database, "inbox").get("settled", 0)


async def _over(both: Pair, updates: int) -> bool:
    states = memory.states(both.database, "inbox")
    return states.get("settled", 0) + states.get("dead", 0) >= updates


NOTICES = "SELECT label, count(*) FROM outgoing WHERE kind = 'say' AND patient_id IS NULL GROUP BY label"


def _figures(both: Pair, updates: int, chats: int, at_kill: list[int], seconds: float) -> Figures:
    database = both.database
    states = memory.states(database, "inbox")
    twice = "SELECT count(*) FROM (SELECT 1 FROM heard GROUP BY chat_id, message_id HAVING count(*) > 1)"
    return Figures(
        updates=updates,
        chats=chats,
        kills=len(at_kill),
        at_kill=tuple(at_kill),
        settled=states.get("settled", 0),
        dead=states.get("dead", 0),
        heard=memory.one(database, "SELECT count(*) FROM heard"),
        heard_twice=memory.one(database, twice),
        answers=memory.one(database, "SELECT count(*) FROM outgoing WHERE kind = 'say' AND patient_id IS NOT NULL"),
        notices=dict(memory.rows(database, NOTICES)),
        seconds=seconds,
    )
