"""Check-ins answered by buttons: a tick, a number, *Done*; a danger button acts at the tap (people.md 1)."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot import course, meaning, pickers
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.asking import SKIP, ask_question, option_label
from messages.levels import at_least
from messages.plan import Question
from messages.said import Said
from records import answers, checkins, patients
from records.models import Checkin, Patient
from records.store import Db
from scheduler import say
from scheduler.questions import question as as_asked

#: States in which an answer still counts; a missed one is heard, and stays missed.
ANSWERABLE = ("queued", "sent", "answered", "missed")


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take a tap on a question's button."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient, row = patients.by_chat(db, chat_id), checkins.by_ref(db, tap.ref)
        if patient is None or row is None or not _hers(db, row, patient):
            return house.wording.text(house.config.language, "tap_stale")
        if not _asked(house, row, tap.action):
            return house.wording.text(patient.lang, "tap_stale")
        question = as_asked(db, house, row, tap.action)
        if not _possible(question, tap.option):
            return house.wording.text(patient.lang, "tap_stale")
        if row.state not in ANSWERABLE:
            return _over(db, house, patient, row, question, tap.option, now=now)
        if question.kind == "multi" and tap.option not in ("done", SKIP):
            return _toggle(db, house, update, patient, row, question, tap.option, now=now)
        ticks = question.kind == "multi" and tap.option == "done"
        value = _ticked(db, row, question) if ticks else "" if tap.option == SKIP else tap.option
        finish(db, house, patient, row, question, value, now=now, tapped_row=pickers.tapped(db, update))
        return house.wording.text(patient.lang, "tap_noted")

    return work


def _asked(house: House, row: Checkin, question: str) -> bool:
    """A button of an older plan may name what this one does not know any more."""
    plan = house.catalog.plan
    return plan.knows(row.asking) and any(each.id == question for each in plan.questions)


def _over(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, option: str, *, now: dt.datetime
) -> str:
    """A check-in that was taken back, or of which nobody knows whether it came: danger in a tap counts all the same."""
    if option not in ("done", SKIP):
        course.heed(db, house, patient, row, question, option, now=now)
    return house.wording.text(patient.lang, "tap_stale")


def _hers(db: Db, row: Checkin, patient: Patient) -> bool:
    return checkins.owner(db, row)[1].id == patient.id


def _possible(question: Question, option: str) -> bool:
    if option == SKIP:
        return not question.required
    if question.kind == "score":
        return option.isdigit() and int(option) <= 10
    return option in question.options or (question.kind == "multi" and option == "done")


def _ticked(db: Db, row: Checkin, question: Question) -> str:
    given = answers.of(db, row.id).get(question.id)
    return "" if given is None else given.value


def _toggle(
    db: Db,
    house: House,
    update: Update,
    patient: Patient,
    row: Checkin,
    question: Question,
    option: str,
    *,
    now: dt.datetime,
) -> str | None:
    """Tick or untick an option; one that means danger is an answer by itself, at once."""
    ticked = set(filter(None, _ticked(db, row, question).split(",")))
    ticked ^= {option}
    value = ",".join(each for each in question.options if each in ticked)
    tapped_row = pickers.tapped(db, update)
    level = meaning.level_of(house, db, patient, row, question, [option], now=now)
    if option in ticked and at_least(level, "crisis"):
        finish(db, house, patient, row, question, value, now=now, tapped_row=tapped_row)
        return None
    answers.keep(db, checkin_id=row.id, question=question.id, value=value, done=False, now=now)
    if tapped_row is not None:
        said = ask_question(house.wording, patient.lang, question, ref=row.ref, chosen=ticked)
        say.edit(db, patient, said, target_id=tapped_row, now=now, checkin_id=row.id)
    return None


def finish(
    db: Db,
    house: House,
    patient: Patient,
    row: Checkin,
    question: Question,
    value: str,
    *,
    now: dt.datetime,
    tapped_row: int | None = None,
) -> None:
    """An answer is final: keep it, show it in place of the buttons, act on it, and go on."""
    if row.state == "missed":
        _too_late(db, house, patient, row, question, value, now=now)
        return
    before = answers.of(db, row.id).get(question.id)
    again = before is not None and before.done and before.value == value
    answers.keep(db, checkin_id=row.id, question=question.id, value=value, done=True, now=now)
    if tapped_row is not None:
        say.edit(db, patient, _answered(house, patient, question, value), target_id=tapped_row, now=now)
    if not again:
        course.go_on(db, house, patient, row, question, value, now=now)


def _too_late(
    db: Db, house: House, patient: Patient, row: Checkin, question: Question, value: str, *, now: dt.datetime
) -> None:
    """A check that has ended stays as it was; what she says is read for danger all the same, and she is told."""
    if course.heed(db, house, patient, row, question, value, now=now):
        return
    said = house.wording.said(patient.lang, "late_answer")
    say.to_patient(db, patient, said, now=now, label="late_answer", dedup=f"late:{row.id}")


def _answered(house: House, patient: Patient, question: Question, value: str) -> Said:
    """Return the question with what she said, without buttons."""
    text, lang = house.wording.text, patient.lang
    labels = [option_label(house.wording, lang, question, each) for each in value.split(",") if each]
    none = "answered_none" if question.required else "skipped"
    said = text(lang, "answered", answer=", ".join(labels)) if labels else text(lang, none)
    return Said(text=f"{text(lang, question.text)}\n\n{said}")
