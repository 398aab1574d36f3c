"""The webhook: updates carried to the bot's own address, in order, again until it accepts them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import structlog
from aiohttp import web

from sandbox.telegram import WORLD
from sandbox.updates import Waiting
from sandbox.world import World

log = structlog.get_logger()

#: Real seconds until a refused update is carried again, and the most that this grows to.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
#: Real seconds that the bot has for its 200.
PATIENCE = 60.0


async def carrying(app: web.Application) -> AsyncIterator[None]:
    """Carry updates for as long as the sandbox is served."""
    task = asyncio.create_task(_carry(app[WORLD]))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _carry(world: World) -> None:
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        pause = FIRST_PAUSE
        while True:
            waiting = await _next(world)
            if await _accepted(world, session, waiting):
                world.updates.done(waiting)
                pause = FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)


async def _next(world: World) -> Waiting:
    """Wait for an update and for an address to carry it to."""
    while True:
        waiting = world.updates.head() if world.webhook["url"] else None
        if waiting is not None:
            return waiting
        await world.updates.rung()


async def _accepted(world: World, session: aiohttp.ClientSession, waiting: Waiting) -> bool:
    secret = world.webhook.get("secret_token")
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        async with session.post(world.webhook["url"], json=waiting.update, headers=headers) as answer:
            return answer.ok
    except (aiohttp.ClientError, TimeoutError) as exc:
        log.info("webhook.not_there", error=type(exc).__name__)
        return False
