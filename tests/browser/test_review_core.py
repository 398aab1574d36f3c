"""The desk in a real browser: every way in, the queue, one patient, every action; for everyone, by day and night."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from records.keys import Keys
from records.models import Flag, Patient
from records.store import Inline, Store, open_store
from tests.browser.chromium import launch
from tests.review.served import enter, served
from tests.review.ward import Ward, enrol, hears, lift, several

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Scheme = Literal["light", "dark"]
WIDE, PHONE, NARROW = (1280, 860), (390, 844), (360, 740)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all."""
    async with async_playwright() as playwright:
        made = await launch(playwright)
        yield made
        await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk() -> AsyncIterator[Ward]:
    """A morning's queue, served."""
    keys, inline = Keys.in_memory(), Inline()
    store: Store = open_store("sqlite://", keys, write_on=inline, read_on=inline)
    async with served(store) as ward:
        store.write_now(several)
        yield ward
    store.close_now()
    keys.close()


@pytest_asyncio.fixture(loop_scope="module")
async def ana(desk: Ward, browser: Browser) -> AsyncIterator[Page]:
    """Ana, logged in; her browser must report no error to the end."""
    context = await browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
    page = await enter(context, desk, "Ana")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # A browser's log calls every refusal an error; those of a deed are meant.
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield page
    assert [] == [each for each in errors if "409" not in each]
    await context.close()


def flag(ward: Ward, initials: str) -> tuple[Flag, str]:
    """Return the flag of a patient of the morning, and the address of her page."""
    order = ("JM", "AB", "CD", "LP", "EF")
    patient = ward.store.read_now(lambda db: db.get_one(Patient, order.index(initials) + 1))
    found = ward.store.read_now(
        lambda db: db.query(Flag).filter_by(patient_id=patient.id).order_by(Flag.id.desc()).first()
    )
    assert found is not None
    return found, f"{ward.settings.address}/patient/{patient.ref}"


async def complaints(page: Page) -> list[str]:
    """Return what axe says of a page, rule by rule, with the first place of each."""
    found = await Axe().run(page)
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]


async def too_wide(page: Page) -> bool:
    """Say whether the page must be moved sideways to be read."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))


async def test_what_is_wrong_with_a_page_is_found(ana: Page) -> None:
    """The check itself sees a picture without words and pale words on white."""
    await ana.evaluate(
        """() => {
        const [picture, words] = [document.createElement('img'), document.createElement('p')];
        words.textContent = 'pale';
        Object.assign(words.style, { color: '#ccc', background: '#fff' });
        document.querySelector('main').append(picture, words);
        }"""
    )
    assert ["color-contrast", "image-alt"] == sorted(each.partition(":")[0] for each in await complaints(ana))


#: Each colour and each end of the widths; the other four are `make axe`.
QUICK, REST = (
    [(WIDE, "light"), (NARROW, "dark")],
    [(WIDE, "dark"), (NARROW, "light"), (PHONE, "light"), (PHONE, "dark")],
)


@pytest.mark.parametrize(("size", "scheme"), [*QUICK, *(pytest.param(*each, marks=pytest.mark.slow) for each in REST)])
async def test_everyone_can_use_every_page(ana: Page, desk: Ward, scheme: Scheme, size: tuple[int, int]) -> None:
    """Axe finds nothing wrong on any page, all its parts open, by day and night, and nothing is cut off."""
    await ana.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await ana.set_viewport_size({"width": size[0], "height": size[1]})
    closed, path = flag(desk, "JM")
    root = desk.settings.address
    login = f"{root}/login?t={desk.link('Ben')}"
    record, mine, spanish = f"{root}/flag/{closed.ref}/record", f"{root}/queue?who=me", flag(desk, "LP")[1]
    for address in (f"{root}/queue", mine, path, spanish, record, login):
        await ana.goto(address)
        for part in await ana.locator("details:not(.menu) > summary").all():
            await part.click()
        assert (address, []) == (address, await complaints(ana))
        assert (address, False) == (address, await too_wide(ana))


async def test_the_switch_between_dark_and_light_is_kept(ana: Page, desk: Ward) -> None:
    """The system's choice until somebody chooses; then hers, on the next page too."""
    ground = "getComputedStyle(document.body).backgroundColor"
    await ana.emulate_media(color_scheme="light")
    light = await ana.evaluate(ground)
    await ana.get_by_role("button", name="Dark").click()
    dark = await ana.evaluate(ground)
    await ana.reload()
    assert (dark, True) == (await ana.evaluate(ground), light != dark)
    await ana.get_by_role("button", name="Light").click()
    assert light == await ana.evaluate(ground)


