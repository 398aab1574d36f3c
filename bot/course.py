"""The course of a check-in: what an answer means, and what is asked next."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from bot import planned, raising, setup, standing
from bot.house import House
from messages.asking import ask_question
from messages.levels import Level, at_least, highest
from messages.plan import Question
from messages.reading import Circumstances, Reading, read_choice
from messages.replies import Refs, reply
from records import checkins, flags, visits
from records.lanes import Lane
from records.models import Checkin, Patient
from records.store import Db
from scheduler import say
from scheduler.checkins import needed
from scheduler.checkins import question as as_asked

#: An answer given soon after a check-in was due speaks of the time when it was due.
SOON = dt.timedelta(hours=1)
#: What a choice means beside being an answer: a level, and the rule that staff read.
CHOICES: dict[tuple[str, str], tuple[Level, str]] = {
    ("call_back", "yes"): ("routine", "r25_call_back"),
    ("change", "6"): ("routine", "r19_change_worse"),
    ("change", "7"): ("routine", "r19_change_worse"),
    ("trend", "worse"): ("routine", "r19_said_worse"),
    ("normal", "no"): ("urgent", "r20_cannot_do"),
}


def circumstances_of(db: Db, patient: Patient, row: Checkin, *, now: dt.datetime) -> Circumstances:
    """Return what changes the meaning of an answer: "dizzy" to the two-hour question is no late reaction."""
    visit = visits.get(db, row.visit_id)
    moment = row.due_at if row.due_at <= now <= row.due_at + SOON else now
    return standing.circumstances(db, patient, visit, waiting=None, question=None, now=moment)


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
    return _read(house, patient, question, options, about).level


def _read(house: House, patient: Patient, question: Question, options: Sequence[str], about: Circumstances) -> Reading:
    """Read ticked symptoms or a score with the same rows as words, never below the question's own floors."""
    if question.kind == "score":
        reading = read_choice([], int(options[0]), about, house.catalog)
    else:
        reading = read_choice(list(options), None, about, house.catalog)
    floor = highest(reading.level, *(question.floors[each] for each in options if each in question.floors))
    return dataclasses.replace(reading, level=floor, lang=patient.lang)


def go_on(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> None:
    """Act on a final answer: danger first, then the next question or a kind end."""
    about = circumstances_of(db, patient, row, now=now)
    reading = _meaning(house, patient, question, value, about)
    _settle(db, house, row, now=now)
    if reading is not None and act(db, house, patient, row, reading, about, now=now):
        return
    onward(db, house, patient, row, now=now)


def keep(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> None:
    """Write an answer down without a word: what was said beside it is answered first."""
    checkins.answer(db, checkin_id=row.id, question=question.id, value=value, done=True, now=now)
    _settle(db, house, row, now=now)


def onward(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> None:
    """Ask the next question, or end kindly."""
    following = standing.next_question(db, house, row)
    if following is None:
        _close(db, house, patient, row, now=now)
    else:
        _ask(db, house, patient, row, following, now=now)


def heed(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> bool:
    """Act on what an answer means without keeping it; True when it meant something for a person."""
    about = circumstances_of(db, patient, row, now=now)
    reading = _meaning(house, patient, question, value, about)
    if reading is None or not at_least(reading.level, "routine"):
        return False
    act(db, house, patient, row, reading, about, now=now)
    return True


def _meaning(house: House, patient: Patient, question: Question, value: str, about: Circumstances) -> Reading | None:
    """Return how an answer is read; none for answers that are no symptoms."""
    options = [each for each in value.split(",") if each]
    if question.kind == "choice":
        means = CHOICES.get((question.id, options[0] if options else ""))
        if means is None:
            return None
        base = read_choice([], None, about, house.catalog)
        return dataclasses.replace(base, level=means[0], rules=(means[1],), lang=patient.lang)
    return _read(house, patient, question, options, about) if options else None


def _settle(db: Db, house: House, row: Checkin, *, now: dt.datetime) -> None:
    """A check-in is answered when its required questions are."""
    given = checkins.answers(db, row.id)
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
) -> bool:
    """Flag and answer; True when nothing more is to be asked after it."""
    visit = visits.get(db, row.visit_id)
    symptoms = raising.present(reading)
    flag = None
    if reading.level != "none":
        flag = raising.raise_for(
            db,
            house,
            patient,
            visit,
            None,
            reading.level,
            reading.rules,
            symptoms,
            now=now,
            checkin_id=row.id,
        )
    serious = reading.level in ("emergency", "crisis")
    if not serious and not at_least(reading.level, "routine"):
        return False
    refs = Refs(flag=flag.ref if flag else "")
    site = raising.site_of(db, house, visit)
    lane = Lane.URGENT if at_least(reading.level, "urgent") else Lane.REPLY
    for said in reply(reading, about, house.wording, house.catalog.answers, now=now, refs=refs, site=site):
        say.to_patient(db, patient, said, now=now, lane=lane, label=reading.level)
    if serious:
        raising.stop_chatter(db, house, patient, visit, None, reading.rules, now=now)
    else:
        raising.ask_again(db, house, patient, None, reading, now=now)
    return serious


def _ask(db: Db, house: House, patient: Patient, row: Checkin, following: str, *, now: dt.datetime) -> None:
    said = ask_question(house.wording, patient.lang, as_asked(db, house, row, following), ref=row.ref)
    say.to_patient(
        db,
        patient,
        said,
        now=now,
        label="next_question",
        checkin_id=row.id,
        dedup=f"question:{row.id}:{following}",
    )


def _close(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> None:
    """Say thanks in the way that fits, plan the check that soreness calls for, and end the plan after its last."""
    more = _more(db, house, patient, row, now=now)
    last = not any(each.state in checkins.LIVE for each in checkins.of_visit(db, row.visit_id))
    key = "checkin_more" if more else "checkin_end" if last else _thanks(db, patient, row)
    said = house.wording.said(patient.lang, key)
    say.to_patient(db, patient, said, now=now, label="checkin_end", dedup=f"end:{row.id}")
    if last:
        visits.end(db, row.visit_id, now=now)
    else:
        setup.show_again(db, house, patient, now=now)


def _more(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> bool:
    """Plan the step that a sore answer calls for: one more check on the third day."""
    score = checkins.answers(db, row.id).get("soreness")
    number = int(score.value) if score is not None and score.value.isdigit() else None
    step = house.catalog.plan.following(row.step, number)
    if step is None:
        return False
    visit = visits.get(db, row.visit_id)
    due = planned.one(house, patient, visit, step, now=now)
    return checkins.plan(db, visit_id=visit.id, plan_version=row.plan_version, steps=[due]) == 1


def _thanks(db: Db, patient: Patient, row: Checkin) -> str:
    """Ordinary soreness is called usual once, then praised where it falls; everything else is just thanked for."""
    scores = checkins.scores(db, visit_id=row.visit_id)
    given = checkins.answers(db, row.id).get("soreness")
    if given is None or not given.value.isdigit() or flags.open_of(db, patient.id) is not None:
        return "checkin_thanks"
    if len(scores) > 1:
        return "checkin_falling" if scores[-1] < scores[-2] else "checkin_thanks"
    return "checkin_ok" if 0 < int(given.value) <= 6 else "checkin_thanks"
