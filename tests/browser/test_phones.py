"""The page: two phones and a clock, as a person uses them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from sandbox.calls import call
from sandbox.phone import say
from sandbox.serve import address, start
from sandbox.wishes import Saying
from sandbox.world import World
from tests.browser.chromium import Seen, echo, followed, launch

# One loop for the module, so that one browser serves all its tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ANN, STAFF = 5001, 9001
LINK = "https://t.me/aftercare_sandbox_bot?start=Tok3n_x"


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[World]:
    """A world whose bot answers; Ann has pressed Start and has a question with buttons."""
    made = World(limits=False, banner="Demo only")
    made.user(ANN, first_name="Ann")
    _say(made, ANN, "/start")
    keys = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}
    await call(made, "sendMessage", {"chat_id": ANN, "text": "Any pain?", "reply_markup": keys})
    bots = [asyncio.create_task(echo(made)), asyncio.create_task(followed(made))]
    yield made
    for bot in bots:
        bot.cancel()
    await asyncio.gather(*bots, return_exceptions=True)


def _say(world: World, who: int, text: str) -> None:
    say(world, Saying.model_validate({"chat": who, "from": who, "text": text}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser; each test has a page of its own."""
    async with async_playwright() as playwright:
        made = await launch(playwright)
        yield made
        await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def seen(world: World, browser: Browser) -> AsyncIterator[Seen]:
    """The page of that world on a desk's screen; it must report no error to the end."""
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


async def test_a_patient_writes_and_is_answered(seen: Seen) -> None:
    """What is typed arrives at the bot, and what the bot says is shown without a reload."""
    box = seen.patient.get_by_role("textbox")
    await box.fill("my neck is sore")
    await box.press("Enter")
    await expect(seen.patient.get_by_text("I read: my neck is sore")).to_be_visible()
    await expect(box).to_have_value("")


async def test_a_tap_shows_the_bots_answer(seen: Seen) -> None:
    """A button is tapped, and the bot's words appear as Telegram shows them: for a moment."""
    await seen.patient.get_by_role("button", name="Yes").click()
    await expect(seen.page.get_by_text("Noted, thank you")).to_be_visible()


async def test_own_words_can_be_edited(seen: Seen, world: World) -> None:
    """The patient's last message is edited in place, and the old words can be looked up."""
    box = seen.patient.get_by_role("textbox")
    await box.fill("sore")
    await box.press("Enter")
    mine = seen.patient.locator("article.mine").last
    await expect(mine).to_contain_text("sore")
    await mine.hover()
    await mine.get_by_role("button", name="Edit").click()
    await box.fill("very sore")
    await box.press("Enter")
    await expect(mine).to_contain_text("very sore")
    await expect(mine.get_by_text("edited")).to_be_visible()
    assert ["sore"] == [old for message in world.chats[ANN].messages.values() for old in message.edits]


async def test_things_are_sent_from_the_menu(seen: Seen) -> None:
    """A photo, with what stands in the box as its caption."""
    await seen.patient.get_by_role("textbox").fill("this bruise")
    await seen.patient.get_by_label("Attach").click()
    await seen.patient.get_by_role("button", name="Photo", exact=True).click()
    await expect(seen.patient.locator("article.mine").last).to_contain_text("this bruise")


async def test_an_invites_link_opens_on_a_new_patients_phone(seen: Seen, world: World) -> None:
    """Staff's link opens on a phone that is handed over there and then: it presses Start with the payload."""
    _say(world, STAFF, "hello")
    await call(world, "sendMessage", {"chat_id": STAFF, "text": f"Invite: {LINK}"})
    await seen.page.get_by_role("tab", name="Ana").click()
    await seen.staff.get_by_role("link").click()
    await seen.page.get_by_role("button", name="A new patient").click()
    await seen.page.get_by_role("button", name="Hand over a phone").click()
    await expect(seen.patient.get_by_text("I read: /start Tok3n_x")).to_be_visible()


async def test_staff_speak_as_themselves_in_the_group(seen: Seen, world: World) -> None:
    """The switch says who writes in the group."""
    await seen.page.get_by_label("Speak as").select_option("Ben")
    await seen.staff.get_by_role("textbox").fill("I have her")
    await seen.staff.get_by_role("textbox").press("Enter")
    await expect(seen.staff.get_by_text("I have her")).to_be_visible()
    assert ["Ben"] == [message.author.first_name for message in world.chats[world.staff_chat].messages.values()]


async def test_the_clock_is_pushed_minute_by_minute(seen: Seen, world: World) -> None:
    """Ten minutes are ten steps that the bot followed."""
    await seen.page.get_by_role("button", name="+10 min").click()
    await expect(seen.page.get_by_text("10 min ahead of real time")).to_be_visible()
    assert 10 == world.clock.step


async def test_text_is_never_markup(seen: Seen) -> None:
    """What people write is shown as they wrote it, whatever it looks like."""
    hostile = "<img src=x onerror=alert(1)> <b>&amp;"
    await seen.patient.get_by_role("textbox").fill(hostile)
    await seen.patient.get_by_role("textbox").press("Enter")
    await expect(seen.patient.locator("article.mine .text").last).to_have_text(hostile)


async def test_a_small_screen_shows_one_phone_at_a_time(seen: Seen) -> None:
    """At 390 pixels nothing is cut off sideways, and the other phone is one tap away."""
    await seen.page.set_viewport_size({"width": 390, "height": 844})
    await expect(seen.staff).to_be_hidden()
    await seen.page.get_by_role("button", name="Staff").click()
    await expect(seen.staff).to_be_visible()
    assert 390 == await seen.page.evaluate("document.documentElement.scrollWidth")


async def test_the_banner_is_seen(seen: Seen) -> None:
    """What the world has to say about its content stands at the top."""
    await expect(seen.page.locator("#banner")).to_have_text("Demo only")
