"""Meaning: how an answer is read. Ticks and scores cross the same rows as words; options have their own meaning."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from bot import standing
from bot.house import House
from messages.levels import Level, highest
from messages.lexicon import SYMPTOMS
from messages.plan import Meaning, Question
from messages.reading import Circumstances, Reading, read_choice
from records import visits
from records.checkins import FOLLOWUP
from records.models import Checkin, Patient
from records.store import Db
from scheduler import followups

#: An answer given soon after a check-in was due speaks of the time when it was due.
SOON = dt.timedelta(hours=1)


def circumstances_of(db: Db, patient: Patient, row: Checkin, *, now: dt.datetime) -> Circumstances:
    """Return what changes the meaning of an answer: "dizzy" to the two-hour question is no late reaction."""
    visit = visits.get(db, row.visit_id)
    moment = row.due_at if row.due_at <= now <= row.due_at + SOON else now
    return standing.circumstances(db, patient, visit, waiting=None, question=None, now=moment, but=row.id)


def level_of(
    house: House,
    db: Db,
    patient: Patient,
    row: Checkin,
    question: Question,
    options: Sequence[str],
    *,
    now: dt.datetime,
) -> Level:
    """Return the level that some ticked options mean."""
    about = circumstances_of(db, patient, row, now=now)
    return _ticked(house, patient, question, options, about).level


def of(house: House, row: Checkin, question: Question, value: str) -> Meaning | None:
    """Return what an option means beside being an answer, the last time of a follow-up considered; or none."""
    means = question.means.get(value)
    plan = house.catalog.plan
    if means is None or not means.last_rule or row.kind != FOLLOWUP or not plan.knows(row.asking):
        return means
    if not followups.is_last(plan.followup(row.asking), row):
        return means
    return means.model_copy(update={"level": means.last_level, "rule": means.last_rule, "reply": ""})


def read(
    house: House, patient: Patient, row: Checkin, question: Question, value: str, about: Circumstances
) -> Reading | None:
    """Return how a final answer is read; none for answers that are no symptoms."""
    options = [each for each in value.split(",") if each]
    if question.kind != "choice":
        return _ticked(house, patient, question, options, about) if options else None
    means = of(house, row, question, value)
    if means is None or not (means.symptoms or means.rule):
        return None
    base = read_choice(means.symptoms, None, about, house.catalog)
    rules = (*base.rules, means.rule) if means.rule else base.rules
    return dataclasses.replace(base, level=highest(base.level, means.level), rules=rules, lang=patient.lang)


def _ticked(
    house: House, patient: Patient, question: Question, options: Sequence[str], about: Circumstances
) -> Reading:
    """Read ticked symptoms or a score with the same rows as words, never below the question's own floors."""
    if question.kind == "score":
        reading = read_choice([], int(options[0]), about, house.catalog)
    else:
        reading = read_choice([each for each in options if each in SYMPTOMS], None, about, house.catalog)
    floor = highest(reading.level, *(question.floors[each] for each in options if each in question.floors))
    return dataclasses.replace(reading, level=floor, lang=patient.lang)
