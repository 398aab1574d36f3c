"""Search: patients by initials, day, level, topic and state; never by what they wrote, which is sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web as http

from messages.levels import LEVELS
from records import audit, search
from records.models import Staff
from records.search import Found
from records.store import Db
from records.tally import Span
from review.desk import Desk, Told
from review.trays import trays_of
from review.web import Form, Routes, Shown, Visitor, Web, Work

routes = Routes()
USUAL = 30
MOST_SHOWN = 200
STATES = ("open", "closed", "calm", "running", "stopped")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is looked for; initials name a patient, so that they stand in no address."""

    who: str = field(default="", repr=False)
    since: dt.date
    until: dt.date
    level: str = ""
    topic: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A visit that was found, and how staff call it."""

    name: str
    found: Found


@routes.page("/search")
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the form, and what the last question of this sitting finds."""
    now = web.now()
    asked = trays_of(web).look(visitor.sitting_id, Question, now=now)
    question = asked or _usual(_today(web.desk, now))
    hits, cut = await web.ask(visitor, lambda db, person: _hits(db, web.desk, person, question))
    return "search.html", {
        "question": question,
        "asked": asked is not None,
        "hits": hits[:MOST_SHOWN],
        "more": len(hits) - MOST_SHOWN,
        "cut": search.MOST if cut else 0,
        "levels": LEVELS[:5],
        "states": STATES,
        "topics": web.desk.catalog.topics,
    }


@routes.deed("/search", back="/search")
def ask(web: Web, form: Form) -> Work:
    """Take the question in hand; the page that follows answers it."""
    today = _today(web.desk, form.now)
    question = Question(
        who=form.text("who").strip()[:40],
        since=_date(form.text("since"), today - dt.timedelta(days=USUAL)),
        until=_date(form.text("until"), today),
        level=form.text("level") if form.text("level") in LEVELS else "",
        topic=form.text("topic") if form.text("topic") in web.desk.catalog.topics else "",
        state=form.text("state") if form.text("state") in STATES else "",
    )

    def work(db: Db, person: Staff) -> Told:
        # That somebody looked is written down; for whom is not, for that is a name.
        audit.note(db, now=form.now, actor=f"staff:{person.id}", action="patients.searched", subject="")
        trays_of(web).put(form.visitor.sitting_id, question, now=form.now)
        return Told(done=True, text="This is what was found.")

    return work


def _today(desk: Desk, now: dt.datetime) -> dt.date:
    return now.astimezone(desk.wording.clinic.tz).date()


def _usual(today: dt.date) -> Question:
    return Question(since=today - dt.timedelta(days=USUAL), until=today)


def _date(written: str, usual: dt.date) -> dt.date:
    try:
        found = dt.date.fromisoformat(written)
    except ValueError:
        return usual
    # The last year of the calendar has no tomorrow.
    return found if 2000 < found.year < 2200 else usual


def _hits(db: Db, desk: Desk, person: Staff, question: Question) -> tuple[Sequence[Hit], bool]:
    zone = desk.wording.clinic.tz
    span = Span(
        since=dt.datetime.combine(question.since, dt.time(), zone),
        until=dt.datetime.combine(question.until + dt.timedelta(days=1), dt.time(), zone),
        places=desk.places(db, person),
    )
    found, cut = search.visits(db, span, level=question.level, topic=question.topic, state=question.state)
    wanted = _words(question.who)
    # Names are sealed: each is opened, and nothing else of a patient.
    hits = (Hit(name=desk.pseudonym(db, each.patient, each.visit), found=each) for each in found)
    return [each for each in hits if all(word in _words(each.name) for word in wanted)], cut


def _words(name: str) -> list[str]:
    return "".join(char if char.isalnum() or char == ":" else " " for char in name.casefold().replace(".", "")).split()