async def test_a_nurse_takes_answers_and_closes(ana: Page, desk: Ward) -> None:
    """From the queue to the patient, reply, close and grade, by what she sees."""
    row = ana.locator(".row").filter(has_text="JM, Wed 07:00")
    await row.get_by_role("button", name="Take").click()
    await expect(ana.get_by_role("status").first).to_have_text("You have it.")
    await ana.get_by_label("Your words").fill("Please press on it and come in at 3.")
    await ana.get_by_role("button", name="Send", exact=True).click()
    await expect(ana.get_by_text("Sent.")).to_be_visible()
    await ana.get_by_text("Close…").click()
    await ana.get_by_label("Seen or booked").check()
    await ana.get_by_role("button", name="Close it").click()
    await expect(ana.get_by_role("heading", name="No open flag")).to_be_visible()
    await ana.get_by_role("button", name="Right").first.click()
    await expect(ana.get_by_text("Thank you.")).to_be_visible()
    await ana.get_by_role("link", name="← Queue").click()
    await expect(ana.locator(".row")).to_have_count(4)


@pytest.mark.parametrize("button", ["I'll phone", "Ask to phone us", "Show phone"])
async def test_the_buttons_of_a_flag_say_what_came_of_them(ana: Page, desk: Ward, button: str) -> None:
    """Each tells on the same page."""
    await ana.goto(flag(desk, "JM")[1])
    await ana.get_by_role("button", name=button).click()
    told = {"I'll phone": "Noted: you phone.", "Ask to phone us": "asked to phone", "Show phone": "555 0177"}[button]
    await expect(ana.locator(".told.done")).to_contain_text(told)


async def test_hand_over_put_off_note_and_end(ana: Page, desk: Ward) -> None:
    """What is needed seldom stands folded, and works."""
    _, path = flag(desk, "EF")
    await ana.goto(path)
    await ana.get_by_text("Put off…").click()
    await ana.get_by_role("button", name="4 h").click()
    await expect(ana.locator(".card.flag")).to_contain_text("Put off until 13:00")
    await ana.get_by_text("Hand to…").click()
    await ana.get_by_label("Who takes it over?").select_option("Ben")
    await ana.get_by_role("button", name="Hand over").click()
    await expect(ana.locator(".card.flag")).to_contain_text("Ben")
    await ana.get_by_label("It never reaches the patient.").fill("Swims on Fridays.")
    await ana.get_by_role("button", name="Keep the note").click()
    await expect(ana.locator(".bubble.note").last).to_contain_text("Swims on Fridays.")
    await ana.goto(flag(desk, "JM")[1])
    await ana.get_by_text("End the check-ins…").click()
    await ana.get_by_role("button", name="End the check-ins").click()
    await expect(ana.locator(".told.done")).to_contain_text("have ended")


async def test_on_and_off_duty_stands_on_every_page(ana: Page, desk: Ward) -> None:
    """One click each way, and the page says which."""
    await ana.goto(f"{desk.settings.address}/queue")
    # The phone's menu has one too.
    switch = ana.locator('form[action="/duty"] button').first
    before = await switch.inner_text()
    await switch.click()
    await expect(switch).not_to_have_text(before)
    await switch.click()
    await expect(switch).to_have_text(before)


async def test_the_record_is_copied_by_a_button(ana: Page, desk: Ward) -> None:
    """Five lines on the clipboard, as they stand."""
    await ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await ana.goto(flag(desk, "JM")[1])
    await ana.get_by_role("link", name="Copy for the record").click()
    await ana.get_by_role("button", name="Copy").click()
    await expect(ana.get_by_text("Copied.")).to_be_visible()
    assert "line 1\nline 2\nline 3\nline 4\nline 5" == await ana.evaluate("navigator.clipboard.readText()")


async def test_a_reply_counts_and_is_never_cut(ana: Page, desk: Ward) -> None:
    """Too long is told while she writes; sent all the same, nothing goes out and no word is lost."""
    await ana.goto(flag(desk, "JM")[1])
    box = ana.get_by_label("Your words")
    await box.fill("y" * 3950)
    await expect(ana.locator("#left")).to_have_text("Too long by 50 letters.")
    async with ana.expect_response(lambda answer: answer.url.endswith("/reply")) as waiting:
        await ana.get_by_role("button", name="Send", exact=True).click()
    assert 409 == (await waiting.value).status
    await expect(ana.get_by_role("textbox")).to_have_value("y" * 3950)
    await ana.get_by_role("link", name="Back").click()
    await expect(ana.get_by_label("Your words")).to_have_value("y" * 3950)


async def test_a_ready_answer_is_put_into_the_box(ana: Page, desk: Ward) -> None:
    """In the patient's language, under what was written before, without leaving the page."""
    _, path = flag(desk, "LP")
    await ana.goto(path)
    box = ana.get_by_label("Your words")
    await box.fill("Hola.")
    await ana.get_by_text("Ready answers").click()
    ours, theirs = desk.desk.ready_answers("es")[0]
    await ana.get_by_role("link", name=ours).click()
    await expect(box).to_have_value(f"Hola.\n{theirs}")


async def test_news_come_to_an_open_queue(ana: Page, desk: Ward) -> None:
    """A new flag shows by itself, is said to those who hear the page, and the focus stays where it was."""
    person = ana.locator(".row").filter(has_text="JM, Wed 07:00").locator(".person")
    await person.focus()
    desk.store.write_now(lambda db: lift(db, enrol(db, 7900, initials="NEW"), "emergency", "r01"))
    await expect(ana.locator(".row").filter(has_text="NEW,")).to_be_visible(timeout=15_000)
    await expect(ana.locator("#news")).to_have_text("New: 1 emergency.")
    await expect(person).to_be_focused()
    assert "Queue (6)" in await ana.title()


