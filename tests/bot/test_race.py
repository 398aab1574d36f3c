"""The race: two nurses at once, one by the chat and one by the page. One has it, the other is told who."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from bot.counter import Counter
from bot.page import settings
from records import logins, staff
from records.models import Audit, Flag, Outgoing
from records.store import Db
from review import app
from tests.bot.town import ANA, BEN, JULIA, STAFF_CHAT, Town

FEVER = "I have a fever and feel cold"
ROUNDS = 12


class Browser:
    """Ana's browser on the real page of this house, logged in."""

    def __init__(self, town: Town) -> None:
        """Serve the page."""
        reached = settings(town.house)
        made = app.make(town.house.store, Counter(town.house), reached, town.house.now)
        self.town, self.origin = town, reached.origin
        self.client: TestClient = TestClient(TestServer(made))  # type: ignore[type-arg]
        self.csrf = ""

    async def login(self) -> None:
        """Follow a one-time link."""
        await self.client.start_server()
        token = await self.town.house.store.write(lambda db: logins.make(db, staff_id=_ana(db), now=self.town.now))
        await self.post("/login", t=token)
        page = await (await self.client.get("/queue")).text()
        self.csrf = page.partition('name="csrf" value="')[2].partition('"')[0]

    async def post(self, path: str, **fields: str) -> str:
        """Send a form as the page does; return what the next page says."""
        answer = await self.client.post(path, data={"csrf": self.csrf, **fields}, headers={"Origin": self.origin})
        return await answer.text()


def _ana(db: Db) -> int:
    person = staff.by_user(db, ANA)
    assert person is not None
    return person.id


@pytest.fixture
async def ana(town: Town) -> AsyncIterator[Browser]:
    """Ana at the page, and a patient."""
    await town.enrolled()
    made = Browser(town)
    await made.login()
    yield made
    await made.client.close()


async def newest(town: Town) -> Flag:
    """Return the newest flag."""
    asked = select(Flag).order_by(Flag.id.desc()).limit(1)
    return await town.house.store.read(lambda db: db.scalars(asked).one())


async def count(town: Town, label: str) -> int:
    """Count the messages of a kind to Julia."""
    asked = select(func.count()).select_from(Outgoing).where(Outgoing.label == label, Outgoing.chat_id == JULIA)
    return await town.house.store.read(lambda db: db.scalar(asked) or 0)


@pytest.mark.holds("people:19")
async def test_two_nurses_take_it_at_once(ana: Browser) -> None:
    """Over and over: one has it, the other reads her name, the patient is told once, the loser is written down."""
    town = ana.town
    for number in range(ROUNDS):
        await town.says(FEVER)
        flag = await newest(town)
        told, page = await asyncio.gather(town.tap_answer(STAFF_CHAT, BEN, "Take"), ana.post(f"/flag/{flag.ref}/take"))
        taken = await newest(town)
        names = await town.house.store.read(lambda db: {each.id: each.name for each in staff.seated(db)})
        winner = names[taken.taken_by or 0]
        assert "taken" == taken.state
        assert (winner == "Ben") == (told is not None and told.startswith("You have it until"))
        assert ("Ben has this one." in page) == (winner == "Ben")
        assert number + 1 == await count(town, "taken")
        await town.tap(STAFF_CHAT, ANA if winner == "Ana" else BEN, "Resolve…")
        await town.tap(STAFF_CHAT, ANA if winner == "Ana" else BEN, "Advice given")
    late = select(func.count()).select_from(Audit).where(Audit.action == "deed.too_late")
    assert ROUNDS == await town.house.store.read(lambda db: db.scalar(late))


async def test_two_resolve_it_at_once(ana: Browser) -> None:
    """One outcome stands; the other is told that it was closed before."""
    town = ana.town
    await town.says(FEVER)
    flag = await newest(town)
    await town.tap(STAFF_CHAT, BEN, "Resolve…")
    told, page = await asyncio.gather(
        town.tap_answer(STAFF_CHAT, BEN, "Seen or booked"), ana.post(f"/flag/{flag.ref}/resolve", outcome="advised")
    )
    ended = await newest(town)
    assert "resolved" == ended.state
    assert ("seen" == ended.outcome) == (told == "Closed: Seen or booked.")
    assert ("Ben closed this one before." in page) == ("seen" == ended.outcome)


async def test_a_seat_that_ends_between_page_and_click(ana: Browser) -> None:
    """Ana's page is open, her seat ends: her next click does nothing and says why."""
    town = ana.town
    await town.says(FEVER)
    flag = await newest(town)
    person = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    change = {
        "chat": {"id": STAFF_CHAT, "type": "supergroup", "title": "Clinic team"},
        "from": person,
        "date": int(town.now.timestamp()),
        "old_chat_member": {"user": person, "status": "member"},
        "new_chat_member": {"user": person, "status": "kicked", "until_date": 0},
    }
    await town.take({"chat_member": change})
    page = await ana.post(f"/flag/{flag.ref}/take")
    assert "You have it" not in page
    assert (await newest(town)).taken_by is None


async def test_words_written_at_the_page_reach_her_signed(ana: Browser) -> None:
    """The same deed as in the chat: her words, the signature, the card, the record."""
    town = ana.town
    await town.says(FEVER)
    flag = await newest(town)
    await ana.post(f"/flag/{flag.ref}/reply", words="Please call us.")
    assert "Please call us.\n— Ana, clinic team" in await town.texts(JULIA)
    actions = await town.house.store.read(lambda db: list(db.scalars(select(Audit.action))))
    assert {"flag.taken", "flag.replied"} <= set(actions)
