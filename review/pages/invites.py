"""Invites: a link for a patient, its sheet to print at once, and what became of each."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any

from aiohttp import web as http

from messages.conditions import AREAS
from records import audit, invites
from records.invites import Details
from records.models import Staff
from records.store import Db
from review import inline, inviting, sheet, slip
from review.desk import Desk, Told
from review.fields import Unclear
from review.inviting import ENDS, Made
from review.refusing import Refused
from review.slip import Slip
from review.trays import trays_of
from review.web import ALL, Form, Routes, Shown, Visitor, Web, Work

routes = Routes()
TECHNIQUES = ("needling", "injection", "electro")


@routes.page("/invites", roles=ALL)
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the form, and the links of the last days."""
    now = web.now()
    return await web.ask(visitor, lambda db, person: _page(db, web.desk, person, {}, now=now))


@routes.page("/invites/live", roles=ALL, awake=False)
async def live(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Give the links anew to a page that is open."""
    now = web.now()
    found = await web.ask(visitor, lambda db, person: inviting.links(db, web.desk, person, now=now))
    text = web.draw("invites_links.html", {"visitor": visitor, "links": found})
    return http.Response(text=text, content_type="text/html")


@routes.deed("/invites/make", roles=ALL, back="/invites/made")
def make(web: Web, form: Form) -> Work:
    """Make a link from one line or from the fields, unless the session has one; say what is wrong with anything."""

    def work(db: Db, person: Staff) -> Told | Shown:
        try:
            details = _details(web.desk, person, form)
            if not form.text("again"):
                _only_once(db, web.desk, person, details, now=form.now)
        except Unclear as exc:
            return _page(db, web.desk, person, _given(form), wrong=str(exc), now=form.now)
        made = web.desk.invite(db, person, details, now=form.now)
        trays_of(web).put(form.visitor.sitting_id, Made(invited=(made,)), now=form.now)
        return made.told

    return work


def _page(db: Db, desk: Desk, person: Staff, given: Mapping[str, str], *, now: dt.datetime, wrong: str = "") -> Shown:
    local = now.astimezone(desk.wording.clinic.tz)
    values: dict[str, Any] = {"areas": AREAS, "techniques": TECHNIQUES, "given": given, "wrong": wrong}
    days = [local.date() - dt.timedelta(days=each) for each in range(3)]
    links = inviting.links(db, desk, person, now=now)
    return "invites.html", values | {"links": links, "days": days}


def _given(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in (*slip.FIELDS, "words", "day")}


def _details(desk: Desk, person: Staff, form: Form) -> Details:
    """Read the line, or else the fields; Unclear says what is wrong."""
    words = form.text("words").strip()
    made = Slip(**{name: " ".join(form.text(name).split()) for name in slip.FIELDS})
    said = words or f"{slip.line(made)}{' yesterday' if form.text('day') == 'yesterday' else ''}"
    checked = desk.read_line(person, said, now=form.now)
    if checked.details is None:
        raise Unclear(checked.told)
    return checked.details if words else slip.named(checked.details, made)


def _only_once(db: Db, desk: Desk, person: Staff, details: Details, *, now: dt.datetime) -> None:
    """A second click, or a second person at the desk, makes no second link."""
    there = inviting.before(details, inviting.known(db, desk, person, now=now))
    if there is not None:
        local = details.ended_at.astimezone(desk.wording.clinic.tz)
        msg = (
            f"{details.initials}, {local:%a %H:%M} has a link already. If the sheet is lost, tick “Make another link”."
        )
        raise Unclear(msg)


@routes.page("/invites/made", roles=ALL)
async def made(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show what was just made, to be printed now: the links are kept nowhere."""
    held = trays_of(web).look(visitor.sitting_id, Made, now=web.now()) or Made(invited=())
    return "invites_made.html", {"made": held, "code": inline.code}


@routes.page("/invites/sheets", roles=ALL)
async def sheets(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Return the sheets as one PDF."""
    held = trays_of(web).look(visitor.sitting_id, Made, now=web.now())
    if held is None or not held.sheets:
        raise Refused("unknown", staff_id=visitor.staff_id)
    await web.change(visitor, _printed(len(held.sheets), now=web.now()))
    # Drawing takes a while, and nobody else has to wait for it.
    drawn = await asyncio.to_thread(sheet.book, held.sheets)
    name = {"Content-Disposition": 'attachment; filename="sheets.pdf"'}
    return http.Response(body=drawn, content_type="application/pdf", headers=name)


def _printed(count: int, *, now: dt.datetime) -> Work:
    def work(db: Db, person: Staff) -> Told:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="sheets.printed", subject="", n=count)
        return Told(done=True, text="")

    return work


@routes.deed("/invites/{ref}/close", roles=ALL, back="/invites")
def close(web: Web, form: Form) -> Work:
    """Say what became of a link that nobody used."""

    def work(db: Db, person: Staff) -> Told:
        invite = invites.by_ref(db, form.ref)
        if invite is None or form.text("how") not in ENDS:
            raise Refused("unknown")
        if invite.location not in web.desk.places(db, person):
            raise Refused("place")
        return web.desk.close_invite(db, person, invite, form.text("how"), now=form.now)

    return work
