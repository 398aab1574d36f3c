"""Ingest: committed before confirmed, whatever Telegram sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import demo
from bot.ingest import Ingest
from bot.transport import Transport
from records import inbox
from records.inbox import Waiting
from records.store import Closed, Store
from sandbox import World
from tests.bot.conftest import MORNING


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    """A wire of our own."""
    made = Transport()
    yield made
    await made.shutdown()


def poller(memory: Store, transport: Transport, url: str, rows: list[Waiting], *, poll: int = 0) -> Ingest:
    """Return a poller that never waits."""
    return Ingest(
        request=transport,
        base_url=f"{url}/bot{demo.TOKEN}",
        store=memory,
        now=lambda: MORNING,
        arrived=rows.extend,
        poll=poll,
    )


def told(world: World, text: str) -> None:
    """Somebody writes to the bot."""
    person = world.user(7001)
    chat = world.private(person)
    world.tell("message", chat, {"message_id": 1, "date": 1, "chat": {"id": chat.id, "type": "private"}, "text": text})


async def test_a_batch_is_confirmed_by_the_next_call_only(
    memory: Store, transport: Transport, world: tuple[World, str]
) -> None:
    """After the first call everything is in the inbox and still with Telegram; after the second it is gone there."""
    rows: list[Waiting] = []
    ingest = poller(memory, transport, world[1], rows)
    stop = asyncio.Event()
    for text in ("one", "my chest hurts"):
        told(world[0], text)

    first = await ingest.turn(stop)
    again = await poller(memory, transport, world[1], []).turn(stop)
    await ingest.turn(stop)
    after = await poller(memory, transport, world[1], []).turn(stop)

    assert (2, 0, 0) == (first, again, after), "a second delivery of the same batch makes no second row"
    assert [False, True] == [row.hint for row in rows]
    assert {"new": 2} == memory.read_now(inbox.figures)


async def test_nothing_is_confirmed_that_was_not_committed(
    memory: Store, transport: Transport, world: tuple[World, str]
) -> None:
    """When the commit fails, Telegram gives the batch again."""
    rows: list[Waiting] = []
    ingest = poller(memory, transport, world[1], rows)
    stop = asyncio.Event()
    told(world[0], "kept")
    memory.close_now()

    with pytest.raises(Closed):
        await ingest.turn(stop)

    calls = [call for call in world[0].journal.since(0) if call["method"] == "getUpdates"]
    assert all("offset" not in call.get("params", {}) for call in calls)


async def test_the_open_poll_ends_when_stopping(memory: Store, transport: Transport, world: tuple[World, str]) -> None:
    """Stopping does not wait for Telegram's long poll."""
    ingest = poller(memory, transport, world[1], [], poll=50)
    stop = asyncio.Event()
    running = asyncio.create_task(ingest.run(stop))
    stop.set()

    await asyncio.wait_for(running, 5)

    assert not ingest.polled.is_set()


async def test_a_nameless_update_stops_nothing(memory: Store, transport: Transport, world: tuple[World, str]) -> None:
    """What is no update at all is passed over; the one beside it is kept."""
    rows: list[Waiting] = []
    world[0].updates.put_raw({"update_id": 5, "message": "not even an object"})
    told(world[0], "kept")

    await poller(memory, transport, world[1], rows).turn(asyncio.Event())

    assert [None, 7001] == [row.chat_id for row in rows]
