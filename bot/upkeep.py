"""Upkeep on the command line: is the record of who did what whole, and does every channel ring?"""

from __future__ import annotations

import asyncio
import datetime as dt
from pathlib import Path

import click

from bot.apprising import Apprising
from bot.commandline import CONFIG, with_house
from bot.config import load
from bot.house import House, addresses
from messages.said import Said
from records import audit
from records.audit import Verified
from records.lanes import Lane
from records.outgoing import Claimed
from records.store import Db
from scheduler.outcome import Outcome, Sent

LANG = "en"


@click.group(name="audit")
def record() -> None:
    """Look at the record of who did what."""


@record.command()
@CONFIG
@click.option("--head", default="", help="A seal from the staff chat's digest: is it still part of the record?")
def verify(path: Path, head: str) -> None:
    """Check that no line of the record was changed, taken out or put in."""

    def work(db: Db, house: House, now: dt.datetime) -> tuple[Verified, bool]:
        return audit.verify(db), not head or audit.holds(db, head)

    found, known = with_house(path, work, links_needed=False)
    if found.broken is not None:
        msg = f"The record does not fit at line {found.broken}: it, or one before it, was changed or taken out."
        raise click.ClickException(msg)
    if not known:
        msg = f"The record is whole in itself, but no line has the seal {head}: its end was cut off."
        raise click.ClickException(msg)
    click.echo(f"The record is whole: {found.lines} lines, newest seal {found.head[:12] or '-'}.")


@click.command()
@CONFIG
def drill(path: Path) -> None:
    """Ring every channel beside Telegram with a test, and say which of them works."""
    config = load(path)
    channels = addresses(config)
    if not channels:
        msg = "Nobody is named under [contacts] in the configuration, so nothing beside Telegram can ring."
        raise click.ClickException(msg)
    text = with_house(path, lambda db, house, now: house.wording.text(LANG, "contact_drill"), links_needed=False)
    rung = asyncio.run(_ring(channels, text))
    for name, outcome in rung.items():
        click.echo(f"{name}: {'rung' if isinstance(outcome, Sent) else 'DID NOT WORK'}")
    with_house(path, lambda db, house, now: _note(db, rung, now=now), links_needed=False)
    if not all(isinstance(outcome, Sent) for outcome in rung.values()):
        msg = "Not every channel works. Put the addresses right under [contacts], and run this again."
        raise click.ClickException(msg)


async def _ring(channels: dict[str, str], text: str) -> dict[str, Outcome]:
    send = Apprising(channels)
    rung = await asyncio.gather(*(send(_row(name, text)) for name in channels))
    return dict(zip(channels, rung, strict=True))


def _row(name: str, text: str) -> Claimed:
    return Claimed(
        id=0, lane=Lane.OTHER, channel=name, chat_id=0, kind="say", label="drill", owner="house",
        body=Said(text=text).model_dump_json(), target_message_id=None, reply_message_id=None, attempts=1, unknowns=0,
        patient_id=None, checkin_id=None, flag_id=None,
    )  # fmt: skip


def _note(db: Db, rung: dict[str, Outcome], *, now: dt.datetime) -> None:
    worked = sum(isinstance(outcome, Sent) for outcome in rung.values())
    audit.note(db, now=now, actor="command", action="drill", subject="contacts", rung=len(rung), worked=worked)
