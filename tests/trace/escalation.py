"""`python -m tests.trace.escalation` writes docs/escalation.md: untaken flags as the bot rings them."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

import sandbox
from bot import demo, turns
from bot.app import App
from bot.tables import Contact, Contacts
from messages.said import Said
from records import postman, staff
from records.keys import Keys
from records.models import Flag, Outgoing
from records.store import Db, open_store, sealer
from sandbox import World
from tests.bot.town import ANA, BEN, STAFF_CHAT, Town

PAGE = Path(__file__).parent.parent.parent / "docs" / "escalation.md"
TZ = ZoneInfo("America/Los_Angeles")
#: A made-up clinic's contacts: nothing is sent anywhere while a page is written.
CONTACTS = Contacts(
    second=Contact(name="Second contact", channels=["json://127.0.0.1/second"], phone=["json://127.0.0.1/ring2"]),
    lead=Contact(name="Clinical lead", channels=["json://127.0.0.1/lead"], phone=["json://127.0.0.1/ring"]),
)
#: What is played: title, when her session ended, when she writes, what, and until when we watch.
SCENES = (
    (
        "Urgent, ten minutes before closing on a Friday, nobody on call",
        ("2026-11-27 14:30", "2026-11-27 17:50", "I have a fever and feel cold", "2026-11-30 10:30"),
    ),
    (
        "Emergency, on a Saturday night",
        ("2026-11-27 17:00", "2026-11-28 22:00", "I can't catch my breath", "2026-11-28 22:31"),
    ),
)
NAMES = {
    "card": "staff chat: the card",
    "ring": "staff chat: rings again under the card",
    "finding": "staff chat: sounds under the card",
    "direct": "to {who} on duty, in her own chat",
    "contact": "{channel}",
    "not_seen": "**to the patient**",
    "digest": "staff chat: the digest",
}
CHANNELS = {
    "second.0": "second contact, by e-mail or SMS",
    "lead.0": "lead, by e-mail or SMS",
    "second_phone.0": "second contact, by telephone",
    "lead_phone.0": "lead, by telephone",
}


def moment(text: str) -> dt.datetime:
    """Return a moment of the clinic's clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=TZ).astimezone(dt.UTC)


@asynccontextmanager
async def founded(start: dt.datetime) -> AsyncIterator[Town]:
    """A town with contacts, its clock at `start`."""
    world = World(token=demo.TOKEN, staff_chat=STAFF_CHAT, staff=[(ANA, "Ana"), (BEN, "Ben")], limits=False)
    runner, keys = await sandbox.start(world), Keys.in_memory()
    holder: list[Town] = []
    config = demo.demo_config(sandbox.address(runner), Path(tempfile.gettempdir()))
    app = App(
        config.model_copy(update={"contacts": CONTACTS}),
        now=lambda: holder[0].now,
        store=open_store("sqlite://", keys),
        samples=True,
    )
    holder.append(Town(app, start))
    await app.house.store.write(lambda db: demo.seat(db, now=start))
    await app.house.store.write(lambda db: staff.opened_chat(db, ANA))
    await app._prepare()
    await app.telegram.initialize()
    app.house.username = app.telegram.bot.username
    running = asyncio.create_task(app.dispatch.run(app.stopping))
    try:
        yield holder[0]
    finally:
        await app.stop()
        await running
        await runner.cleanup()
        keys.close()


async def played(ended: str, wrote: str, words: str, until: str) -> list[str]:
    """Let her write, let nobody take it, and return each ring as a line of a table."""
    async with founded(moment(ended)) as town:
        await town.enrolled()
        town.now = moment(wrote)
        await _deliver(town)
        first = await town.house.store.read(lambda db: db.scalar(select(func.max(Outgoing.id))) or 0)
        await town.says(words)
        while town.now < moment(until):
            await _turn(town)
            await _deliver(town)
            town.now += dt.timedelta(minutes=1) if await _soon(town) else dt.timedelta(minutes=5)
        return await town.house.store.read(lambda db: _lines(db, first))


async def _turn(town: Town) -> None:
    """Only what rings is turned: her check-ins are another page's."""
    for name in ("escalation", "digest"):
        await turns.all_of(town.house)[name][1]()


async def _deliver(town: Town) -> None:
    await town.house.store.write(lambda db: postman.deliver(db, now=town.now))


async def _soon(town: Town) -> bool:
    due = await town.house.store.read(lambda db: db.scalar(select(func.min(Flag.next_at))))
    return due is None or due - town.now <= dt.timedelta(minutes=5)


def _lines(db: Db, after: int) -> list[str]:
    rows = db.scalars(select(Outgoing).where(Outgoing.id > after).order_by(Outgoing.created_at, Outgoing.id)).all()
    return [_line(db, row) for row in rows if row.label in NAMES and row.kind == "say"]


def _line(db: Db, row: Outgoing) -> str:
    who = staff.by_user(db, row.chat_id)
    whom = NAMES[row.label or ""].format(
        who="" if who is None else who.name, channel=CHANNELS.get(row.channel, row.channel)
    )
    said = Said.model_validate_json(sealer(db).open(row.owner, f"outgoing.body:{row.ref}", row.body))
    text = " / ".join(line for line in said.text.splitlines() if line.strip())
    short = text if len(text) <= 160 else text[:157] + "…"
    return f"| {row.created_at.astimezone(TZ):%a %H:%M} | {whom} | {short.replace('|', '¦')} |"


async def page() -> str:
    """Return the page."""
    lines = [
        "# Who is rung when nobody takes a flag",
        "",
        "Played by the bot itself, with the table of config.example.toml; `make test` fails when this page is out of",
        "date. The clinic is open Monday to Friday, 08:00 to 18:00, and nobody is on call. Times are the clinic's.",
    ]
    for title, scene in SCENES:
        lines += ["", f"## {title}", "", f'She writes: "{scene[2]}".', "", "| when | whom | what |", "|---|---|---|"]
        lines += await played(*scene)
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(page()), encoding="utf-8")
