"""The course of a check-in: what an answer sets in motion, and what is asked next."""

from __future__ import annotations

import datetime as dt

from bot import ending, meaning, promising, raising, standing
from bot.house import House
from messages.asking import ask_question
from messages.levels import Level, at_least
from messages.plan import Meaning, Question
from messages.reading import Circumstances, Reading
from messages.replies import Refs, reply
from records import answers, checkins, flags, visits
from records import followups as waiting
from records.lanes import Lane
from records.models import Checkin, Patient
from records.store import Db
from scheduler import asking, followups, say
from scheduler.questions import needed
from scheduler.questions import question as as_asked

#: What silence to a question that an answer has raised becomes.
SILENCE = {"danger": "urgent", "harm": "urgent", "neck": "urgent"}


def go_on(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> None:
    """Act on a final answer: danger first, then what it means, then the next question or a kind end."""
    about = meaning.circumstances_of(db, patient, row, now=now)
    reading = meaning.read(house, patient, row, question, value, about)
    means = meaning.of(house, row, question, value) or Meaning()
    _settle(db, house, row, now=now)
    if means.ends:
        waiting.take_back(db, row.visit_id, row.asking, now=now)
    if reading is not None and act(db, house, patient, row, reading, about, spoken=bool(means.reply), now=now):
        return
    told = _tell(db, house, patient, row, means, now=now) or _flagged(reading)
    if means.asks:
        _ask_danger(db, house, patient, row, means, now=now)
        return
    onward(db, house, patient, row, told=told, now=now)


def keep(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> None:
    """Write an answer down without a word: what was said beside it is answered first."""
    answers.keep(db, checkin_id=row.id, question=question.id, value=value, done=True, now=now)
    _settle(db, house, row, now=now)


def graver(
    db: Db,
    house: House,
    patient: Patient,
    row: Checkin,
    question: Question,
    value: str,
    level: Level,
    *,
    now: dt.datetime,
) -> bool:
    """Act on an option that means more than the words around it; False where the words mean as much."""
    about = meaning.circumstances_of(db, patient, row, now=now)
    reading = meaning.read(house, patient, row, question, value, about)
    if reading is None or at_least(level, reading.level):
        return False
    act(db, house, patient, row, reading, about, now=now)
    return True


def onward(
    db: Db,
    house: House,
    patient: Patient,
    row: Checkin,
    *,
    now: dt.datetime,
    told: bool = False,
    again: bool = False,
) -> None:
    """Ask the next question, or end kindly; `again` asks one that was asked before."""
    following = standing.next_question(db, house, row)
    if following is None:
        ending.close(db, house, patient, row, told=told, now=now)
    else:
        _ask(db, house, patient, row, following, again=again, now=now)


def heed(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> bool:
    """Act on what an answer means without keeping it; True when it meant something for a person."""
    about = meaning.circumstances_of(db, patient, row, now=now)
    reading = meaning.read(house, patient, row, question, value, about)
    if reading is None or not _flagged(reading):
        return False
    act(db, house, patient, row, reading, about, now=now)
    return True


def _flagged(reading: Reading | None) -> bool:
    return reading is not None and at_least(reading.level, "routine")


def _settle(db: Db, house: House, row: Checkin, *, now: dt.datetime) -> None:
    """A check-in is answered when its required questions are."""
    given = answers.of(db, row.id)
    if all(each in given and given[each].done for each in needed(db, house, row)):
        checkins.move(db, row.id, old=("queued", "sent"), new="answered", settled_at=now)


def act(
    db: Db,
    house: House,
    patient: Patient,
    row: Checkin,
    reading: Reading,
    about: Circumstances,
    *,
    now: dt.datetime,
    spoken: bool = False,
) -> bool:
    """Flag, plan what follows, and answer; True when nothing more is to be asked after it.

    `spoken` where the plan has an answer of its own for what is no danger. What will be asked about again is
    answered at any level: "the ten minutes are over" must not come out of the blue.
    """
    visit = visits.get(db, row.visit_id)
    flag = None
    if reading.level != "none":
        symptoms = raising.present(reading)
        flag = raising.raise_for(
            db, house, patient, visit, None, reading.level, reading.rules, symptoms, now=now, checkin_id=row.id
        )
    serious = reading.level in ("emergency", "crisis")
    promise = followups.plan(db, house, patient, visit, reading, during=row, now=now)
    answers_itself = spoken and not at_least(reading.level, "urgent")
    if (_flagged(reading) and not answers_itself) or promise is not None:
        refs, site = Refs(flag=flag.ref if flag else ""), raising.site_of(db, house, visit)
        lane = Lane.URGENT if at_least(reading.level, "urgent") else Lane.REPLY
        said = reply(reading, about, house.wording, house.catalog.answers, now=now, refs=refs, site=site)
        for each in promising.kept(house, patient, said, promise, now=now):
            say.to_patient(db, patient, each, now=now, lane=lane, label=promising.label(each, reading.level))
    if serious:
        raising.stop_chatter(db, house, patient, visit, None, reading.rules, now=now)
    return serious


def _tell(db: Db, house: House, patient: Patient, row: Checkin, means: Meaning, *, now: dt.datetime) -> bool:
    """Say what an option is answered with, and when it is asked once more; True when something was said."""
    promise = None
    if means.again_minutes:
        promise = followups.once_more(db, house, patient, row, minutes=means.again_minutes, now=now)
    if not means.reply or flags.alarmed(db, patient.id):
        return False
    said = house.wording.said(patient.lang, means.reply, contact=house.wording.contact_line(patient.lang, now))
    for each in promising.kept(house, patient, [said], promise, now=now):
        say.to_patient(db, patient, each, now=now, label=promising.label(each, means.reply))
    return True


def _ask_danger(db: Db, house: House, patient: Patient, row: Checkin, means: Meaning, *, now: dt.datetime) -> None:
    """Worse or new: the list of dangers in plain words, or the one question that fits, at once."""
    rules = {"danger": [f"worse_{row.asking}"], "harm": ["r10_asked"], "neck": ["photo_neck"]}[means.asks]
    kind = "unknown" if means.asks == "danger" else "now"
    question = asking.put(
        db, house, patient, kind=kind, heard_id=None, rules=rules, silence=SILENCE[means.asks], now=now
    )
    if means.asks == "danger":
        said = house.wording.danger_list(patient.lang, "worse_ask", question.ref)
    else:
        said = house.wording.asked(patient.lang, "now", question.ref, rules)
    say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label="asked", dedup=f"asked:{question.ref}")


def _ask(
    db: Db, house: House, patient: Patient, row: Checkin, following: str, *, now: dt.datetime, again: bool = False
) -> None:
    said = ask_question(house.wording, patient.lang, as_asked(db, house, row, following), ref=row.ref)
    if again:
        said = said.model_copy(update={"text": f"{house.wording.text(patient.lang, 'lost_again')}\n\n{said.text}"})
    say.to_patient(
        db,
        patient,
        said,
        now=now,
        label="next_question",
        checkin_id=row.id,
        # A repeated question needs a key of its own; its name stands last, where a reply to it is looked up.
        dedup=f"question:{row.id}:{now.timestamp():.0f}:{following}" if again else f"question:{row.id}:{following}",
    )
