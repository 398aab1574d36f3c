"""Figures: how the desk and the plan do, in numbers with their intervals; on the page, and as a table to take along."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web as http

from records import audit, promptness, tally, untaught
from records.models import Staff
from records.staff import FRONT_DESK
from records.store import Db
from records.tally import Span
from review import board, cells
from review.board import FEW, Area, Prompt, Share, Step
from review.desk import Desk, Told
from review.web import ALL, Routes, Shown, Visitor, Web

routes = Routes()
DAYS = (7, 30, 90)
USUAL = 30


@dataclass(frozen=True, kw_only=True)
class Board:
    """All figures of a span."""

    days: int
    #: The front desk sees no number that may show one person.
    discreet: bool
    sessions: int
    cut: bool
    steps: list[Step]
    prompts: list[Prompt]
    topics: dict[str, int]
    events: list[Share]
    areas: list[Area] = field(default_factory=list)
    unanswered: int = 0

    def shown(self, count: int) -> str:
        """Return a number as this reader may see it."""
        return f"fewer than {FEW}" if self.discreet and 0 < count < FEW else str(count)


@routes.page("/figures", roles=ALL)
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the figures of the last days."""
    made = await _board(request, web, visitor)
    return "figures.html", {"board": made, "choices": DAYS, "titles": _titles(web.desk), "after": _after(web.desk)}


@routes.page("/figures/table", roles=ALL)
async def table(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Return the figures as a CSV file."""
    made, now = await _board(request, web, visitor), web.now()

    def noted(db: Db, person: Staff) -> Told:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="figures.exported", subject="", days=made.days)
        return Told(done=True, text="")

    await web.change(visitor, noted)
    return file(cells.table(rows(made)), f"figures-{made.days}-days-{now:%Y-%m-%d}.csv")


def file(text: str, name: str) -> http.Response:
    """Return a table for a spreadsheet; its mark makes Excel read the letters right."""
    kept = {"Content-Disposition": f'attachment; filename="{name}"'}
    return http.Response(body=text.encode("utf-8-sig"), content_type="text/csv", charset="utf-8", headers=kept)


def _titles(desk: Desk) -> dict[str, str]:
    return {name: topic.title for name, topic in desk.catalog.topics.items()}


def _after(desk: Desk) -> dict[str, int]:
    """Return the plan's steps with the hours after the session at which each is asked."""
    return {each.id: round(each.offset_minutes / 60) for each in desk.catalog.plan.steps if each.scheduled}


async def _board(request: http.Request, web: Web, visitor: Visitor) -> Board:
    asked = request.query.get("days", "")
    days, now = int(asked) if asked in map(str, DAYS) else USUAL, web.now()
    return await web.ask(visitor, lambda db, person: _counted(db, web.desk, person, days, now=now))


def _counted(db: Db, desk: Desk, person: Staff, days: int, *, now: dt.datetime) -> Board:
    span = Span(since=now - dt.timedelta(days=days), until=now, places=desk.places(db, person))
    sessions, discreet = tally.sessions(db, span), person.role == FRONT_DESK
    waiting = [] if discreet else untaught.since(db, span.since, places=span.places)
    return Board(
        days=days,
        discreet=discreet,
        sessions=len(sessions),
        cut=len(sessions) == tally.MOST_SESSIONS,
        steps=board.steps(tally.response(db, span)),
        prompts=board.prompts(promptness.handled(db, span), desk.wording.clinic, span.since, now=now),
        topics=dict(tally.topics(db, span)),
        events=board.events(sessions),
        areas=[] if discreet else board.areas(sessions),
        unanswered=len(waiting),
    )


def rows(made: Board) -> list[list[Any]]:
    """Return the figures as lines of a table; what the page does not show is not in the file."""
    lines: list[list[Any]] = [["what", "name", "number", "of", "share", "from", "to"]]
    lines += [_share("answered check-ins", each.answered, made) for each in made.steps]
    lines += [_share("sessions flagged", each, made) for each in made.events]
    lines += [_share(f"sessions flagged, {name}", each, made) for name, each in _areas(made)]
    lines += [["topic asked", name, made.shown(count)] for name, count in made.topics.items()]
    return [*lines, *(row for each in made.prompts if not made.discreet for row in _prompt(each))]


def _areas(made: Board) -> list[tuple[str, Share]]:
    shown = (each for each in made.areas if not each.high.few)
    return [(each.name or "area not known", share) for each in shown for share in (each.high, each.routine)]


def _prompt(each: Prompt) -> list[list[Any]]:
    values = {
        "flags": each.flags,
        "answered": each.answered,
        "median minutes to answer": each.middle,
        "nine tenths answered within minutes": each.most,
        "over the clock": each.late,
        "open": each.open,
        "open over the clock": each.open_late,
    }
    return [[f"staff, {name}", each.level, "" if value is None else round(value, 1)] for name, value in values.items()]


def _share(what: str, each: Share, made: Board) -> list[Any]:
    if made.discreet and (each.few or 0 < each.hits < FEW):
        return [what, each.name, made.shown(each.hits), made.shown(each.size), "too few", "", ""]
    low, high = each.interval
    return [what, each.name, each.hits, each.size, *(f"{value:.4f}" for value in (each.share, low, high))]
