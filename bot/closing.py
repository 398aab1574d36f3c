"""Closing: how a card ends, what staff say of its level, and the plan that ends only by a button of its own."""

from __future__ import annotations

import datetime as dt

from bot import planned
from bot.house import House
from messages import cards as written
from messages.said import Said
from records import asked, audit, checkins, flags, patients, visits
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"
OUTCOMES = ("advised", "phoned", "seen", "sent_on", "nothing")
GRADES = ("right", "high", "low")
#: Levels that stop the plan's chatter; a person may let it go on.
ALARMS = ("emergency", "crisis")
#: Levels after which staff are asked whether they were right (people.md 20).
GRADED = ("emergency", "crisis", "urgent")


def end(db: Db, house: House, person: Staff, flag: Flag, outcome: str, *, now: dt.datetime) -> bool:
    """End a flag with its outcome; False when it had ended before."""
    if outcome not in OUTCOMES or not flags.resolve(db, flag, staff_id=person.id, outcome=outcome, now=now):
        return False
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.resolved", subject=flag.ref, outcome=outcome)
    # A person has looked after her: "did you get help?" would come out of the blue.
    asked.close(db, flag.patient_id, now=now)
    cards.refresh(db, house, flag, now=now)
    return True


def question(house: House, flag: Flag) -> Said:
    """Ask how it ended; what becomes of the check-ins is a line apart: an alarm has stopped them."""
    plan = "goon" if flag.level in ALARMS else "endplan"
    rows = house.wording.rows(LANG, "resolve", flag.ref, (*OUTCOMES, plan), "outcome")
    return house.wording.said(LANG, "staff_resolve_ask", buttons=rows)


def closed(house: House, flag: Flag) -> Said:
    """Say how it ended, and ask for a grade where the level mattered."""
    outcome = house.wording.text(LANG, f"outcome_{flag.outcome}")
    if flag.level not in GRADED:
        return house.wording.said(LANG, "staff_resolved", outcome=outcome)
    level = house.wording.text(LANG, f"card_level_{flag.level}")
    rows = house.wording.rows(LANG, "grade", flag.ref, GRADES, "grade")
    return house.wording.said(LANG, "staff_grade_ask", buttons=rows, outcome=outcome, level=level)


def grade(db: Db, house: House, person: Staff, flag: Flag, option: str, *, now: dt.datetime) -> Said | None:
    """Keep the grade; none when it was graded before, it is not over, or the option is no grade."""
    kind = _kind(db, person, flag)
    if option not in GRADES or flag.state != "resolved" or kind is None:
        return None
    if not flags.grade(db, flag, grade=option, staff_id=person.id, now=now, kind=kind):
        return None
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.graded", subject=flag.ref, grade=option, kind=kind)
    text = house.wording.text
    return house.wording.said(
        LANG, "staff_graded", outcome=text(LANG, f"outcome_{flag.outcome}"), grade=text(LANG, f"grade_{option}")
    )


def _kind(db: Db, person: Staff, flag: Flag) -> str | None:
    """Return whose word this is: the first, a second reader's, or the lead's where the two differ; none for no more."""
    given = {each.kind: each for each in flags.grades(db, flag.id)}
    if "first" not in given:
        return "first"
    if "second" not in given:
        return "second" if given["first"].staff_id != person.id else None
    differ = given["first"].grade != given["second"].grade
    return "settled" if differ and person.role == "lead" else None


def record(db: Db, house: House, flag: Flag, *, now: dt.datetime) -> Said:
    """Return five lines for the clinic's own system, to be copied as they stand (people.md 24)."""
    return Said(text="\n".join(record_lines(db, house, flag)), silent=True)


def record_lines(db: Db, house: House, flag: Flag) -> tuple[str, ...]:
    """Return who, what, what she was told, what was done, and how it ended."""
    view = cards.view_of(db, house, flag, now=flag.resolved_at or flag.opened_at)
    return written.record(
        view,
        house.wording,
        opened=cards.local(house, flag.opened_at, day=True),
        closed="" if flag.resolved_at is None else cards.local(house, flag.resolved_at, day=True),
    )


def end_plan(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> str:
    """End her check-ins; she is told, and can still ask."""
    patient = patients.by_id(db, flag.patient_id)
    checkins.cancel_all(db, patient_id=patient.id, now=now)
    for visit in visits.active(db, patient.id):
        visits.end(db, visit.id, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="plan.ended", subject=flag.ref)
    said = house.wording.said(patient.lang, "plan_ended")
    say.to_patient(db, patient, said, now=now, label="plan_ended", dedup=f"plan_ended:{flag.ref}:{now:%Y%m%d%H%M}")
    return house.wording.text(LANG, "staff_plan_ended", who=cards.pseudonym(db, house, patient, flag))


def go_on(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> str:
    """Let the check-ins that an alarm has stopped go on; she sees her plan."""
    patient = patients.by_id(db, flag.patient_id)
    revived = 0 if patient.state != "enrolled" else planned.revive(db, patient, now=now)
    who = cards.pseudonym(db, house, patient, flag)
    if not revived:
        return house.wording.text(LANG, "staff_go_on_none", who=who)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="plan.goes_on", subject=flag.ref)
    say.to_patient(db, patient, planned.said(db, house, patient, now=now), now=now, label="plan")
    return house.wording.text(LANG, "staff_go_on", who=who, n=revived)
