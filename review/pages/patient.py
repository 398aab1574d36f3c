"""One patient: everything said by both sides, how it goes, what is open, and what can be done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from aiohttp import web as http

from messages import promises
from records import audit, flags, glances, staff, timeline, visits
from records.flags import ALARMS
from records.models import Flag, Patient, Staff
from records.staff import FRONT_DESK
from records.store import Db
from records.timeline import Event
from review import course
from review.pages.queue import answered, group_of, why
from review.places import flag_of, patient_of
from review.web import Routes, Shown, Visitor, Web

routes = Routes()
#: A look is written down once in so long.
AGAIN = dt.timedelta(minutes=15)
#: After these a level is asked about.
GRADED = ("emergency", "crisis", "urgent")


@routes.page("/patient/{ref}")
async def show(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show a patient, and write down who looked."""
    ref, now = request.match_info["ref"], web.now()
    values, known = await web.ask(visitor, lambda db, person: _gathered(db, web, person, ref, now=now))
    if not known:
        await web.change(visitor, lambda db, person: _seen(db, web, person, ref, now=now))
    flag = values["flag"]
    kept = "" if flag is None else web.notices.kept(visitor.sitting_id, flag.ref)
    return "patient.html", {**values, "words": kept or _ready(values["ready"], request.query.get("ready", ""))}


def _gathered(db: Db, web: Web, person: Staff, ref: str, *, now: dt.datetime) -> tuple[dict[str, Any], bool]:
    patient = patient_of(db, web.desk, person, ref)
    known = glances.seen_lately(db, staff_id=person.id, subject=ref, since=now - AGAIN)
    return gather(db, web, person, patient, now=now), known


def _seen(db: Db, web: Web, person: Staff, ref: str, *, now: dt.datetime) -> None:
    # Looked at again: two pages opened at once are one look.
    if not glances.seen_lately(db, staff_id=person.id, subject=ref, since=now - AGAIN):
        audit.note(db, now=now, actor=f"staff:{person.id}", action=timeline.SEEN, subject=ref)


def _ready(answers: Sequence[tuple[str, str]], number: str) -> str:
    """Return the ready answer that an address names, in the patient's language; empty where there is none."""
    chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(answers)
    return answers[chosen][1] if chosen < len(answers) else ""


def gather(db: Db, web: Web, person: Staff, patient: Patient, *, now: dt.datetime) -> dict[str, Any]:
    """Return all that the page shows."""
    visit = visits.latest(db, patient.id)
    raised = flags.of_patient(db, patient.id)
    flag = _current(raised)
    events = timeline.of_patient(db, patient)
    return {
        **_flag(db, web, person, flag, now=now),
        "patient": patient,
        "visit": visit,
        "site": visits.Site() if visit is None else visits.site(db, visit),
        "hours_since": visits.hours_since(visit, now=now),
        "who": web.desk.pseudonym(db, patient, visit),
        "past": [_past(db, web, person, each) for each in reversed(raised) if each.state == "resolved"],
        "course": None if visit is None else course.of_visit(db, web.desk.catalog, visit),
        "days": _days(web, [event for event in events if event.kind != "seen"]),
        "seen": [event for event in reversed(events) if event.kind == "seen"][:20],
        "mark": glances.mark(db, patient),
        "language": web.desk.wording.text(patient.lang, "language_name"),
        "ready": web.desk.ready_answers(patient.lang),
        "colleagues": _colleagues(db, web, person, flag),
        "outcomes": web.desk.outcomes,
        "snoozes": web.desk.snoozes,
        "longest": web.desk.longest_reply,
    }


def _flag(db: Db, web: Web, person: Staff, flag: Flag | None, *, now: dt.datetime) -> dict[str, Any]:
    """Return what is shown of the flag that the page is about, if there is one."""
    if flag is None:
        return {"flag": None}
    by = promises.by(web.desk.clinic_of(flag.location), flag.level, flag.clock)
    return {
        "flag": flag,
        "standing": glances.standing(db, flag),
        "group": group_of(flag.level),
        "why": why(web.desk.wording, flag.rules),
        "holder": "" if flag.taken_by is None else staff.by_id(db, flag.taken_by).name,
        "mine": flag.taken_by == person.id,
        "alarm": flag.level in ALARMS,
        "by": by,
        "late": by < now and not answered(flag),
    }


def _current(raised: Sequence[Flag]) -> Flag | None:
    """Return the open flag, else the newest: that one may still be answered."""
    return next((flag for flag in raised if flag.state != "resolved"), raised[-1] if raised else None)


def _past(db: Db, web: Web, person: Staff, flag: Flag) -> dict[str, Any]:
    grades = flags.grades(db, flag.id)
    # A second reader must not know the first word.
    shown = bool(grades) and (len(grades) > 1 or grades[0].staff_id == person.id)
    return {
        "flag": flag,
        "group": group_of(flag.level),
        "why": why(web.desk.wording, flag.rules),
        "by": "" if flag.resolved_by is None else staff.by_id(db, flag.resolved_by).name,
        "grades": grades,
        "shown": grades[0].grade if shown else "",
        "graded": flag.level in GRADED,
    }


def _days(web: Web, events: Iterable[Event]) -> Sequence[tuple[dt.datetime, Sequence[Event]]]:
    zone = web.desk.wording.clinic.tz
    by_day = groupby(events, key=lambda event: event.at.astimezone(zone).date())
    return [(found[0].at, found) for found in (list(group) for _, group in by_day)]


def _colleagues(db: Db, web: Web, person: Staff, flag: Flag | None) -> Sequence[Staff]:
    """Return who could take it over: everyone else who may act on cards and sees its place."""
    if flag is None or flag.state == "resolved":
        return ()
    others = [each for each in staff.seated(db) if each.id != person.id and each.role != FRONT_DESK]
    return [each for each in others if web.desk.may(db, each.id) and flag.location in web.desk.places(db, each)]


@routes.page("/patient/{ref}/live", awake=False)
async def live(request: http.Request, web: Web, visitor: Visitor) -> http.StreamResponse:
    """Say whether there is anything new, to a page that is open."""
    ref = request.match_info["ref"]
    mark = await web.ask(visitor, lambda db, person: glances.mark(db, patient_of(db, web.desk, person, ref)))
    return http.json_response({"mark": mark})


@routes.page("/flag/{ref}/record")
async def record(request: http.Request, web: Web, visitor: Visitor) -> Shown:
    """Show the five lines for the clinic's own system; that they were taken out is written down."""
    ref, now = request.match_info["ref"], web.now()

    def work(db: Db, person: Staff) -> tuple[Sequence[str], str]:
        flag = flag_of(db, web.desk, person, ref)
        audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.recorded", subject=flag.ref)
        return web.desk.record(db, flag), db.get_one(Patient, flag.patient_id).ref

    lines, owner = await web.change(visitor, work)
    return "record.html", {"lines": lines, "ref": owner}
