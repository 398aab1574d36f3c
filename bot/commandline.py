"""The command line at the desk: invites and staff, written into the same memory while the bot runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from bot import invite_line, inviting, joining
from bot.app import USERNAME, App, open_memory, system_now
from bot.config import load
from bot.house import House
from records import links, settings, staff
from records.models import Staff
from records.staff import ROLES
from records.store import Db
from review import qr, sheet

T = TypeVar("T")
CONFIG = click.option(
    "--config", "path", default="config.toml", show_default=True, type=click.Path(path_type=Path), help="The config."
)


class NotMetYet(click.ClickException):
    """The bot has not told its name yet; the message says what to do."""

    def __init__(self) -> None:
        """Say it."""
        super().__init__("The bot's name is not known yet. Start it once with `aftercare run`, then try again.")


def with_house(path: Path, work: Callable[[Db, House, dt.datetime], T], *, links_needed: bool) -> T:
    """Open the clinic's memory, do one piece of work in one transaction, and close it."""
    config = load(path)
    app = App(config, store=open_memory(config))
    now = system_now()

    def whole(db: Db) -> T:
        app.house.username = settings.get(db, USERNAME) or ""
        if links_needed and not app.house.username:
            raise NotMetYet
        return work(db, app.house, now)

    async def once() -> T:
        try:
            return await app.house.store.write(whole)
        finally:
            await app.house.store.close()

    return asyncio.run(once())


@click.command()
@click.argument("words", nargs=-1, required=True)
@CONFIG
@click.option("--sheet", "paper", type=click.Path(path_type=Path), help="Write the A5 sheet to this PDF as well.")
def invite(words: tuple[str, ...], path: Path, paper: Path | None) -> None:
    """Make a patient's one-time link: aftercare invite JM 10:30 left neck Ana "#4711" 52."""

    def work(db: Db, house: House, now: dt.datetime) -> tuple[inviting.Invited, bytes]:
        made = _invited(db, house, " ".join(words), now)
        return made, sheet.pdf(inviting.sheet(house, made, now=now))

    made, drawn = with_house(path, work, links_needed=True)
    if paper is not None:
        paper.write_bytes(drawn)
    click.echo(f"{made.who}: {made.read}\n{made.link}\nWorks once, until {made.until}.\n{qr.terminal(made.link)}")


def _invited(db: Db, house: House, line: str, now: dt.datetime) -> inviting.Invited:
    if not house.may_enrol:
        raise click.ClickException(
            house.wording.text("en", "staff_not_signed", files=", ".join(house.catalog.must_sign))
        )
    try:
        details = inviting.read(house, line, clinician="", now=now)
    except invite_line.NoInvite as exc:
        raise click.ClickException(house.wording.text("en", str(exc), places=", ".join(house.places))) from None
    return inviting.write(db, house, details, made_by=None, made_in=None, now=now)


@click.group(name="staff")
def people() -> None:
    """Seat the clinic's people, list them, and end a seat."""


@people.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="clinician", show_default=True)
@CONFIG
def add(name: str, role: str, path: Path) -> None:
    """Make a one-time link by which NAME gets a seat."""

    def work(db: Db, house: House, now: dt.datetime) -> str:
        return house.invite_link(links.make(db, name=name, role=role, now=now))

    link = with_house(path, work, links_needed=True)
    click.echo(f"Let {name} open this on the phone within 72 hours. It works once.\n{link}\n{qr.terminal(link)}")


@people.command(name="list")
@CONFIG
def list_(path: Path) -> None:
    """List everyone who has a seat."""
    rows = with_house(path, lambda db, house, now: [_line(each) for each in staff.seated(db)], links_needed=False)
    click.echo("\n".join(rows) or 'Nobody has a seat yet. Add one: aftercare staff add "Ana" --role lead')


def _line(person: Staff) -> str:
    reached = "can be written to" if person.chat_open else "has not opened the bot"
    return f"{person.user_id}  {person.name}  {person.role}  {reached}"


@people.command()
@click.argument("who")
@CONFIG
def leave(who: str, path: Path) -> None:
    """End the seat of WHO (a name or a Telegram number) at once; what they held rings for the others."""
    name = with_house(path, lambda db, house, now: joining.leave(db, house, who, now=now), links_needed=False)
    if name is None:
        msg = f"Nobody, or more than one, is called {who}. See `aftercare staff list`, and use the number."
        raise click.ClickException(msg)
    click.echo(f"{name} has no seat any more.")
