"""The audit: who saw, took, said, ended and took along what; and whether the chain of its lines is whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web as http

from records import audit, trail
from records.audit import Verified
from records.models import Audit, Staff
from records.store import Db
from review import cells
from review.desk import Told
from review.pages.figures import file
from review.web import LEAD, Routes, Shown, Visitor, Web

routes = Routes()
PAGE = 100
#: A longer chain is looked through when somebody asks for it: it takes seconds.
SHORT = 5_000
WORD = re.compile(r"[A-Za-z0-9_.:-]{0,64}", re.ASCII)
#: What stands for no person in a line.
OTHERS = {
    "clock": "the clock",
    "courier": "the courier",
    "page": "somebody not logged in",
    "telegram": "Telegram",
    "command": "the command line",
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which lines are looked for."""

    action: str = ""
    who: str = ""
    subject: str = ""
    before: int | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """Return it as the trail asks."""
        actor = f"staff:{self.who}" if self.who.isdecimal() else self.who
        return {"action": self.action, "actor": actor, "subject": self.subject, "before": self.before}


@routes.page("/audit", roles=LEAD)
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the newest lines that fit, and the state of the chain."""
    wanted = _filter(request.query)
    return "audit.html", await web.ask(visitor, partial(_page, wanted=wanted, chain="chain" in request.query))


def _filter(query: Mapping[str, str]) -> Filter:
    """Return the filter of an address; what cannot be one is left out."""
    words = {name: query.get(name, "") for name in ("action", "who", "subject")}
    before = query.get("before", "")
    return Filter(
        **{name: word if WORD.fullmatch(word) else "" for name, word in words.items()},
        before=int(before) if re.fullmatch(r"[0-9]{1,15}", before) else None,
    )


def _page(db: Db, person: Staff, *, wanted: Filter, chain: bool) -> dict[str, Any]:
    lines, names, count = trail.lines(db, **wanted.asked, limit=PAGE + 1), trail.names(db), trail.count(db)
    return {
        "lines": [(each, name_of(each.actor, names), _told(each)) for each in lines[:PAGE]],
        "older": lines[PAGE - 1].id if len(lines) > PAGE else None,
        "filter": wanted,
        "actions": trail.actions(db),
        "people": {actor.partition(":")[2]: name for actor, name in names.items()},
        "count": count,
        "chain": state(audit.verify(db)) if chain or count <= SHORT else "",
    }


def name_of(actor: str, names: Mapping[str, str]) -> str:
    """Return who did it, as people say it."""
    if actor.startswith("patient:"):
        return "a patient"
    return names.get(actor) or OTHERS.get(actor, actor)


def _told(line: Audit) -> str:
    return ", ".join(f"{name} {value}" for name, value in line.details.items() if value is not None)


@routes.page("/audit/table", roles=LEAD)
async def table(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Return the lines that fit as a CSV file; that they were taken along is a line of its own."""
    wanted, now = _filter(request.query), web.now()
    text = await web.ask(visitor, partial(_table, wanted=wanted))
    await web.change(visitor, partial(_noted, now=now))
    return file(text, f"audit-{now:%Y-%m-%d}.csv")


def _table(db: Db, person: Staff, *, wanted: Filter) -> str:
    lines, names = trail.lines(db, **wanted.asked, limit=trail.MOST), trail.names(db)
    head: Sequence[list[Any]] = [["number", "at (UTC)", "who", "what", "about", "details", "seal"]]
    return cells.table([*head, *(_row(each, names) for each in lines)])


def _row(line: Audit, names: Mapping[str, str]) -> list[Any]:
    at = f"{line.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
    return [line.id, at, name_of(line.actor, names), line.action, line.subject, _told(line), line.seal or ""]


def _noted(db: Db, person: Staff, *, now: dt.datetime) -> Told:
    audit.note(db, now=now, actor=f"staff:{person.id}", action="audit.exported", subject="")
    return Told(done=True, text="")


def state(found: Verified) -> str:
    """Return what a look through the chain found, in a sentence."""
    if found.broken is not None:
        return f"The chain is broken at line {found.broken}: a line was changed, taken out or put in."
    return (
        f"Verified: {found.lines} lines, seal {found.head[:12]}." if found.lines else "There are no sealed lines yet."
    )
