"""Faults on purpose: for a number of calls, of one method or all."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox.calls import call
from sandbox.faults import Dropped, Fault
from sandbox.world import World
from tests.sandbox.wire import ANN, Line, ask, done, why


def _plan(world: World, error: str, **more: Any) -> None:
    world.faults.add(Fault.model_validate({"error": error, **more}))


WORDS = [
    ("429", 429, "Too Many Requests: retry after 5"),
    ("500", 500, "Internal Server Error"),
    ("502", 502, "Bad Gateway"),
    ("403", 403, "Forbidden: bot was blocked by the user"),
    ("400", 400, "Bad Request: chat not found"),
]


@pytest.mark.parametrize(("error", "code", "words"), WORDS)
async def test_a_fault_speaks_as_telegram_does(world: World, error: str, code: int, words: str) -> None:
    """A planned error answers once, in Telegram's words, and nothing is sent; then all is well."""
    _plan(world, error, method="sendMessage")
    assert (code, words) == await why(world, "sendMessage", chat_id=ANN, text="Hi")
    assert ["/start"] == [message.words for message in world.chats[ANN].there()]
    await done(world, "sendMessage", chat_id=ANN, text="Hi")


async def test_a_fault_lasts_for_its_number_of_calls(world: World) -> None:
    """`times` calls of that method are hit, others pass meanwhile."""
    _plan(world, "500", method="sendMessage", times=2)
    await done(world, "getMe")
    statuses = [(await ask(world, "sendMessage", chat_id=ANN, text="Hi")).status for _ in range(3)]
    assert [500, 500, 200] == statuses


async def test_a_fault_for_everything_leaves_the_poll_alone(world: World) -> None:
    """`*` hits what the bot does, not how it listens: that would use the fault up at once."""
    _plan(world, "502")
    await done(world, "getUpdates")
    assert (502, "Bad Gateway") == await why(world, "getMe")


async def test_retry_after_is_as_planned(world: World) -> None:
    """A planned 429 says how long to wait."""
    _plan(world, "429", method="send*", retry_after=17)
    answer = await ask(world, "sendMessage", chat_id=ANN, text="Hi")
    assert {"retry_after": 17} == answer.body["parameters"]


async def test_a_fault_can_be_for_one_chat(world: World) -> None:
    """With `chat` only calls to that chat are hit."""
    _plan(world, "403", chat=world.staff_chat)
    await done(world, "sendMessage", chat_id=ANN, text="Hi")
    assert 403 == (await ask(world, "sendMessage", chat_id=world.staff_chat, text="Hi")).status


async def test_drop_is_before_and_lost_is_after(world: World) -> None:
    """Both end without an answer; only what was lost has reached the phone."""
    for error in ("drop", "lost"):
        _plan(world, error, method="sendMessage")
        with pytest.raises(Dropped):
            await call(world, "sendMessage", {"chat_id": ANN, "text": error})
    assert ["/start", "lost"] == [message.words for message in world.chats[ANN].there()]


async def test_the_wire_really_breaks(line: Line) -> None:
    """Over HTTP a dropped call is a broken connection, and the next call works."""
    status, planned = await line.sim("/sim/fault", {"method": "getMe", "error": "drop", "times": 1})
    assert (200, "getMe") == (status, planned[0]["method"])
    with pytest.raises(aiohttp.ClientConnectionError):
        await line.bot("getMe")
    assert (await line.bot("getMe"))["ok"]


async def test_slow_is_late_but_done(world: World) -> None:
    """A slow call does what it is asked, after the seconds."""
    _plan(world, "slow", method="getMe", seconds=0.05)
    began = asyncio.get_running_loop().time()
    await done(world, "getMe")
    assert 0.05 <= asyncio.get_running_loop().time() - began + 0.005


async def test_migration_gives_the_new_id(world: World) -> None:
    """A group that moved answers with its new id, tells it in a service message, and lives on there."""
    old = world.staff_chat
    _plan(world, "migrate", method="sendMessage")
    answer = await ask(world, "sendMessage", chat_id=old, text="Hi")
    new = answer.body["parameters"]["migrate_to_chat_id"]
    assert (400, new) == (answer.status, world.staff_chat)
    told = [update["message"] for update in await done(world, "getUpdates")]
    assert [new, old] == [told[0]["migrate_to_chat_id"], told[1]["migrate_from_chat_id"]]
    await done(world, "sendMessage", chat_id=new, text="Hi")
    assert "administrator" == (await done(world, "getChatMember", chat_id=new, user_id=world.me.id))["status"]
