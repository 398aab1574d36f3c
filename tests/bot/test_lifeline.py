"""The lifeline: a red flag is answered although nothing can be remembered, once, and recorded later in silence."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import door as door_module
from records import inbox
from records.inbox import Arrived
from records.models import Heard
from records.store import Store
from sandbox import World
from tests.bot.town import JULIA, STAFF_CHAT, Town


class Away:
    """A store whose writes fail as long as it is away."""

    def __init__(self, store: Store) -> None:
        """Wrap a store."""
        self.inner = store
        self.away = True

    async def write(self, work: Any) -> Any:
        """Fail, or write."""
        if self.away:
            raise OperationalError("disk I/O error", None, Exception())
        return await self.inner.write(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def arrived(town: Town) -> Arrived:
    """Return Julia's red flag as ingest keeps it."""
    update = {"update_id": 900, "message": town.message(JULIA, JULIA, text="I can't breathe")}
    return Arrived(update_id=900, chat_id=JULIA, raw=json.dumps(update))


def texts(world: World, chat: int) -> list[str]:
    """Return what the sandbox's chat shows of the bot."""
    return [m.words for m in world.chats[chat].messages.values()] if chat in world.chats else []


def opened(world: World) -> None:
    """Julia pressed Start, so that the bot can write to her."""
    world.private(world.user(JULIA))
    world.users[JULIA].started = True


async def shown(world: World, chat: int, words: str) -> None:
    """Wait until a chat shows some words, a few seconds at most."""
    for _ in range(500):
        if any(words in text for text in texts(world, chat)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(words)


@pytest.fixture
def away(town: Town) -> Away:
    """The town's store, away."""
    store = Away(town.house.store)
    town.house.store = store  # type: ignore[assignment]
    return store


@pytest.mark.holds("rule:3", "hazard:H3")
async def test_a_red_flag_is_answered_from_memory_once(town: Town, world: tuple[World, str], away: Away) -> None:
    """Two tries at a dead database, one emergency text, one unrecorded notice; then it is recorded silently."""
    away.away = False
    await town.enrolled()
    opened(world[0])
    away.away = True

    rows = await away.inner.write(lambda db: inbox.remember(db, [arrived(town)], now=town.now))
    town.app.dispatch.enqueue(rows)
    await shown(world[0], JULIA, "This could be an emergency")
    await shown(world[0], STAFF_CHAT, "NOT RECORDED YET")
    away.away = False
    await asyncio.wait_for(town.app.dispatch.idle(), 20)

    said = [row.state for each, row in await town.said() if row.label == "emergency"]
    heard = await town.house.store.read(lambda db: db.query(Heard).count())
    assert 1 == sum("This could be an emergency" in text for text in texts(world[0], JULIA))
    assert ["cancelled"] == said
    assert 1 == heard


@pytest.mark.holds("rule:3")
async def test_a_slow_database_does_not_hold_up_the_advice(
    town: Town, world: tuple[World, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five seconds (here: at once) the text goes out, and the work still ends well."""
    await town.enrolled()
    opened(world[0])
    monkeypatch.setattr(door_module, "PATIENCE", 0.0)

    await town.says("I can't breathe")

    assert any("This could be an emergency" in text for text in texts(world[0], JULIA))
    assert ["cancelled"] == [row.state for _, row in await town.said() if row.label == "emergency"]


@pytest.mark.holds("rule:3")
async def test_a_text_that_did_not_go_out_is_not_taken_for_said(
    town: Town, world: tuple[World, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram refuses at that moment: what is written down stays to be sent, for a copy is better than none."""
    await town.enrolled()
    monkeypatch.setattr(door_module, "PATIENCE", 0.0)

    # Her chat was never opened in the sandbox, so that Telegram refuses the text from memory.
    await town.says("I can't breathe")

    said = [row.state for _, row in await town.said() if row.label == "emergency"]
    assert not any("This could be an emergency" in text for text in texts(world[0], JULIA))
    assert ["ready"] == said
