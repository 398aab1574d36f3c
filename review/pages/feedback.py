"""Feedback: was the level right? A second reader says so without seeing the first; and what was not understood."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from aiohttp import web as http

from records import audit, untaught
from records.models import Staff
from records.store import Db
from review import cases
from review.cases import BACK
from review.desk import Desk, Told
from review.places import flag_of
from review.refusing import Refused
from review.spread import agreement
from review.unread import LONGEST, unfit, unread
from review.web import Form, Routes, Shown, Visitor, Web, Work

routes = Routes()
GRADES = ("right", "high", "low")
#: So many at once: nobody reads more in a sitting.
MOST = 20


@routes.page("/feedback")
async def page(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show what waits for a second reader, what waits for the lead, and what was not understood."""
    now = web.now()
    values = await web.ask(visitor, lambda db, person: _page(db, web.desk, person, now=now))
    shown = sum(len(values[each]) for each in ("cases", "disputed", "unread"))
    if shown:
        await web.change(visitor, partial(_seen, shown=shown, now=now))
    return "feedback.html", values


def _seen(db: Db, person: Staff, *, shown: int, now: dt.datetime) -> None:
    """Patients' words were on the page: who saw them is written down, as on a patient's own page."""
    audit.note(db, now=now, actor=f"staff:{person.id}", action="feedback.seen", subject="", n=shown)


def _page(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> dict[str, Any]:
    waiting, pairs = cases.waiting(db, desk, person, now=now), cases.pairs(db, desk, person, now=now)
    missed = untaught.since(db, now - BACK, places=desk.places(db, person))
    return {
        "cases": [cases.case(db, desk, each) for each in waiting[:MOST]],
        "cases_more": max(0, len(waiting) - MOST),
        "agreed": agreement([(each.first, each.second) for each in pairs]),
        "disputed": [(cases.case(db, desk, each.flag), each) for each in cases.disputed(pairs, person)],
        "unread": unread(db, desk.catalog, missed[-MOST:][::-1]),
        "unread_more": max(0, len(missed) - MOST),
        "grades": GRADES,
        "titles": {each.id: each.title for each in sorted(desk.catalog.topics.values(), key=lambda one: one.title)},
    }


@routes.deed("/feedback/{ref}/grade", back="/feedback")
def grade(web: Web, form: Form) -> Work:
    """Say as a second reader, or settle as the lead, whether a level was right."""

    def work(db: Db, person: Staff) -> Told:
        flag, chosen = flag_of(db, web.desk, person, form.ref), form.text("grade")
        if chosen not in GRADES:
            return Told(done=False, text="Choose one: right, too high, or too low.")
        if flag.id not in _gradable(db, web.desk, person, now=form.now):
            return Told(done=False, text="This one is not yours to read: it was read already, or you closed it.")
        return web.desk.grade(db, person, flag, chosen, now=form.now)

    return work


def _gradable(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> set[int]:
    settles = cases.disputed(cases.pairs(db, desk, person, now=now), person)
    return {each.id for each in cases.waiting(db, desk, person, now=now)} | {each.flag.id for each in settles}


@routes.deed("/feedback/{ref}/teach", back="/feedback")
def teach(web: Web, form: Form) -> Work:
    """Keep words as a way of asking about a topic."""

    def work(db: Db, person: Staff) -> Told:
        row = untaught.by_ref(db, form.ref, places=web.desk.places(db, person))
        if row is None:
            raise Refused("unknown")
        words, topic = " ".join(form.text("words").split())[:LONGEST], form.text("topic")
        lang = form.text("lang") if form.text("lang") in web.desk.catalog.languages else "en"
        wrong = unfit(web.desk.catalog, words, topic, sure=bool(form.text("sure")))
        if wrong:
            return Told(done=False, text=wrong)
        return web.desk.teach(db, person, words, topic, lang, row.id, now=form.now)

    return work
