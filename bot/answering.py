"""Answers in words: what she writes may answer the question that waits (a number, "nope", "still dizzy")."""

from __future__ import annotations

import datetime as dt

from bot import checkin, onetap
from bot.house import House
from bot.standing import Standing
from messages.levels import at_least
from messages.reading import Reading
from records import asked, checkins
from records.models import Heard, Patient
from records.store import Db


def take_answer(
    db: Db, house: House, patient: Patient, who: Standing, reading: Reading, row: Heard, *, now: dt.datetime
) -> bool:
    """Take words as the answer to what was asked; False when they are no answer, or danger that goes first."""
    if at_least(reading.level, "crisis"):
        return False
    waiting = asked.by_ref(db, who.asked_ref) if who.asked_ref else None
    yes_no = reading.answers.get("yes_no")
    if waiting is not None and waiting.kind in ("now", "help", "unknown") and yes_no is not None:
        return onetap.answered(db, house, patient, waiting, yes_no, now=now)
    if who.checkin_ref is None or who.question is None:
        return False
    return _to_question(db, house, patient, who, reading, now=now)


def _to_question(db: Db, house: House, patient: Patient, who: Standing, reading: Reading, *, now: dt.datetime) -> bool:
    checkin_row = checkins.by_ref(db, who.checkin_ref or "")
    value = value_of(house, who.question or "", reading)
    if checkin_row is None or value is None:
        return False
    question = house.catalog.plan.question(who.question or "")
    checkin.finish(db, house, patient, checkin_row, question, value, now=now)
    return True


def value_of(house: House, question_id: str, reading: Reading) -> str | None:
    """Return the answer that words give to a question, or none when they give none."""
    question = house.catalog.plan.question(question_id)
    if question.kind == "score":
        return None if reading.soreness is None else str(reading.soreness)
    present = {each.symptom for each in reading.findings if each.status == "present"}
    if question.kind == "multi":
        ticked = [each for each in question.options if each in present]
        calm = reading.answers.get("yes_no") == "no" and not present
        # Symptoms that the list does not offer go through the gate like any other words.
        return ",".join(ticked) if ticked and not present - set(question.options) else "" if calm else None
    return reading.answers.get("yes_no") if question_id == "call_back" else None
