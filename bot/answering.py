"""Answers in words: what she writes may answer the question that waits (a number, "nope", "still dizzy")."""

from __future__ import annotations

import datetime as dt
import enum
import re

from bot import checkin, course, onetap, promising, standing
from bot.house import House
from bot.standing import Standing
from messages.asking import ask_question
from messages.levels import at_least
from messages.plan import Question
from messages.reading import Reading, read
from records import answers, asked, checkins, followups, outgoing
from records.models import Checkin, Patient
from records.store import Db
from scheduler import say
from scheduler.questions import question as as_asked

#: Where one answer ends and the next may begin.
SEAM = re.compile(r"[,;.\n]\s+|\s+and\s+|\s+but\s+")
#: An answer to a question that may be left out is short.
FEW_WORDS = 6
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
    if waiting is not None and waiting.kind == "now" and yes_no is None and "still" in reading.answers:
        # "Still" to "is this happening now?" is a yes.
        yes_no = "yes"
    if waiting is not None and waiting.kind in ("now", "help", "unknown") and yes_no is not None:
        was_it = onetap.answered(db, house, patient, waiting, yes_no, now=now)
        return Taken.WHOLE if was_it else Taken.NOT
    if _changed(db, house, patient, who, reading, now=now) or _allowed(db, house, patient, who, reading, now=now):
        return Taken.WHOLE
    row = checkins.by_ref(db, who.checkin_ref or "")
    if row is None or who.question is None:
        return Taken.NOT
    return _to_question(db, house, patient, row, who.question, reading, words, now=now)


def _changed(db: Db, house: House, patient: Patient, who: Standing, reading: Reading, *, now: dt.datetime) -> bool:
    """ "Sorry, I meant 7": the score she gave last is put right while its window is open."""
    row = checkins.by_ref(db, who.checkin_ref or "") or checkins.answered_last(db, patient.id, now=now)
    value = reading.answers.get("changed")
    if value is None or row is None or who.question == answers.SORENESS or now >= row.window_end:
        return False
    given = answers.of(db, row.id).get(answers.SORENESS)
    if given is None or not given.done:
        return False
    said = house.wording.said(patient.lang, "changed_reply", new=value, old=given.value)
    say.to_patient(db, patient, said, now=now, label="changed")
    question = as_asked(db, house, row, answers.SORENESS)
    checkin.finish(db, house, patient, row, question, value, now=now)
    return True


def _allowed(db: Db, house: House, patient: Patient, who: Standing, reading: Reading, *, now: dt.datetime) -> bool:
    """A bare yes or no right behind "may I ask you in your quiet hours?"."""
    if outgoing.last_label(db, patient.id) != promising.NIGHT:
        return False
    row, said = followups.undecided(db, patient.id, now=now), reading.answers.get("bare")
    if row is None or said is None or not _talk_only(reading):
        return False
    told = promising.answer(db, house, patient, row, yes=said == "yes", now=now)
    if told is not None:
        say.to_patient(db, patient, told, now=now, label="night")
    return told is not None


def _talk_only(reading: Reading) -> bool:
    """Say whether words hold nothing but an answer."""
    return not reading.findings and reading.topic is None and not at_least(reading.level, "routine")


def _to_question(
    db: Db, house: House, patient: Patient, row: Checkin, name: str, reading: Reading, words: str, *, now: dt.datetime
) -> Taken:
    """Take the words as the answer to the question that waits, and what is left of them to the next one."""
    question = as_asked(db, house, row, name)
    if not question.required and _something_else(words, reading):
        return Taken.NOT
    first, _, rest = SEAM.sub("\n", words, count=1).partition("\n")
    value = value_of(question, reading, before=answers.last_score(db, row.visit_id))
    if value is None and rest.strip() and question.kind == "score":
        value = value_of(question, _read(db, house, patient, row, first, name, now=now))
    if value is None:
        return _unclear(db, house, patient, row, question, reading, now=now)
    if row.state != "missed" and _says_more(question, reading):
        course.keep(db, house, patient, row, question, value, now=now)
        # What the option means by itself is not lost behind what else she says.
        graver = course.graver(db, house, patient, row, question, value, reading.level, now=now)
        return Taken.WHOLE if graver else Taken.PARTLY
    checkin.finish(db, house, patient, row, question, value, now=now)
    _rest(db, house, patient, row, rest, now=now)
    return Taken.WHOLE


def _read(db: Db, house: House, patient: Patient, row: Checkin, words: str, name: str, *, now: dt.datetime) -> Reading:
    visit = checkins.owner(db, row)[0]
    about = standing.circumstances(db, patient, visit, waiting=None, question=name, now=now)
    return read(words, about, house.catalog)


def _says_more(question: Question, reading: Reading) -> bool:
    """ "5, and I fainted": the number is an answer, the rest is not to be lost."""
    present = {each.symptom for each in reading.findings if each.status == "present"}
    heard = (word.removeprefix("symptom:") for words in question.heard.values() for word in words)
    asked_for = PAINS if question.kind == "score" else frozenset((*question.options, *heard))
    unasked = bool(present - asked_for) or not reading.understood
    return at_least(reading.level, "urgent" if question.kind == "choice" and not unasked else "ask") and (
        unasked or question.kind == "choice"
    )


def _rest(db: Db, house: House, patient: Patient, row: Checkin, rest: str, *, now: dt.datetime) -> None:
    """ "6, no numbness": what stands behind the first answer may answer the next question."""
    name = standing.next_question(db, house, row)
    if not rest.strip() or name is None or row.state == "missed":
        return
    reading = _read(db, house, patient, row, rest, name, now=now)
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


def value_of(question: Question, reading: Reading, *, before: int | None = None) -> str | None:
    """Return the answer that words give to a question, or none; `before` is the score of "the same"."""
    if not question.required and "skip" in reading.answers:
        return ""
    match question.kind:
        case "score":
            return _score(reading, before)
        case "multi":
            return _ticked(question, reading)
        case _ if question.heard:
            return _option(question, reading)
        case _:
            said = reading.answers.get("change")
            return said if said in question.options else None


def _score(reading: Reading, before: int | None) -> str | None:
    """ "Same as this morning" is the number of this morning."""
    if reading.soreness is not None:
        return str(reading.soreness)
    same = reading.answers.get("trend") == "same" and before is not None and reading.near_score is None
    return str(before) if same else None


def _option(question: Question, reading: Reading) -> str | None:
    """Return the option that words mean: what they name first, a bare yes or no only where they name nothing."""
    present = {f"symptom:{each.symptom}" for each in reading.findings if each.status == "present"}
    told = {name for name in ("gone", "still", "call", "skip") if name in reading.answers}
    # "No need to call me" wishes for no call.
    told -= {"call"} if reading.answers.get("yes_no") == "no" else set()
    named = present | told | {reading.answers.get("trend", "")}
    for said in (named, {reading.answers.get("bare", "")}):
        found = next((option for option, words in question.heard.items() if said & {*words}), None)
        if found is not None:
            return found
    return None


def _ticked(question: Question, reading: Reading) -> str | None:
    """Symptoms that the list does not offer go through the gate like any other words."""
    present = {each.symptom for each in reading.findings if each.status == "present"}
    ticked = [each for each in question.options if each in present]
    calm = reading.answers.get("yes_no") == "no" and not present
    return ",".join(ticked) if ticked and not present - set(question.options) else "" if calm else None
