"""Dispatch: order within a chat, danger first, and a poisoned row that stops nobody."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from bot.dispatch import Dispatch
from records import inbox
from records.inbox import Arrived, Waiting
from records.models import Inbox
from records.store import Store

NOW = dt.datetime(2026, 3, 5, 17, tzinfo=dt.UTC)


def arrive(memory: Store, *rows: tuple[int, int | None, bool]) -> list[Waiting]:
    """Write rows (update id, chat, hint) into the inbox."""
    arrived = [
        Arrived(update_id=number, chat_id=chat, raw=f'{{"n": {number}}}', hint=hint) for number, chat, hint in rows
    ]
    return memory.write_now(lambda db: inbox.remember(db, arrived, now=NOW))


class Hands:
    """Handles rows by settling them, and remembers in which order."""

    def __init__(self, memory: Store, fails: Callable[[str], bool] = lambda raw: False) -> None:
        """Settle every row but those that `fails` names."""
        self.memory = memory
        self.fails = fails
        self.seen: list[str] = []
        self.buried: list[int] = []

    async def handle(self, row_id: int, raw: str) -> bool:
        """Take one row."""
        self.seen.append(raw)
        await asyncio.sleep(0)
        if self.fails(raw):
            return False
        return await self.memory.write(lambda db: inbox.settle(db, row_id, now=NOW))

    async def bury(self, row_id: int, error: str) -> None:
        """Put one aside."""
        self.buried.append(row_id)
        await self.memory.write(lambda db: inbox.bury(db, row_id, now=NOW, error=error))


async def walk(memory: Store, hands: Hands, rows: list[Waiting], *, width: int = 32) -> None:
    """Let a dispatch walk its lines to their end."""
    dispatch = Dispatch(store=memory, handle=hands.handle, bury=hands.bury, width=width, pause=0)
    dispatch.enqueue(rows)
    stop = asyncio.Event()
    running = asyncio.create_task(dispatch.run(stop))
    await asyncio.wait_for(dispatch.idle(), 20)
    stop.set()
    await running


async def test_a_chats_rows_keep_their_order(memory: Store) -> None:
    """However many workers walk, a chat's rows come one after the other."""
    rows = arrive(memory, *((number, number % 3, False) for number in range(1, 31)))
    hands = Hands(memory)

    await walk(memory, hands, rows)

    for chat in range(3):
        mine = [raw for raw in hands.seen if int(raw[6:-1]) % 3 == chat]
        assert sorted(mine, key=lambda raw: int(raw[6:-1])) == mine
    assert 30 == len(hands.seen)


async def test_danger_goes_first(memory: Store) -> None:
    """A chat with a danger hint overtakes the chats before it."""
    rows = arrive(memory, (1, 11, False), (2, 12, False), (3, 13, True))
    hands = Hands(memory)

    await walk(memory, hands, rows, width=1)

    assert '{"n": 3}' == hands.seen[0]


async def test_a_poisoned_row_is_buried_after_three_tries(memory: Store) -> None:
    """It stops neither its own chat nor the others."""
    rows = arrive(memory, (1, 11, False), (2, 11, False), (3, 12, False))
    hands = Hands(memory, fails=lambda raw: raw == '{"n": 1}')

    await walk(memory, hands, rows)

    assert [rows[0].id] == hands.buried
    assert 3 == hands.seen.count('{"n": 1}')
    assert {"dead": 1, "settled": 2} == memory.read_now(inbox.figures)


async def test_what_an_earlier_process_left_is_taken_up(memory: Store) -> None:
    """After a restart the waiting rows are walked."""
    arrive(memory, (1, 11, False), (2, None, False))
    hands = Hands(memory)
    dispatch = Dispatch(store=memory, handle=hands.handle, bury=hands.bury, pause=0)

    loaded = await dispatch.load()

    assert 2 == loaded
    assert not dispatch.still


async def test_a_handler_that_raises_holds_its_line_only(memory: Store) -> None:
    """An exception in between keeps the row first in its line until it is handled."""
    rows = arrive(memory, (1, 11, False), (2, 12, False))
    hands = Hands(memory)
    falls = [True]
    settle = hands.handle

    async def handle(row_id: int, raw: str) -> bool:
        if raw == '{"n": 1}' and falls.pop() if falls else False:
            msg = "the database is away"
            raise OSError(msg)
        return await settle(row_id, raw)

    hands.handle = handle  # type: ignore[method-assign]
    await walk(memory, hands, rows)

    assert 0 == memory.read_now(lambda db: db.query(Inbox).filter(Inbox.state == "new").count())
