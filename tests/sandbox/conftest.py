"""A world in which one patient has pressed Start, alone or served on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.serve import address, start
from sandbox.world import World
from tests.sandbox.wire import Line, write


@pytest.fixture
async def world() -> World:
    """A world in which Ann has pressed Start and nothing is limited; her message is confirmed."""
    made = World(limits=False)
    write(made, "/start")
    await made.updates.get(offset=2**40)
    return made


@pytest.fixture
async def line(world: World) -> AsyncIterator[Line]:
    """That world, served."""
    runner = await start(world)
    async with aiohttp.ClientSession() as http:
        yield Line(world, address(runner), http)
    await runner.cleanup()
