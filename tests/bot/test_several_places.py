"""Several places: each has its own hours, number and staff chat, and nobody acts on another's cards."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot import demo
from bot.app import App
from bot.counter import Counter
from bot.taps import Tap
from messages.clinic import Clinic
from records import settings, staff
from records.keys import Keys
from records.models import Audit, Flag, Invite
from records.store import Db, open_store
from sandbox import World
from tests.bot.conftest import MORNING
from tests.bot.town import ANA, BEN, JULIA, STAFF_CHAT, Town, token_of

TUSTIN_CHAT = -1001000000077
COMMAND = [{"type": "bot_command", "offset": 0, "length": 7}]
FEVER = "I have a fever and feel cold"
PLACES: list[dict[str, Any]] = [
    {"key": "irvine", "name": "Irvine", "address": "1 Example Circle"},
    {
        "key": "tustin",
        "name": "Tustin",
        "address": "2 Sample Road",
        "phone": "714-555-0111",
        "staff_chat": TUSTIN_CHAT,
        "hours": {"thu": ["12:00-20:00"], "fri": ["12:00-20:00"]},
    },
]


@pytest.fixture
async def two(world: tuple[World, str], keys: Keys, tmp_path: Path) -> AsyncIterator[Town]:
    """A clinic with two places: Ana works in Irvine, Ben in Tustin."""
    config = demo.demo_config(world[1], tmp_path)
    clinic = Clinic.model_validate(config.clinic.model_dump() | {"locations": PLACES})
    holder: list[Town] = []
    store = open_store("sqlite://", keys)
    app = App(config.model_copy(update={"clinic": clinic}), now=lambda: holder[0].now, store=store, samples=True)
    holder.append(Town(app, MORNING))
    await store.write(lambda db: demo.seat(db, now=MORNING))
    await store.write(_members)
    await app._prepare()
    await app.telegram.initialize()
    app.house.username = app.telegram.bot.username
    running = asyncio.create_task(app.dispatch.run(app.stopping))
    yield holder[0]
    await app.stop()
    await running


def _members(db: Db) -> None:
    far = MORNING + dt.timedelta(days=1)
    for chat, there, away in ((STAFF_CHAT, ANA, BEN), (TUSTIN_CHAT, BEN, ANA)):
        staff.member(db, user_id=there, chat_id=chat, is_present=True, now=far)
        staff.member(db, user_id=away, chat_id=chat, is_present=False, now=far)
        staff.opened_chat(db, there)


async def enrolled(two: Town) -> list[str]:
    """Ben invites Julia in Tustin; return what she was told."""
    said = await two.hear(TUSTIN_CHAT, BEN, "/invite JM left shoulder Ben", entities=COMMAND)
    first = await two.says(f"/start {token_of(said[-1])}")
    return first + await two.tap(JULIA, JULIA, "That is me, 18 or over. I agree")


async def test_a_card_goes_to_the_chat_of_its_place(two: Town) -> None:
    """Tustin's patient: card and direct notice to Tustin's people, her own number in what she reads."""
    await enrolled(two)
    two.now = dt.datetime(2026, 3, 5, 21, 0, tzinfo=dt.UTC)
    told = await two.says(FEVER)
    where = [row.chat_id for _, row in await two.said() if row.label == "card"]
    direct = [row.chat_id for _, row in await two.said() if row.label == "direct"]
    assert ([TUSTIN_CHAT], [BEN]) == (where, direct)
    assert any("714-555-0111" in text and "We close at 20:00" in text for text in told)


async def test_closed_is_said_by_the_hours_of_her_place(two: Town) -> None:
    """At ten in the morning Irvine is open and Tustin is not: she is told the truth of Tustin."""
    await enrolled(two)
    told = await two.says(FEVER)
    assert any("No one at the clinic will see this before today 12:00" in text for text in told)


@pytest.mark.holds("people:19")
async def test_a_card_of_another_place_is_refused(two: Town) -> None:
    """A tap in Tustin's chat by Ana, and Tustin's flag named in Irvine's: nothing changes, both are written down."""
    await enrolled(two)
    await two.says(FEVER)
    flag = await two.house.store.read(lambda db: db.scalars(select(Flag)).one())
    there = two.house.signer.sign(Tap(action="take", ref=flag.ref), chat_id=TUSTIN_CHAT)
    await two.forge(TUSTIN_CHAT, ANA, there)
    here = two.house.signer.sign(Tap(action="take", ref=flag.ref), chat_id=STAFF_CHAT)
    await two.forge(STAFF_CHAT, ANA, here)
    after = await two.house.store.read(lambda db: db.scalars(select(Flag)).one())
    noted = await two.house.store.read(lambda db: list(db.scalars(select(Audit.action))))
    assert ("tustin", None) == (after.location, after.taken_by)
    assert ["tap.refused", "tap.elsewhere"] == noted[-2:]


