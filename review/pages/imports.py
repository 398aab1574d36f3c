"""Imports: a day's list from the clinic's own system: looked through first, then a link each, once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from aiohttp import web as http

from messages.said import clean
from records.invites import Details
from records.models import Invite, Staff
from records.store import Db
from review import daylist, inviting
from review.daylist import Line, NoList
from review.desk import Desk, Told
from review.inviting import Made
from review.trays import Trays, trays_of
from review.web import ALL, Form, Routes, Shown, Visitor, Web, Work

routes = Routes()
#: So many links in one transaction: half a second, for whoever is in need must not wait longer for the database.
AT_ONCE = 40
NO_FILE = "Choose a file first: a list saved as CSV, or a calendar saved as .ics."


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file in hand, for one day."""

    data: bytes = field(repr=False)
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class Read:
    """The lines of an upload, as they were read."""

    upload: Upload
    lines: Sequence[Line] = field(repr=False)
    #: What is wrong with the whole file.
    refused: str = ""

    @property
    def good(self) -> list[Details]:
        """Return what can be invited."""
        return [each.details for each in self.lines if each.state == "read" and each.details is not None]


@routes.deed("/invites/upload", roles=ALL, back="/invites/list")
def upload(web: Web, form: Form) -> Work:
    """Take a file in hand; nothing is made of it yet."""

    def work(db: Db, person: Staff) -> Told:
        data = form.files.get("list", b"")
        if not data:
            return Told(done=False, text=NO_FILE)
        day = _day(form.text("day"), web.desk, now=form.now)
        trays_of(web).put(form.visitor.sitting_id, Upload(data=data, day=day), now=form.now)
        return Told(done=True, text="The list was read. No link has been made yet.")

    return work


def _day(written: str, desk: Desk, *, now: dt.datetime) -> dt.date:
    """Return the day of the list: today or one of the two before, for older plans are over."""
    today = now.astimezone(desk.wording.clinic.tz).date()
    days = {f"{today - dt.timedelta(days=each)}": today - dt.timedelta(days=each) for each in range(3)}
    return days.get(written, today)


@routes.page("/invites/list", roles=ALL)
async def preview(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show every line of the file: what was read, and what is wrong with the others."""
    now, trays = web.now(), trays_of(web)
    held = trays.look(visitor.sitting_id, Upload, now=now)
    if held is None:
        return "imports.html", {"read": None, "rows": [], "fresh": 0, "at_once": AT_ONCE}
    person = await web.ask(visitor, lambda db, person: person)
    # A calendar of a megabyte takes seconds, and nobody else has to wait for it.
    read = await asyncio.to_thread(_read, held, web.desk, person, now=now)
    for each in (held, read):
        trays.put(visitor.sitting_id, each, now=now)
    there = await web.ask(visitor, lambda db, person: inviting.known(db, web.desk, person, now=now))
    rows = [(line, _twin(line, there)) for line in read.lines]
    fresh = sum(line.state == "read" and twin is None for line, twin in rows)
    return "imports.html", {"read": read, "rows": rows, "fresh": fresh, "at_once": AT_ONCE}


def _read(held: Upload, desk: Desk, person: Staff, *, now: dt.datetime) -> Read:
    zone = desk.wording.clinic.tz
    # By the clock of that day's evening: the afternoon's sheets are printed in the morning.
    evening = dt.datetime.combine(held.day, dt.time(23, 59), zone)
    ask = partial(desk.read_line, person, now=evening)
    try:
        return Read(upload=held, lines=daylist.read(held.data, held.day, zone, ask, now=now))
    except NoList as exc:
        return Read(upload=held, lines=(), refused=clean(str(exc)))


def _twin(line: Line, there: Sequence[tuple[Invite, Details]]) -> Invite | None:
    return None if line.details is None else inviting.before(line.details, there)


def _hand_over(trays: Trays, form: Form, made: Made) -> None:
    """Links to print take the place of the list, unless some of it still waits."""
    trays.put(form.visitor.sitting_id, made, now=form.now)
    for kind in () if made.left else (Upload, Read):
        trays.drop(form.visitor.sitting_id, kind)


@routes.deed("/invites/list/make", roles=ALL, back="/invites/made")
def make(web: Web, form: Form) -> Work:
    """Make a link for every line that was read and has none."""
    held = trays_of(web).look(form.visitor.sitting_id, Read, now=form.now)

    def work(db: Db, person: Staff) -> Told:
        if held is None:
            return Told(done=False, text="The list is no longer here: it is kept for 15 minutes. Upload it once more.")
        there = inviting.known(db, web.desk, person, now=form.now)
        new = [each for each in held.good if inviting.before(each, there) is None]
        if not new:
            return Told(done=False, text="Every line of this list has a link already. None was made.")
        made = [web.desk.invite(db, person, each, now=form.now) for each in new[:AT_ONCE]]
        wrong = next((each.told for each in made if not each.told.done), None)
        if wrong is not None:
            return wrong
        _hand_over(trays_of(web), form, Made(invited=tuple(made), left=len(new) - len(made)))
        return Told(done=True, text=f"{len(made)} links were made. {len(held.good) - len(new)} had one already.")

    return work