async def test_news_of_a_patient_never_take_what_is_being_written(ana: Page, desk: Ward) -> None:
    """A line says that there is more; the half-written reply stays."""
    found, path = flag(desk, "JM")
    await ana.goto(path)
    await ana.get_by_label("Your words").fill("Please")
    desk.store.write_now(lambda db: hears(db, db.get_one(Patient, found.patient_id), "it got worse", ago=0))
    await expect(ana.get_by_text("Something is new.")).to_be_visible(timeout=15_000)
    await expect(ana.get_by_label("Your words")).to_have_value("Please")


async def test_keys_alone_lead_from_the_queue_to_a_patient(ana: Page, desk: Ward) -> None:
    """j and k go through the people; Enter opens; a skip link leads past the head."""
    await ana.keyboard.press("Tab")
    await expect(ana.get_by_role("link", name="Skip to content")).to_be_focused()
    for key in "jjk":
        await ana.keyboard.press(key)
    await expect(ana.locator(".person").first).to_be_focused()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert "solid" == await ana.evaluate(outline)
    await ana.keyboard.press("Enter")
    await expect(ana.get_by_role("heading", level=1)).to_contain_text("AB,")


async def test_everything_works_without_scripts(desk: Ward, browser: Browser) -> None:
    """Log in, narrow, take, use a ready answer, reply, close, log out: by links and forms alone."""
    context = await browser.new_context(java_script_enabled=False)
    page = await enter(context, desk, "Dora")
    await page.get_by_role("link", name="For review 2").click()
    await expect(page.locator(".row")).to_have_count(2)
    await page.locator(".row").filter(has_text="EF,").get_by_role("button", name="Take").click()
    await page.get_by_text("Ready answers").click()
    ours, _ = desk.desk.ready_answers("en")[1]
    await page.get_by_role("link", name=ours).click()
    await expect(page.get_by_label("Your words")).to_have_value(ours)
    await page.get_by_role("button", name="Send and close").click()
    await expect(page.locator(".told.done")).to_have_text("Sent. Closed.")
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("heading", name="You are logged out")).to_be_visible()
    await page.goto(f"{desk.settings.address}/queue")
    await expect(page.get_by_role("heading", name="Please log in")).to_be_visible()
    await context.close()


async def test_a_phone_has_a_menu_and_the_newest_words_first(ana: Page, desk: Ward) -> None:
    """All pages are behind Menu; from the queue she lands at the newest words, the reply below them."""
    await ana.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await expect(ana.get_by_role("navigation", name="Main")).to_be_hidden()
    await ana.get_by_text("Menu").click()
    await expect(ana.get_by_role("navigation", name="Menu").get_by_role("link", name="Figures")).to_be_visible()
    await ana.get_by_text("Menu").click()
    await ana.locator(".row").filter(has_text="JM, Wed 07:00").locator(".person").click()
    await expect(ana.locator("#newest")).to_be_in_viewport()
    small = """() => [...document.querySelectorAll('button, a, summary, input:not([type=hidden]), select')]
      .filter((each) => each.checkVisibility() && !each.closest('p, li > span'))
      .map((each) => each.getBoundingClientRect()).filter((box) => box.height < 24 || box.width < 24).length"""
    assert 0 == await ana.evaluate(small)


async def test_the_front_desk_sees_no_way_to_the_words(desk: Ward, browser: Browser) -> None:
    """Neither in its head nor by an address; and it is told so in plain words."""
    context = await browser.new_context()
    page = await enter(context, desk, "Cleo")
    shown = await page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    assert ["Invites", "Figures"] == shown
    await page.goto(flag(desk, "JM")[1])
    await expect(page.get_by_role("alert")).to_contain_text("for others of the team")
    assert "bruise" not in await page.content()
    await context.close()


async def test_everything_comes_from_the_desk(ana: Page, desk: Ward) -> None:
    """No file is asked of anybody else, and nothing of a patient is kept in the browser."""
    await ana.goto(flag(desk, "JM")[1])
    hosts = "[...new Set(performance.getEntriesByType('resource').map((each) => new URL(each.name).origin))]"
    assert [desk.settings.address] == await ana.evaluate(hosts)
    assert "[]" == await ana.evaluate("JSON.stringify(Object.keys(localStorage).filter((key) => key !== 'theme'))")


async def test_a_patient_prints_without_buttons(ana: Page, desk: Ward) -> None:
    """Words, curve and flags are on paper; what can only be clicked is not."""
    await ana.goto(flag(desk, "JM")[1])
    await ana.emulate_media(media="print")
    for gone in (".top", "#reply", ".card.flag .actions"):
        await expect(ana.locator(gone).first).to_be_hidden()
    for there in (".curve", ".timeline", "h1"):
        await expect(ana.locator(there).first).to_be_visible()
    assert (await ana.pdf()).startswith(b"%PDF")
    await ana.emulate_media(media="screen")
