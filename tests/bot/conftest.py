"""A town of one bot, one clinic and no network but the sandbox's greeting."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import sandbox
from bot import demo
from bot.app import App
from records.keys import Keys
from records.store import open_store
from sandbox import World
from tests.bot.town import ANA, BEN, STAFF_CHAT, Town
from tests.trace import escalation as written

#: A Thursday at ten in Irvine: the clinic is open.
MORNING = dt.datetime(2026, 3, 5, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
async def world() -> AsyncIterator[tuple[World, str]]:
    """A Telegram of our own and its address."""
    made = World(token=demo.TOKEN, staff_chat=STAFF_CHAT, staff=[(ANA, "Ana"), (BEN, "Ben")], limits=False)
    runner = await sandbox.start(made)
    yield made, sandbox.address(runner)
    await runner.cleanup()


@pytest.fixture
async def town(world: tuple[World, str], keys: Keys, tmp_path: Path) -> AsyncIterator[Town]:
    """The real bot, greeted by Telegram, with its dispatch running and nothing else."""
    holder: list[Town] = []
    store = open_store("sqlite://", keys)
    app = App(demo.demo_config(world[1], tmp_path), now=lambda: holder[0].now, store=store, samples=True)
    holder.append(Town(app, MORNING))
    await store.write(lambda db: demo.seat(db, now=MORNING))
    await app._prepare()
    await app.telegram.initialize()
    app.house.username = app.telegram.bot.username
    running = asyncio.create_task(app.dispatch.run(app.stopping))
    yield holder[0]
    await app.stop()
    await running


@pytest.fixture
def contacts(town: Town) -> Town:
    """The town, with a second contact and a lead."""
    town.house.config = town.house.config.model_copy(update={"contacts": written.CONTACTS})
    return town
