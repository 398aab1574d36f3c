"""The review page's other rooms in a real browser: every page light and dark, on a desk's screen and a phone's."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

from records import audit, checkins, flags, heard, invites, visits
from records.checkins import Planned
from records.invites import Details
from records.keys import Keys
from records.models import Patient
from records.store import Db, Inline, open_store
from records.visits import Site
from review.web import WEB
from tests.browser.chromium import launch
from tests.conftest import NOW
from tests.review.press import Press
from tests.review.served import enter, served
from tests.review.ward import HOUR, Ward, enrol, person, several

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

#: Where pictures go when somebody wants to look at them.
PICTURES = os.environ.get("PICTURES")
JULIA = "Hi, my name is Julia Meyer. Can the tape come off when I swim? 949-555-0123"
SORE = "My neck is a bit sore and I feel dizzy, no chest pain. Can I shower?"
AREAS = ("neck", "neck", "shoulder", "low_back", "hip", "jaw")
LIST = (
    "Patient;End;Side;Area;Clinician;Phone;Record;Age\n"
    "Meyer, Julia;8:30;left;neck;Ana;949-555-0123;4711;52\nKL;8:45;both;lower back;Ben;;4712;77\n"
    "Parker, Quinn;16:15;right;shoulder;Ana;;4713;\nRS;25:00;;nek;Ana;12;;\nKL;8:45;both;lower back;Ben;;4712;77\n"
)


def month(db: Db) -> None:
    """A month of sessions, with answers, questions, flags that ended, and two readers' grades."""
    ana, dora = person(db, "Ana"), person(db, "Dora")
    for number in range(60):
        patient = enrol(
            db, 9000 + number, initials=f"{chr(65 + number % 26)}{chr(70 + number % 7)}", hours=30 + 8 * number
        )
        visit = visits.latest(db, patient.id)
        assert visit is not None
        visits.correct(db, visit, ended_at=visit.ended_at, site=Site(area=AREAS[number % 6] if number else "arm"))
        _checks(db, visit.id, number)
        _asks(db, patient, number)
        if number % 9 == 0:
            level = ("urgent", "routine", "emergency")[number // 9 % 3]
            at = visit.ended_at + 5 * HOUR
            flag = flags.raise_(db, patient_id=patient.id, visit_id=visit.id, level=level, rules=["r21"], now=at).flag
            flags.join(db, flag, kind="heard", level=level, heard_id=_last(db, patient), now=at)
            flags.join(db, flag, kind="replied", level="none", now=at + (number % 5) * HOUR / 3)
            flags.resolve(db, flag, staff_id=(ana if number % 2 else dora).id, outcome="advised", now=at + 2 * HOUR)
            flags.grade(db, flag, grade="right", staff_id=flag.resolved_by or 0, now=at + 2 * HOUR)
            if number % 27 == 0:
                flags.grade(db, flag, grade="low", staff_id=ana.id, now=at + 3 * HOUR, kind="second")
        audit.note(db, now=NOW, actor=f"staff:{ana.id}", action="patient.seen", subject=patient.ref)


def _checks(db: Db, visit_id: int, number: int) -> None:
    steps = [Planned(step=f"c{each}", due_at=NOW - each * HOUR, window_end=NOW + HOUR) for each in (1, 2, 3)]
    checkins.plan(db, visit_id=visit_id, plan_version="3", steps=steps)
    for row in checkins.of_visit(db, visit_id):
        row.state = "missed" if (7 * number + 5 * int(row.step[1:])) % 11 < 1 + int(row.step[1:]) else "answered"
        row.sent_at = NOW - 3 * HOUR
    db.flush()


def _asks(db: Db, patient: Patient, number: int) -> None:
    topics = ("shower_bath", "soreness_normal", "ice_or_heat", "exercise_sport", "shower_bath", None)
    words = (
        "Hi, my name is Julia Meyer. Can the tape come off when I swim? 949-555-0123" if number % 20 == 3 else "can I"
    )
    heard.remember(
        db, patient, message_id=1, kind="text", words=words, level="none", rules=[], symptoms=[],
        topic=topics[number % 6], lang="en", understood=words != JULIA, content_version="1",
        now=NOW - (number + 1) * HOUR,
    )  # fmt: skip


def _last(db: Db, patient: Patient) -> int:
    row = heard.last(db, patient.id)
    assert row is not None
    return row.id


def links(db: Db) -> None:
    """Links in every state."""
    for number, state in enumerate(("made", "opened", "consented", "declined", "expired", "paper", "made")):
        details = Details(initials=f"{chr(66 + number)}K", ended_at=NOW - (number + 1) * HOUR)
        made = invites.make(db, details=details, made_by=None, made_in=None, now=NOW - number * HOUR).invite
        made.state, made.chat_id = state, number or None
    db.flush()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all."""
    async with async_playwright() as playwright:
        made = await launch(playwright)
        yield made
        await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ward() -> AsyncIterator[Ward]:
    """A clinic after a month, for tests that only look."""
    async with AsyncExitStack() as stack:
        yield await _ward(stack)


@pytest_asyncio.fixture(loop_scope="module")
async def own() -> AsyncIterator[Ward]:
    """A clinic of the test's own, for tests that change it."""
    async with AsyncExitStack() as stack:
        yield await _ward(stack)


async def _ward(stack: AsyncExitStack) -> Ward:
    keys, inline = Keys.in_memory(), Inline()
    store = open_store("sqlite://", keys, write_on=inline, read_on=inline)
    stack.callback(keys.close)
    stack.callback(store.close_now)
    made = await stack.enter_async_context(served(store))
    made.desk = made.app[WEB].desk = Press()
    for work in (several, month, links):
        store.write_now(work)
    return made


async def _open(browser: Browser, ward: Ward, name: str, *, wide: bool = True, scheme: str = "light") -> Page:
    size = {"width": 1280, "height": 900} if wide else {"width": 390, "height": 844}
    context = await browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
    return await enter(context, ward, name)


async def _settled(page: Page, label: str) -> list[str]:
    """Look with axe and with a ruler; keep a picture where somebody wants one. Return what is wrong."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{label}.png", full_page=True)
    found = await Axe().run(page)
    wrong = [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found.response["violations"]]
    wide, inner = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [*wrong, *([f"{wide} pixels wide"] if wide > inner else [])]


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


async def _try(page: Page, address: str) -> None:
    await page.goto(f"{address}/try")
    await page.get_by_label("What a patient may write").fill(
        "My neck is a bit sore and I feel dizzy, no chest pain. Can I shower?"
    )
    await page.get_by_role("button", name="See the answer").click()
    await expect(page.get_by_role("heading", name="What the bot says")).to_be_visible()


async def _listed(page: Page, address: str) -> None:
    await page.goto(f"{address}/invites")
    await page.get_by_label("File from your own system").set_input_files(
        {"name": "day.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    await page.get_by_role("button", name="Look through the list").click()
    await expect(page.get_by_role("heading", name="List of the day")).to_be_visible()


async def _made(page: Page, address: str) -> None:
    await page.goto(f"{address}/invites")
    await page.get_by_label("In one line").fill("QT 8:10 left neck Ana")
    if await page.get_by_label("Make another link").count():
        await page.get_by_label("Make another link").check()
    await page.get_by_role("button", name="Make the link").click()


async def _search(page: Page, address: str) -> None:
    await page.goto(f"{address}/search")
    await page.get_by_label("State").select_option("closed")
    await page.get_by_role("button", name="Find").click()
    await expect(page.get_by_role("table")).to_be_visible()


WAYS = {"try": _try, "list": _listed, "search": _search}
LOOKS = ("invites", "list", "poster", "figures", "search", "feedback", "try", "audit")


#: Each colour and each width; the other two ways are `make axe`.
QUICK, REST = [(True, "light"), (False, "dark")], [(True, "dark"), (False, "light")]


@pytest.mark.parametrize(("wide", "scheme"), [*QUICK, *(pytest.param(*each, marks=pytest.mark.slow) for each in REST)])
@pytest.mark.parametrize("look", LOOKS)
async def test_everyone_can_read_and_reach_it(
    browser: Browser, ward: Ward, look: str, wide: bool, scheme: Literal["light", "dark"]
) -> None:
    """No complaint of axe on any page, and nothing is wider than the screen."""
    page = await _open(browser, ward, "Ben", wide=wide, scheme=scheme)
    if look in WAYS:
        await WAYS[look](page, ward.settings.address)
    else:
        await page.goto(f"{ward.settings.address}/{look}")
    assert [] == await _settled(page, f"{look}-{'desk' if wide else 'phone'}-{scheme}")
    await page.context.close()


async def test_a_link_is_made_and_its_sheet_printed(browser: Browser, own: Ward) -> None:
    """One line, a code to scan, a PDF; then its state stands in the list, and staff say what became of it."""
    page = await _open(browser, own, "Cleo")
    await _made(page, own.settings.address)
    await expect(page.get_by_role("heading", name="QT, Thu 08:10")).to_be_visible()
    assert [] == await _settled(page, "made-desk-light")
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Print the sheet").click()
    assert b"%PDF" == _bytes(await (await loading.value).path())[:4]

    await page.get_by_role("link", name="Back to all links").click()
    row = page.get_by_role("row").filter(has_text="QT, 08:10")
    await expect(row).to_contain_text("Not opened")
    await row.get_by_role("button", name="Paper only").click()
    await expect(page.get_by_role("row").filter(has_text="QT, 08:10")).to_contain_text("Paper or phone")
    await page.context.close()


async def test_the_list_stays_fresh_by_itself(browser: Browser, own: Ward) -> None:
    """A patient agrees on her phone, and the desk's open page says so without a reload."""
    page = await _open(browser, own, "Cleo")
    await page.clock.install()
    await page.goto(f"{own.settings.address}/invites")
    row = page.get_by_role("row").filter(has_text="BK, ")
    await expect(row).to_contain_text("Not opened")

    def agree(db: Db) -> None:
        for invite in invites.waiting(db, since=NOW - 2 * HOUR):
            invite.state = "consented"

    await own.store.write(agree)
    await page.clock.fast_forward(11_000)
    await expect(row).to_contain_text("Agreed")
    await page.context.close()


async def test_a_days_list_is_mended_confirmed_and_printed(browser: Browser, own: Ward) -> None:
    """Every line with its result; the good ones get a link each, and their sheets are one file."""
    page = await _open(browser, own, "Cleo")
    await _listed(page, own.settings.address)
    await expect(page.get_by_role("row").filter(has_text="Line 5")).to_contain_text("is no time of day")
    await expect(page.get_by_role("row").filter(has_text="Line 6")).to_contain_text("The same as line 3")
    await page.get_by_role("button", name="Make 3 links").click()
    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Print 3 sheets").click()
    sheets = _bytes(await (await loading.value).path())
    assert 6 == sheets.count(b"/Type /Page\n")
    await page.context.close()


async def test_second_readers_teachers_and_seekers_find_their_way(browser: Browser, own: Ward) -> None:
    """A grade, a way of asking and a search, each by the keyboard's way: labels and buttons."""
    page = await _open(browser, own, "Dora")
    await page.goto(f"{own.settings.address}/feedback")
    waiting = await page.get_by_role("button", name="Too high").count()
    if waiting:
        await page.get_by_role("button", name="Too high").first.click()
        await expect(page.get_by_role("button", name="Too high")).to_have_count(waiting - 1)
    unread = await page.get_by_role("button", name="Teach this").count()
    await page.get_by_label("Words to keep").first.fill("does the tape come off when I swim")
    await page.get_by_label("No name is left in it").first.check()
    await page.get_by_role("button", name="Teach this").first.click()
    await expect(page.get_by_role("button", name="Teach this")).to_have_count(unread - 1)
    await _search(page, own.settings.address)
    await page.get_by_role("table").get_by_role("link").first.click()
    assert "/patient/" in page.url
    await page.context.close()


async def test_the_poster_is_one_page_of_paper(browser: Browser, ward: Ward) -> None:
    """Printed in black on A4, whatever the screen's colours: one page, without the page's own menus."""
    page = await _open(browser, ward, "Cleo", scheme="dark")
    await page.goto(f"{ward.settings.address}/poster")
    drawn = await page.pdf(prefer_css_page_size=True, print_background=True)
    assert 1 == drawn.count(b"/Type /Page\n")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("banner")).to_be_hidden()
    await expect(page.get_by_text("Print this page on A4")).to_be_hidden()
    await page.set_viewport_size({"width": 690, "height": 1010})
    assert [] == await _settled(page, "poster-print")
    await page.context.close()


async def test_everything_comes_from_the_desk_itself(browser: Browser, ward: Ward) -> None:
    """Not one file is asked of anybody else, and the policy finds nothing to block."""
    page = await _open(browser, ward, "Ben")
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    for look in ("invites", "figures", "feedback", "audit", "poster"):
        await page.goto(f"{ward.settings.address}/{look}")
        hosts = "[...new Set(performance.getEntriesByType('resource').map((each) => new URL(each.name).origin))]"
        assert [ward.settings.address] == await page.evaluate(hosts)
    assert [] == errors
    await page.context.close()
