"""The store: one writer that groups commits, and readers beside it, off the event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from records import engines, transactions
from records.keys import Keys
from records.schema import behind, bring_up, upgrade
from records.transactions import Done, Work

__all__ = ["Closed", "Db", "Edition", "Inline", "Store", "behind", "edition", "open_store", "sealer", "upgrade"]

#: What other rooms call a session, so that they need not know SQLAlchemy.
Db = Session

#: Works that may share one transaction.
MOST = 64
READERS = 4

T = TypeVar("T")
P = ParamSpec("P")


class Closed(Exception):
    """The store was closed before this was asked of it."""


class Inline(Executor):
    """Runs at once in the calling thread: under virtual time nothing may wait for a real thread."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run `fn` now; its result or error waits in the returned future."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as exc:
            future.set_exception(exc)
        return future


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which content and which plan words are taken from; each message that is said keeps it."""

    content: str | None = None
    plan: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    work: Work
    told: asyncio.Future[Any]


class Store:
    """One database: `read` asks, `write` changes, and both take a plain function of the session."""

    def __init__(
        self, url: str, keys: Keys, *, write_on: Executor | None = None, read_on: Executor | None = None
    ) -> None:
        """Open `url`; without executors the store has threads of its own."""
        self.keys = keys
        self._info: dict[str, Any] = {"keys": keys, "edition": Edition()}
        #: Called on the event loop after each commit.
        self.on_commit: list[Callable[[], None]] = []
        self._own: list[Executor] = []
        self._writer = engines.writer(url)
        # In memory there is one connection, so one thread does both.
        alone = engines.in_memory(url)
        self._reader = self._writer if alone else engines.reader(url, at_once=READERS)
        self._write_on = write_on or self._threads(1, "records-write")
        self._read_on = read_on or (self._write_on if alone else self._threads(READERS, "records-read"))
        self._queue: deque[_Waiting] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._closed = False
        if alone:
            bring_up(self._writer)

    def say_from(self, edition: Edition) -> None:
        """Stamp what is said from now on with the content and the plan that it is made from."""
        self._info = {**self._info, "edition": edition}

    async def read(self, fn: Callable[[Db], T]) -> T:
        """Ask: `fn` runs in a reader, in a transaction that sees one moment and cannot write."""
        self._refuse_closed()
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._read_on, transactions.read, self._reader, self._info, fn)
        return cast("T", await asked)

    async def write(self, work: Callable[[Db], T]) -> T:
        """Change: `work` may share a transaction with others; its result comes only after COMMIT.

        A caller that is cancelled does not take its work back: once handed in, it runs.
        """
        self._refuse_closed()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work=work, told=loop.create_future())
        self._queue.append(waiting)
        if self._pump is None or self._pump.done():
            self._pump = loop.create_task(self._drain())
        return cast("T", await waiting.told)

    def read_now(self, fn: Callable[[Db], T]) -> T:
        """Ask without an event loop: commands and tests."""
        self._refuse_closed()
        return cast("T", self._read_on.submit(transactions.read, self._reader, self._info, fn).result())

    def write_now(self, work: Callable[[Db], T]) -> T:
        """Change without an event loop: commands and tests."""
        self._refuse_closed()
        (done,) = self._write_on.submit(transactions.write, self._writer, self._info, [work]).result()
        if done.error is not None:
            raise done.error
        return cast("T", done.value)

    async def close(self) -> None:
        """Finish what was handed in, then close."""
        self._closed = True
        if self._pump is not None:
            await asyncio.wait({self._pump})
        self.close_now()

    def close_now(self) -> None:
        """Close without an event loop; reads on their way are finished."""
        self._closed = True
        for executor in self._own:
            executor.shutdown()
        self._reader.dispose()
        self._writer.dispose()

    def _threads(self, count: int, name: str) -> Executor:
        executor = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._own.append(executor)
        return executor

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Closed

    async def _drain(self) -> None:
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(MOST, len(self._queue)))]
            self._tell(batch, await self._commit(batch))

    async def _commit(self, batch: Sequence[_Waiting]) -> list[Done]:
        works = [each.work for each in batch]
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._write_on, transactions.write, self._writer, self._info, works)
        except Exception as exc:
            # Whatever it was, nobody may be left waiting for an answer.
            return [Done(error=exc)] * len(batch)

    def _tell(self, batch: Sequence[_Waiting], done: Sequence[Done]) -> None:
        for waiting, end in zip(batch, done, strict=True):
            _answer(waiting.told, end)
        if any(end.error is None for end in done):
            for call in self.on_commit:
                asyncio.get_running_loop().call_soon(call)


def _answer(told: asyncio.Future[Any], end: Done) -> None:
    if told.done():
        return
    if end.error is None:
        told.set_result(end.value)
    else:
        told.set_exception(end.error)


def open_store(url: str, keys: Keys, *, write_on: Executor | None = None, read_on: Executor | None = None) -> Store:
    """Open a database that `upgrade` has brought up to date; one in memory begins with its tables."""
    return Store(url, keys, write_on=write_on, read_on=read_on)


def sealer(db: Db) -> Keys:
    """Return the keys that belong to this session's store."""
    return cast("Keys", db.info["keys"])


def edition(db: Db) -> Edition:
    """Return which content and plan this session speaks from."""
    return cast("Edition", db.info["edition"])