async def test_lists_show_ones_own_place(two: Town) -> None:
    """/open, /today, /patient and /brief in Tustin's chat know nothing of Irvine's people."""
    said = await two.hear(STAFF_CHAT, ANA, "/invite KL irvine right hip Ana", entities=COMMAND)
    await two.hear(7002, 7002, f"/start {token_of(said[-1])}")
    await two.tap(7002, 7002, "That is me, 18 or over. I agree")
    await two.hear(7002, 7002, FEVER)
    lists = [await two.hear(TUSTIN_CHAT, BEN, word) for word in ("/open", "/today", "/patient KL", "/brief KL")]
    assert not any(
        "KL" in text.replace("/patient KL", "").replace("called KL", "").replace("visit of KL", "")
        for texts in lists
        for text in texts
    )
    assert any("KL" in text for text in await two.hear(STAFF_CHAT, ANA, "/open"))


async def test_an_invite_for_everyone_must_say_where(two: Town) -> None:
    """In the whole clinic's chat the place is a word of the line; without it nothing is made."""
    said = await two.hear(STAFF_CHAT, ANA, "/invite KL right hip Ana", entities=COMMAND)
    made = await two.hear(STAFF_CHAT, ANA, "/invite KL tustin right hip Ana", entities=COMMAND)
    kept = await two.house.store.read(lambda db: list(db.scalars(select(Invite.location))))
    assert ["Write which place it is as well: irvine, tustin."] == said
    assert made
    assert ["tustin"] == kept


async def test_the_page_shows_ones_own_places(two: Town) -> None:
    """The counter lets Ana see Irvine and Ben see Tustin; the front desk makes links for both."""
    counter = Counter(two.house)

    def places(db: Db) -> dict[str, set[str]]:
        return {each.name: set(counter.places(db, each)) for each in staff.seated(db)}

    assert {"Ana": {"", "irvine"}, "Ben": {"tustin"}, "Cleo": {"", "irvine", "tustin"}} == await two.house.store.read(
        places
    )


async def test_each_place_has_its_digest(two: Town) -> None:
    """Irvine's at eight, Tustin's at noon, each in its own chat and by its name."""
    two.now = dt.datetime(2026, 3, 6, 16, 0, tzinfo=dt.UTC)
    early = await two.turn()
    two.now = dt.datetime(2026, 3, 6, 20, 0, tzinfo=dt.UTC)
    noon = await two.turn()
    assert [True] == ["Irvine. Good morning." in text for text in early if "Good morning" in text]
    assert [True] == ["Tustin. Good morning." in text for text in noon if "Good morning" in text]
    where = [row.chat_id for _, row in await two.said() if row.label == "digest"]
    assert [STAFF_CHAT, TUSTIN_CHAT] == where


async def test_one_places_group_moves_alone(two: Town) -> None:
    """Tustin's group becomes another chat: its cards follow, Irvine's stay, also after a restart."""
    moved = {**two.message(TUSTIN_CHAT, BEN), "migrate_to_chat_id": -1001000000099}
    await two.take({"message": moved})
    kept = await two.house.store.read(lambda db: settings.get(db, "staff_chat_tustin"))
    assert ("-1001000000099", STAFF_CHAT) == (kept, two.house.chats[""])
    two.house.chats["tustin"] = TUSTIN_CHAT
    await two.app._prepare()
    assert -1001000000099 == two.house.chats["tustin"]


@pytest.mark.parametrize("keys", [["", ""], ["irvine", "irvine"], ["irvine", ""], ["Irvine", "tustin"]])
def test_places_must_be_told_apart(keys: list[str]) -> None:
    """Two places without keys of their own are a mistake of the configuration."""
    places = [{"key": key, "name": "A", "address": "B"} for key in keys]
    with pytest.raises(ValidationError):
        Clinic.model_validate(
            {
                "name": "H", "phone": "1", "emergency": "911", "crisis": "988", "after_hours": "2",
                "out_of_hours": "nobody", "zone": "UTC", "hours": {"mon": ["08:00-18:00"]}, "locations": places,
            }
        )  # fmt: skip
