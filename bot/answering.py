"""Answers in words: what she writes may answer the question that waits (a number, "nope", "still dizzy")."""

from __future__ import annotations

import datetime as dt
import enum
import re

from bot import checkin, course, onetap, standing
from bot.house import House
from bot.standing import Standing
from messages.asking import ask_question
from messages.levels import at_least
from messages.plan import Question
from messages.reading import Reading, read
from records import asked, checkins, visits
from records.models import Checkin, Patient
from records.store import Db
from scheduler import say
from scheduler.checkins import question as as_asked

#: Where one answer ends and the next may begin.
SEAM = re.compile(r"[,;.\n]\s+|\s+and\s+|\s+but\s+")
#: An answer to a question that may be left out is short.
FEW_WORDS = 6
#: What of a reading answers a choice; yes or no where nothing is named.
WORDS = {"change": "change", "trend": "trend"}
#: An unclear score from here on is shown to staff while she is asked again (row 19).
SORE = 7
PAINS = frozenset({"soreness", "severe_pain"})


class Taken(enum.Enum):
    """What became of words that may be an answer."""

    NOT = enum.auto()
    #: The answer is kept, and what was said beside it is still to be answered.
    PARTLY = enum.auto()
    WHOLE = enum.auto()


def take_answer(
    db: Db, house: House, patient: Patient, who: Standing, reading: Reading, words: str, *, now: dt.datetime
) -> Taken:
    """Take words as the answer to what was asked, unless danger goes first; say whether more is to be answered."""
    if at_least(reading.level, "crisis"):
        return Taken.NOT
    waiting = asked.by_ref(db, who.asked_ref) if who.asked_ref else None
    yes_no = reading.answers.get("yes_no")
    if waiting is not None and waiting.kind in ("now", "help", "unknown") and yes_no is not None:
        was_it = onetap.answered(db, house, patient, waiting, yes_no, now=now)
        return Taken.WHOLE if was_it else Taken.NOT
    row = checkins.by_ref(db, who.checkin_ref or "")
    if row is None or who.question is None:
        return Taken.NOT
    return _to_question(db, house, patient, row, who.question, reading, words, now=now)


def _to_question(
    db: Db, house: House, patient: Patient, row: Checkin, name: str, reading: Reading, words: str, *, now: dt.datetime
) -> Taken:
    """Take the words as the answer to the question that waits, and what is left of them to the next one."""
    question = as_asked(db, house, row, name)
    if not question.required and _something_else(words, reading):
        return Taken.NOT
    first, _, rest = SEAM.sub("\n", words, count=1).partition("\n")
    value = value_of(question, reading)
    if value is None and rest.strip() and question.kind == "score":
        value = value_of(question, _read(db, house, patient, first, name, now=now))
    if value is None:
        return _unclear(db, house, patient, row, question, reading, now=now)
    if row.state != "missed" and _says_more(question, reading):
        course.keep(db, house, patient, row, question, value, now=now)
        return Taken.PARTLY
    checkin.finish(db, house, patient, row, question, value, now=now)
    _rest(db, house, patient, row, rest, now=now)
    return Taken.WHOLE


def _read(db: Db, house: House, patient: Patient, words: str, name: str, *, now: dt.datetime) -> Reading:
    visit = visits.latest(db, patient.id)
    about = standing.circumstances(db, patient, visit, waiting=None, question=name, now=now)
    return read(words, about, house.catalog)


def _says_more(question: Question, reading: Reading) -> bool:
    """ "5, and I fainted": the number is an answer, the rest is not to be lost."""
    present = {each.symptom for each in reading.findings if each.status == "present"}
    asked_for = PAINS if question.kind == "score" else frozenset(question.options)
    return at_least(reading.level, "ask") and bool(present - asked_for or not reading.understood)


def _rest(db: Db, house: House, patient: Patient, row: Checkin, rest: str, *, now: dt.datetime) -> None:
    """ "6, no numbness": what stands behind the first answer may answer the next question."""
    name = standing.next_question(db, house, row)
    if not rest.strip() or name is None or row.state == "missed":
        return
    reading = _read(db, house, patient, rest, name, now=now)
    question = as_asked(db, house, row, name)
    value = value_of(question, reading)
    if value is not None and not at_least(reading.level, "urgent"):
        checkin.finish(db, house, patient, row, question, value, now=now)


def _something_else(words: str, reading: Reading) -> bool:
    """A question or a story is no answer to what she may leave out."""
    return reading.topic is not None or "?" in words or len(words.split()) > FEW_WORDS


def _unclear(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, reading: Reading, *, now: dt.datetime
) -> Taken:
    """ "11", "7.5", "five or six": nothing is recorded and the buttons come again; a high one alarms meanwhile."""
    if question.kind != "score" or reading.near_score is None or row.state == "missed":
        return Taken.NOT
    if reading.near_score >= SORE:
        course.heed(db, house, patient, row, question, str(reading.near_score), now=now)
    said = ask_question(house.wording, patient.lang, question, ref=row.ref)
    text = house.wording.text(patient.lang, "score_again")
    say.to_patient(db, patient, said.model_copy(update={"text": text}), now=now, label="score_again", checkin_id=row.id)
    return Taken.WHOLE


def value_of(question: Question, reading: Reading) -> str | None:
    """Return the answer that words give to a question, or none when they give none."""
    if not question.required and "skip" in reading.answers:
        return ""
    match question.kind:
        case "score":
            return None if reading.soreness is None else str(reading.soreness)
        case "multi":
            return _ticked(question, reading)
        case _:
            said = reading.answers.get(WORDS.get(question.id, "yes_no"))
            said = "yes" if question.id == "call_back" and "call" in reading.answers and said != "no" else said
            return said if said in question.options else None


def _ticked(question: Question, reading: Reading) -> str | None:
    """Symptoms that the list does not offer go through the gate like any other words."""
    present = {each.symptom for each in reading.findings if each.status == "present"}
    ticked = [each for each in question.options if each in present]
    calm = reading.answers.get("yes_no") == "no" and not present
    return ",".join(ticked) if ticked and not present - set(question.options) else "" if calm else None
