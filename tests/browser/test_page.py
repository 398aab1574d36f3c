"""The page for everyone: what it looks like to those who read it in other ways, and on other screens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from sandbox.calls import call
from sandbox.phone import say
from sandbox.serve import address, start
from sandbox.wishes import Saying
from sandbox.world import World
from tests.browser.chromium import Seen, launch
from tests.browser.readable import complaints

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MARA, JOON = 5001, 5002
KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> World:
    """Two patients who pressed Start; Mara has a question, the team a flag."""
    made = World(limits=False, banner="Demo only")
    for who, name in ((MARA, "Mara"), (JOON, "Joon")):
        made.user(who, first_name=name)
        say(made, Saying.model_validate({"chat": who, "from": who, "text": "/start"}))
    for chat, text in ((MARA, "Any pain?"), (made.staff_chat, "Mara asks for a call")):
        await call(made, "sendMessage", {"chat_id": chat, "text": text, "reply_markup": KEYS})
    return made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all."""
    async with async_playwright() as playwright:
        made = await launch(playwright)
        yield made
        await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def seen(world: World, browser: Browser) -> AsyncIterator[Seen]:
    """The page of that world; it must report no error to the end."""
    async with AsyncExitStack() as stack:
        runner = await start(world)
        stack.push_async_callback(runner.cleanup)
        page = await browser.new_page(viewport={"width": 1400, "height": 900})
        made = Seen(page)
        await page.goto(address(runner))
        await expect(made.patient.get_by_text("Any pain?")).to_be_visible()
        yield made
        assert [] == made.errors
        await page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("side", ["desk", "Patient", "Clock", "Staff"])
async def test_everyone_can_read_the_page(seen: Seen, scheme: Literal["light", "dark"], side: str) -> None:
    """Every control has a name and all words enough contrast: by day and night, on screens of both sizes."""
    await seen.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    if side == "desk":
        for card in ("#trouble > summary", "#log > summary"):
            await seen.page.locator(card).click()
    else:
        await seen.page.set_viewport_size({"width": 390, "height": 844})
        await seen.page.get_by_role("button", name=side).first.click()
    assert [] == await complaints(seen.page)


async def test_what_a_patient_sends_becomes_a_bubble(seen: Seen) -> None:
    """The words stand in a bubble of the patient's own, once."""
    await seen.patient.get_by_role("textbox").fill("it still aches")
    await seen.patient.get_by_label("Send").click()
    mine = seen.patient.locator("article.mine").filter(has_text="it still aches")
    await expect(mine).to_have_count(1)
    await expect(mine.locator("time")).to_be_visible()


async def test_a_reply_quotes_what_it_answers(seen: Seen, world: World) -> None:
    """A reply carries the message it belongs to, on the page and to the bot."""
    asked = seen.patient.locator("article").filter(has_text="Any pain?")
    await asked.hover()
    await asked.get_by_role("button", name="Reply to Aftercare").click()
    box = seen.patient.get_by_role("textbox")
    await box.fill("a little")
    await box.press("Enter")
    await expect(seen.patient.locator("article.mine .quote")).to_contain_text("Any pain?")
    last = list(world.chats[MARA].messages.values())[-1]
    assert "Any pain?" == last.body["reply_to_message"]["text"]


async def test_half_written_words_stay_on_their_phone(seen: Seen) -> None:
    """What was typed on one patient's phone is not sent from another's."""
    box = seen.patient.get_by_role("textbox")
    await box.fill("for the clinic only")
    await seen.page.get_by_role("tab", name="Joon").click()
    await expect(box).to_have_value("")
    await seen.page.get_by_role("tab", name="Mara").click()
    await expect(box).to_have_value("for the clinic only")


async def test_news_of_the_hidden_side_show_on_a_small_screen(seen: Seen, world: World) -> None:
    """A flag that arrives on the staff's side is counted on its button until somebody looks."""
    await seen.page.set_viewport_size({"width": 390, "height": 844})
    await call(world, "sendMessage", {"chat_id": world.staff_chat, "text": "Joon needs help"})
    staff = seen.page.get_by_role("button", name="Staff")
    await expect(staff.locator(".badge")).to_have_text("1")
    await staff.click()
    await expect(seen.staff.get_by_text("Joon needs help")).to_be_visible()
    await expect(staff.locator(".badge")).to_have_count(0)


async def test_everything_comes_from_the_sandbox(seen: Seen) -> None:
    """Not one file is asked of anybody else."""
    hosts = "[...new Set(performance.getEntriesByType('resource').map((each) => new URL(each.name).origin))]"
    assert [await seen.page.evaluate("location.origin")] == await seen.page.evaluate(hosts)


async def test_what_is_hard_to_read_is_found(seen: Seen) -> None:
    """The check itself sees a button without a name and grey words on grey."""
    # Through the style object: the page's policy refuses styles in markup.
    await seen.page.evaluate(
        """() => {
        const [button, words] = [document.createElement('button'), document.createElement('p')];
        words.textContent = 'pale';
        Object.assign(words.style, { color: '#999', background: '#aaa' });
        document.querySelector('.top').append(button, words);
        }"""
    )
    assert ["no name", "1.23 to 1"] == [each.partition(":")[0] for each in await complaints(seen.page)]
