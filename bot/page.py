"""The page's place in the house: it runs beside the bot, in the same process, and acts through the counter."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

import structlog
from aiohttp import web as http

from bot.counter import Counter
from bot.house import House
from review import app
from review.web import PageSettings

log = structlog.get_logger()

#: Seconds until a port that is taken is tried again: the bot goes on meanwhile.
AGAIN = 30.0


def settings(house: House) -> PageSettings:
    """Return how the page is reached; only https makes it a Mini App."""
    page = house.config.page
    key = hmac.new(b"WebAppData", house.config.telegram.token.encode(), hashlib.sha256).digest()
    return PageSettings(
        address=page.address.rstrip("/"),
        idle_minutes=page.idle_minutes,
        mini_app_key=key if page.address.startswith("https://") else None,
    )


async def serve(house: House, stop: asyncio.Event) -> None:
    """Serve the page until stopped; a port that is taken is told and tried again."""
    page = house.config.page
    made = app.make(house.store, Counter(house), settings(house), house.now)
    # No access log: a login's address is in it.
    runner = http.AppRunner(made, access_log=None)
    await runner.setup()
    try:
        await http.TCPSite(runner, page.host, page.port).start()
        log.info("page.there", address=page.address)
        await stop.wait()
    except OSError as exc:
        log.error("page.port_taken", host=page.host, port=page.port, error=exc.strerror, do="change [page] port")
        await _wait(stop)
    finally:
        await runner.cleanup()


async def _wait(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), AGAIN)
    except TimeoutError:
        return
