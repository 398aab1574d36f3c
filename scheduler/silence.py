"""Silence: a check-in that nobody answered ends as such, and where it may mean something staff see it."""

from __future__ import annotations

import datetime as dt

from messages.levels import Level, highest
from messages.lexicon import SYMPTOMS
from messages.reading import Circumstances, read_choice
from records import answers, checkins, flags, visits
from records.checkins import PLAN
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import cards
from scheduler.say import Voice

#: Areas near the lung: silence there is a staff item (clinical.md 3.2).
NEAR_LUNG = ("neck", "shoulder", "upper_back", "chest")


def close(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """sent → missed when the window is over; return how many."""
    silent = checkins.unanswered(db, now=now)
    for row in silent:
        if checkins.move(db, row.id, old=("sent",), new="missed", settled_at=now):
            visit, patient = checkins.owner(db, row)
            here = voice.at(visit.location)
            _half_said(db, here, row, visit, patient, now=now)
            _look_after(db, here, row, visit, patient, now=now)
            _end(db, visit, now=now)
    return len(silent)


def _half_said(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    """What she ticked without *Done* was meant: staff see it."""
    plan = voice.catalog.plan
    asked = {each.id: each for each in plan.questions if each.kind == "multi"}
    there = [each for each in answers.of(db, row.id).values() if not each.done and each.question in asked]
    ticked = [option for each in there for option in each.value.split(",") if option in SYMPTOMS]
    if not ticked:
        return
    about = Circumstances(
        hours=visits.hours_since(visit, now=now),
        area=visits.site(db, visit).area or None,
        modifiers=frozenset(patient.modifiers or ()),
    )
    reading = read_choice(ticked, None, about, voice.catalog)
    level = highest(reading.level, "routine")
    raised = flags.raise_(db, patient_id=patient.id, visit_id=visit.id, level=level, rules=reading.rules, now=now)
    flags.join(
        db, raised.flag, kind="answer", level=level, rules=reading.rules, symptoms=ticked, checkin_id=row.id, now=now
    )
    cards.put(db, voice, raised, now=now, words=False)


def _look_after(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    """Silence after "fine" is nobody's item; after something worse, or near the lung, it is."""
    if row.kind != PLAN:
        _recheck(db, voice, row, visit, patient, now=now)
    elif _near_lung(db, row, visit):
        _raise(db, voice, visit, patient, "routine", "silence_near_lung", now=now)
    elif _worse_before(db, row):
        _raise(db, voice, visit, patient, "routine", "silence_after_worse", now=now)


def unasked(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    """A follow-up that was promised and did not get out is as bad as one that nobody answered: staff are told."""
    if row.kind != PLAN:
        _recheck(db, voice, row, visit, patient, now=now)


def _recheck(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    plan = voice.catalog.plan
    level = plan.followup(row.asking).silence if plan.knows(row.asking) else "routine"
    _raise(db, voice, visit, patient, level, f"silence_{row.asking}", now=now)


def _near_lung(db: Db, row: Checkin, visit: Visit) -> bool:
    """No answer to both first check-ins in a high-risk area (clinical.md section 4)."""
    states = {each.step: each for each in checkins.steps(db, visit.id)}
    first = states.get("c1")
    # After a late-afternoon session c1 is asked together with c2: then its silence is that of both.
    both = row.step == "c2" and (first is None or first.state in ("missed", "skipped"))
    return both and visits.site(db, visit).area in NEAR_LUNG


def _worse_before(db: Db, row: Checkin) -> bool:
    """Say whether the last thing she answered before was one that staff were shown."""
    there = [each for each in checkins.of_visit(db, row.visit_id) if each.due_at < row.due_at]
    answered = [each for each in there if each.state == "answered"]
    return bool(answered) and flags.found_in(db, answered[-1].id)


def _raise(db: Db, voice: Voice, visit: Visit, patient: Patient, level: Level, rule: str, *, now: dt.datetime) -> None:
    raised = flags.raise_(db, patient_id=patient.id, visit_id=visit.id, level=level, rules=[rule], now=now)
    flags.join(db, raised.flag, kind="silence", level=level, rules=[rule], now=now)
    cards.put(db, voice, raised, now=now, words=False)
    if level in cards.SERIOUS and not raised.new and not raised.higher:
        # Her card is as grave already: without a sound nobody would see the silence.
        cards.alert(db, voice, raised.flag, rule, now=now)


def _end(db: Db, visit: Visit, *, now: dt.datetime) -> None:
    """The plan ends with its last check-in."""
    if all(row.state not in checkins.LIVE for row in checkins.steps(db, visit.id)):
        visits.end(db, visit.id, now=now)
