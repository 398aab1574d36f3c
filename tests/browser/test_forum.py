"""Topics on the page: which one a message stands in, and how to write there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, async_playwright, expect

from sandbox.calls import call
from sandbox.serve import address, start
from sandbox.world import World
from tests.browser.chromium import Seen, launch

# One loop for the module, so that one browser serves all its tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[World]:
    """A staff group with a card in its patient's topic, and one in a topic that is closed."""
    made = World(limits=False, forum=True)
    for name, words in (("JM, Tue 10:30", "URGENT: dizzy"), ("KL, Wed 9:00", "Closed by Ana")):
        opened = await call(made, "createForumTopic", {"chat_id": made.staff_chat, "name": name})
        thread = opened.body["result"]["message_thread_id"]
        await call(made, "sendMessage", {"chat_id": made.staff_chat, "message_thread_id": thread, "text": words})
    await call(made, "closeForumTopic", {"chat_id": made.staff_chat, "message_thread_id": thread})
    yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser; each test has a page of its own."""
    async with async_playwright() as playwright:
        made = await launch(playwright)
        yield made
        await made.close()


@pytest_asyncio.fixture(loop_scope="module", params=["light", "dark"])
async def seen(world: World, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Seen]:
    """The page of that world; it must report no error to the end."""
    async with AsyncExitStack() as stack:
        runner = await start(world)
        stack.push_async_callback(runner.cleanup)
        page = await browser.new_page(viewport={"width": 1400, "height": 900}, color_scheme=request.param)
        made = Seen(page)
        await page.goto(address(runner))
        await expect(made.staff.get_by_text("URGENT: dizzy")).to_be_visible()
        yield made
        assert [] == made.errors
        await page.close()


async def test_a_message_shows_its_topic_and_one_can_write_there(seen: Seen, world: World) -> None:
    """The chip names the topic; chosen, the next words go there, and the ones after do not."""
    card = seen.staff.locator("article").filter(has_text="URGENT: dizzy")
    await card.get_by_role("button", name="Write in topic JM, Tue 10:30").click()
    box = seen.staff.get_by_role("textbox")
    for words in ("Has anybody called?", "Lunch?"):
        await box.fill(words)
        await box.press("Enter")
        await expect(seen.staff.locator("article.mine").filter(has_text=words)).to_be_visible()

    said = {each.words: each.body.get("message_thread_id") for each in world.chats[world.staff_chat].messages.values()}
    assert (said["URGENT: dizzy"], None) == (said["Has anybody called?"], said["Lunch?"])


async def test_a_closed_topic_says_so(seen: Seen) -> None:
    """On the chip, and as the line that closed it."""
    await expect(seen.staff.get_by_text("# KL, Wed 9:00 (closed)").first).to_be_visible()
    await expect(seen.staff.get_by_text("This topic was closed")).to_be_visible()


async def test_topics_are_accessible(seen: Seen) -> None:
    """Chips have names and enough contrast."""
    found = await Axe().run(seen.page)
    assert [] == [each["id"] for each in found.response["violations"]], found.generate_report()
