"""A wire for the courier: it takes what is sent, answers by plan, and remembers what arrived when."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select

from messages.said import Said
from records import outgoing
from records.lanes import Lane
from records.models import Outgoing
from records.outgoing import Claimed, Gone
from records.store import Db, Store
from scheduler.courier import Courier
from scheduler.outcome import Outcome, Sent
from scheduler.pace import Pace
from tests.records import noise
from tests.virtual import wall

T = TypeVar("T")

#: An answer, or what the wire does instead of answering.
Answer = Outcome | Callable[[], Outcome] | Exception


@dataclass(kw_only=True)
class Arrival:
    """One call as it came in."""

    at: float
    claimed: Claimed

    @property
    def words(self) -> str:
        """What it said."""
        return Said.model_validate_json(self.claimed.body).text


@dataclass
class Wire:
    """Stands for Telegram: `answers` by chat, first in first out; where there is none, the message goes out."""

    delay: float = 0.05
    answers: dict[int, list[Answer]] = field(default_factory=dict)
    came: list[Arrival] = field(default_factory=list)
    most: int = 0
    inside: int = 0
    number: int = 100

    async def __call__(self, claimed: Claimed) -> Outcome:
        """Take one message; other people's rows go out too, but are none of a test's business."""
        if claimed.chat_id == noise.CHAT:
            return Sent(1)
        self.came.append(Arrival(at=asyncio.get_running_loop().time(), claimed=claimed))
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await asyncio.sleep(self.delay)
            return self._answer(claimed)
        finally:
            self.inside -= 1

    def _answer(self, claimed: Claimed) -> Outcome:
        planned = self.answers.get(claimed.chat_id)
        answer = planned.pop(0) if planned else self._sent()
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def _sent(self) -> Outcome:
        self.number += 1
        return Sent(self.number)

    def words(self) -> list[str]:
        """Return what came in, in order."""
        return [each.words for each in self.came]

    def times(self, chat: int | None = None) -> list[float]:
        """Return when calls came in."""
        return [each.at for each in self.came if chat in (None, each.claimed.chat_id)]


@dataclass
class Told:
    """What the house was told."""

    ends: list[tuple[int, str]] = field(default_factory=list)
    moves: list[tuple[int, int]] = field(default_factory=list)
    fault: Exception | None = None

    def settle(self, db: Db, row: Claimed | Gone, state: str, now: dt.datetime) -> None:
        """Note an end, or stumble."""
        if self.fault is not None:
            raise self.fault
        self.ends.append((row.id, state))

    def moved(self, db: Db, old: int, new: int, now: dt.datetime) -> None:
        """Note a move, or stumble."""
        if self.fault is not None:
            raise self.fault
        self.moves.append((old, new))


def courier(store: Store, wire: Wire, told: Told | None = None, *, epoch: str = "now", **pace: Any) -> Courier:
    """Return a courier on the virtual clock; to be made inside the loop."""
    told = told or Told()
    made = Courier(
        store,
        wire,
        now=wall,
        pace=Pace(**pace),
        epoch=epoch,
        settle=told.settle,
        moved=told.moved,
        monotonic=asyncio.get_running_loop().time,
    )
    store.on_commit[:] = [made.nudge]
    return made


async def work(made: Courier, seconds: float) -> int:
    """Let a courier run for some virtual time, then stop it; return how often it fell and was helped up."""
    stop = asyncio.Event()
    running = asyncio.create_task(_supervised(made, stop))
    await asyncio.sleep(seconds)
    stop.set()
    return await running


async def _supervised(made: Courier, stop: asyncio.Event) -> int:
    fell = 0
    while not stop.is_set():
        try:
            await made.run(stop)
        except OSError:
            fell += 1
            await asyncio.sleep(1)
    return fell


def say(store: Store, words: str = "hello", **how: Any) -> int:
    """Say something that is new, by default an answer to chat 5."""
    row: dict[str, Any] = {"lane": Lane.REPLY, "chat_id": 5, "body": Said(text=words).model_dump_json()} | how
    row_id = store.write_now(lambda db: outgoing.say(db, now=wall(), **row))
    assert row_id is not None
    return row_id


def states(store: Store, ids: Sequence[int]) -> list[str]:
    """Return in which states these rows are."""

    def look(db: Db) -> list[str]:
        found = {row.id: row.state for row in db.scalars(select(Outgoing).where(Outgoing.id.in_(ids)))}
        return [found[each] for each in ids]

    return store.read_now(look)


def row(store: Store, row_id: int) -> Outgoing:
    """Return one row."""
    return store.read_now(lambda db: db.get_one(Outgoing, row_id))


async def speak(store: Store, words: str = "hello", **how: Any) -> int:
    """Say something while a courier runs, so that it is nudged as in life."""
    about: dict[str, Any] = {
        "lane": Lane.REPLY,
        "chat_id": 5,
        "body": Said(text=words).model_dump_json(),
    } | how
    now = wall()
    row_id = await store.write(lambda db: outgoing.say(db, now=now, **about))
    assert row_id is not None
    return row_id


class Flaky(Store):
    """A store that fails where a test wants it: before the work is done, or after its commit."""

    before: int = 0
    after: int = 0
    writes: int = 0
    reads: int = 0

    async def read(self, fn: Callable[[Db], T]) -> T:
        """Count, then read."""
        self.reads += 1
        return await super().read(fn)

    async def write(self, work: Callable[[Db], T]) -> T:
        """Write, or fail."""
        self.writes += 1
        if self.before:
            self.before -= 1
            raise OSError("the disk is full")
        result = await super().write(work)
        if self.after:
            self.after -= 1
            raise OSError("the line broke after the commit")
        return result
