"""Fate: what goes wrong, and how time passes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.sim.asking import asked, number
from sandbox.telegram import WORLD
from sandbox.wishes import Idle, Move, Raw

#: Real seconds between two looks whether the asker is still there.
LOOK = 0.25


async def fault(request: web.Request) -> web.Response:
    """Plan a fault."""
    faults = request.app[WORLD].faults
    faults.add(await asked(request, Fault))
    return web.json_response(faults.view())


async def faults(request: web.Request) -> web.Response:
    """List the faults that are still to happen."""
    return web.json_response(request.app[WORLD].faults.view())


async def heal(request: web.Request) -> web.Response:
    """Call all faults off."""
    request.app[WORLD].faults.clear()
    return web.json_response([])


async def raw(request: web.Request) -> web.Response:
    """Queue an update as it is."""
    wish = await asked(request, Raw)
    return web.json_response({"update_id": request.app[WORLD].updates.put_raw(wish.update)})


async def look_at_clock(request: web.Request) -> web.Response:
    """Tell the time, at once or when it has been moved."""
    clock = request.app[WORLD].clock
    if "after" not in request.query:
        return web.json_response(clock.view())
    after, seconds = int(number(request, "after", 0)), min(number(request, "wait", 0), 60)
    waiting = clock.wait(after=after, seconds=seconds)
    return web.json_response(await _while_there(request, waiting))


async def _while_there(request: web.Request, waiting: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """Wait for as long as the asker does: a bot that was killed no longer follows the clock."""
    task = asyncio.create_task(waiting)
    while not (await asyncio.wait({task}, timeout=LOOK))[0]:
        if request.transport is None or request.transport.is_closing():
            task.cancel()
    return await task


async def move_clock(request: web.Request) -> web.Response:
    """Push the clock."""
    world = request.app[WORLD]
    wish = await asked(request, Move)
    world.feed.tell("clock", moving=True)
    try:
        moved = await (world.clock.advance(wish.advance) if wish.advance else world.clock.jump(wish.jump or 0))
    finally:
        world.feed.tell("clock", moving=False)
    return web.json_response(moved)


async def idle(request: web.Request) -> web.Response:
    """Hear that the bot has nothing left to do."""
    wish = await asked(request, Idle)
    clock = request.app[WORLD].clock
    clock.idle(wish.step)
    return web.json_response(clock.view())


ROUTES = [
    web.post("/sim/fault", fault),
    web.get("/sim/fault", faults),
    web.delete("/sim/fault", heal),
    web.post("/sim/raw", raw),
    web.get("/sim/clock", look_at_clock),
    web.post("/sim/clock", move_clock),
    web.post("/sim/clock/idle", idle),
]
