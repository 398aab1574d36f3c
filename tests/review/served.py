"""The review page served for a real browser, and a way in."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web as http
from playwright.async_api import BrowserContext, Page

from records.store import Store
from review.web import PageSettings
from tests.review.ward import Ward


@asynccontextmanager
async def served(store: Store) -> AsyncIterator[Ward]:
    """Serve a ward at a port of this machine; its settings name the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        ward = Ward(store, PageSettings(address=address))
        runner = http.AppRunner(ward.app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await http.SockSite(runner, listening).start()
        try:
            yield ward
        finally:
            await runner.cleanup()


async def enter(context: BrowserContext, ward: Ward, name: str) -> Page:
    """Log somebody in by her link, as she would: open it and press the button."""
    page = await context.new_page()
    await page.goto(f"{ward.settings.address}/login?t={ward.link(name)}")
    await page.get_by_role("button", name=f"Log in as {name}").click()
    await page.wait_for_url(lambda url: "/login" not in url)
    return page
