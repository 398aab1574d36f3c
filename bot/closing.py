"""Closing: how a card ends, what staff say of its level, and the plan that ends only by a button of its own."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Said
from records import asked, audit, checkins, flags, patients, visits
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"
OUTCOMES = ("advised", "phoned", "seen", "sent_on", "nothing")
GRADES = ("right", "high", "low")
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
    """Ask how it ended; ending the check-ins too is a line apart."""
    rows = house.wording.rows(LANG, "resolve", flag.ref, (*OUTCOMES, "endplan"), "outcome")
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
    """Keep the grade; none when it was graded before or the option is no grade."""
    if option not in GRADES or not flags.grade(db, flag, grade=option, staff_id=person.id, now=now):
        return None
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.graded", subject=flag.ref, grade=option)
    text = house.wording.text
    return house.wording.said(
        LANG, "staff_graded", outcome=text(LANG, f"outcome_{flag.outcome}"), grade=text(LANG, f"grade_{option}")
    )


def end_plan(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> str:
    """End her check-ins; she is told, and can still ask."""
    patient = patients.by_id(db, flag.patient_id)
    visit = visits.latest(db, patient.id)
    if visit is not None:
        checkins.cancel(db, visit_id=visit.id, now=now)
        visits.end(db, visit.id, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="plan.ended", subject=flag.ref)
    said = house.wording.said(patient.lang, "plan_ended")
    say.to_patient(db, patient, said, now=now, label="plan_ended", dedup=f"plan_ended:{flag.ref}")
    return house.wording.text(LANG, "staff_plan_ended", who=cards.pseudonym(db, house, patient, flag))
