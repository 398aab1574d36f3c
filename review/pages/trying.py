"""Trying: what the bot would say to a message. Nobody gets it, nothing is kept, no flag is raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web as http

from messages import explain, replies
from messages.cards import why_of
from messages.conditions import AREAS, MODIFIERS
from messages.explain import NOON
from messages.reading import Finding, Reading, read
from messages.said import Said
from records.models import Staff
from records.store import Db
from review.desk import Desk
from review.web import Form, Routes, Shown, Visitor, Web, Work

routes = Routes()
LONGEST = 4096


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How a message was read, why, and what would be said."""

    reading: Reading
    pieces: Sequence[tuple[str, Finding | None]]
    why: Sequence[tuple[str, str]]
    said: Sequence[Said]


@routes.page("/try")
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the empty form."""
    return _page(web.desk, {"text": "", "lang": "", "hours": "", "area": "", "modifiers": []}, None)


@routes.deed("/try", back="/try")
def attempt(web: Web, form: Form) -> Work:
    """Read the message and show what came of it; the transaction has nothing to do."""
    line = {
        "text": form.text("words")[:LONGEST],
        "lang": form.text("lang") if form.text("lang") in web.desk.catalog.languages else None,
        "hours": hours(form.text("hours")),
        "area": form.text("area") if form.text("area") in AREAS else None,
        "modifiers": [each for each in form.many("modifiers") if each in MODIFIERS],
    }
    tried = _tried(web.desk, line) if str(line["text"]).strip() else None

    def work(db: Db, person: Staff) -> Shown:
        return _page(web.desk, line, tried)

    return work


def _page(desk: Desk, line: dict[str, Any], tried: Tried | None) -> Shown:
    return "trying.html", {
        "line": line,
        "tried": tried,
        "languages": desk.catalog.languages,
        "areas": AREAS,
        "modifiers": sorted(MODIFIERS),
        "titles": {name: topic.title for name, topic in desk.catalog.topics.items()},
    }


def hours(written: str) -> float | None:
    """Return hours since the session, or none where nobody wrote any that can be."""
    try:
        found = float(written.replace(",", "."))
    except ValueError:
        return None
    return found if 0 <= found <= 1000 else None


def _tried(desk: Desk, line: dict[str, Any]) -> Tried:
    about = explain.circumstances(line)
    reading = read(str(line["text"]), about, desk.catalog)
    return Tried(
        reading=reading,
        pieces=pieces(str(line["text"]), reading.findings),
        why=[(rule, why_of(rule, desk.wording)) for rule in reading.rules],
        said=replies.reply(reading, about, desk.wording, desk.catalog.answers, now=NOON),
    )


def pieces(text: str, findings: Sequence[Finding]) -> list[tuple[str, Finding | None]]:
    """Return a text in stretches, each with the finding that it is; of overlapping ones the first stands."""
    done = 0
    made: list[tuple[str, Finding | None]] = []
    for each in sorted(findings, key=lambda one: one.span):
        start, end = each.span
        if start >= done and end > start:
            made += [(text[done:start], None), (text[start:end], each)]
            done = end
    return [piece for piece in [*made, (text[done:], None)] if piece[0]]
