"""Debian's Chromium, and a bot that answers by itself."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from playwright.async_api import Browser, Page, Playwright

from sandbox.calls import call
from sandbox.world import World

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


async def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))


class Seen:
    """A page, and every error that it reported."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    @property
    def patient(self) -> Any:
        """The patient's phone."""
        return self.page.locator("#patient-phone")

    @property
    def staff(self) -> Any:
        """The staff phone."""
        return self.page.locator("#staff-phone")


async def echo(world: World) -> None:
    """Be a bot that says what it reads, and thanks for each tap."""
    offset = 0
    while True:
        answer = await call(world, "getUpdates", {"offset": offset, "timeout": 30})
        for update in answer.body.get("result", []):
            offset = update["update_id"] + 1
            await _answer(world, update)


async def _answer(world: World, update: dict[str, Any]) -> None:
    if "callback_query" in update:
        query = update["callback_query"]["id"]
        await call(world, "answerCallbackQuery", {"callback_query_id": query, "text": "Noted, thank you"})
    elif "message" in update and update["message"]["chat"]["type"] == "private":
        text = f"I read: {update['message'].get('text', 'a thing')}"
        await call(world, "sendMessage", {"chat_id": update["message"]["chat"]["id"], "text": text})


async def followed(world: World) -> None:
    """Be a bot that follows the clock and has nothing to do."""
    step = 0
    while True:
        step = (await world.clock.wait(after=step, seconds=30))["step"]
        world.clock.idle(step)
        await asyncio.sleep(0)
