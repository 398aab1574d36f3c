"""One-tap questions: "is this happening now?", the danger list, "did you get help?", and what each answer does."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from telegram import Update

from bot import pickers, promising, raising, recheck, standing
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.levels import Level, at_least
from messages.reading import Reading, read_choice
from messages.replies import Refs, reply, topic_said
from records import asked, heard, patients, visits
from records.lanes import Lane
from records.models import Asked, Heard, Patient
from records.store import Db
from scheduler import asking, followups, say
from scheduler.followups import Promise

#: What the plain words of the danger list mean.
DANGERS = {
    "chest": ("shortness_of_breath",),
    "weak": ("weakness",),
    "faint": ("fainting",),
    "harm": ("self_harm",),
}


#: Signs in a picture that are for today.
PHOTO = ("growing", "palm", "hard")


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take a tap on one of these questions' buttons; danger counts whatever became of the question."""
    now = house.now()
    chat_id = update.effective_chat.id if update.effective_chat else 0

    def work(db: Db) -> str | None:
        patient = patients.by_chat(db, chat_id)
        if patient is None:
            return house.wording.text(house.config.language, "tap_stale")
        _show(db, house, patient, update, tap, now=now)
        match tap.action:
            case "topic":
                return _topic(db, house, patient, tap.ref, now=now)
            case "ask":
                return _ask_clinic(db, house, patient, tap, now=now)
            case "emerg":
                return recheck.after_emergency(db, house, patient, tap, now=now)
        row = asked.by_ref(db, tap.ref)
        if row is None or row.patient_id != patient.id:
            return house.wording.text(patient.lang, "tap_stale")
        if tap.action == "photo":
            _photo(db, house, patient, row, tap.option, now=now)
        elif tap.action == "danger":
            _danger(db, house, patient, row, tap.option, now=now)
        else:
            answered(db, house, patient, row, tap.option, now=now)
        return None

    return work


def _show(db: Db, house: House, patient: Patient, update: Update, tap: Tap, *, now: dt.datetime) -> None:
    """The question she has answered shows what she said and loses its buttons; emergency texts stay as they are."""
    row = pickers.tapped(db, update)
    query = update.callback_query
    message = query.message if query else None
    text = getattr(message, "text", None)
    label = _label(message, query.data if query else None)
    if row is None or tap.action == "emerg" or not text or not label:
        return
    said = house.wording.text(patient.lang, "answered", answer=label)
    from_old = house.wording.said(patient.lang, "answered", answer=label)
    say.edit(db, patient, from_old.model_copy(update={"text": f"{text}\n\n{said}"}), target_id=row, now=now)


def _label(message: object, data: str | None) -> str:
    markup = getattr(message, "reply_markup", None)
    buttons = [button for line in getattr(markup, "inline_keyboard", ()) for button in line]
    return next((button.text for button in buttons if button.callback_data == data), "")


def answered(db: Db, house: House, patient: Patient, row: Asked, option: str, *, now: dt.datetime) -> bool:
    """Act on yes, no or passed to "now?", "did you get help?" or the danger list; True when that was it."""
    if row.kind == "help":
        recheck.helped(db, house, patient, row, option, now=now)
        return True
    if option == "yes" and row.kind == "unknown":
        # "Yes" to a list says not to which: put it again rather than guess.
        return False
    asked.answer(db, row, now=now)
    if option == "yes":
        level: Level = "emergency" if row.silence == "urgent" else "urgent"
        alarm(db, house, patient, row.rules, level, (), now=now)
        return True
    key = _no_reply(house, row)
    if row.kind == "unknown" or row.silence == "urgent":
        _for_review(db, house, patient, row.rules, row.heard_id, now=now)
    _tell(db, house, patient, key, now=now, time=house.wording.reply_by(patient.lang, now))
    return True


def _no_reply(house: House, row: Asked) -> str:
    """What "no" is answered with; whoever denied thoughts of death keeps the number all the same."""
    if any(rule.startswith("worse_") for rule in row.rules):
        # She was just told to be seen today: "good" would take that back.
        return "worse_none_reply"
    if row.kind == "unknown":
        return "unknown_none_reply"
    return "harm_no_reply" if _only_crisis(house, row.rules) else "now_no_reply"


def _danger(db: Db, house: House, patient: Patient, row: Asked, option: str, *, now: dt.datetime) -> None:
    if option in DANGERS:
        asked.answer(db, row, now=now)
        about = standing.circumstances(db, patient, visits.latest(db, patient.id), waiting=None, question=None, now=now)
        reading = read_choice(list(DANGERS[option]), None, about, house.catalog)
        alarm(db, house, patient, reading.rules, reading.level, DANGERS[option], now=now)
    else:
        answered(db, house, patient, row, "no", now=now)


def _photo(db: Db, house: House, patient: Patient, row: Asked, option: str, *, now: dt.datetime) -> None:
    """What a picture cannot tell: growing, big or hard is for today; on the neck is asked further, at once."""
    asked.answer(db, row, now=now)
    if option == "neck":
        rules = ["photo_neck"]
        question = asking.put(
            db, house, patient, kind="now", heard_id=row.heard_id, rules=rules, silence="urgent", now=now
        )
        said = house.wording.asked(patient.lang, "now", question.ref, rules)
        say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label="asked")
    elif option in PHOTO:
        alarm(db, house, patient, (f"photo_{option}",), "urgent", ("bruising",), now=now)
    else:
        _tell(db, house, patient, "photo_none_reply", now=now, time=house.wording.reply_by(patient.lang, now))


def alarm(
    db: Db,
    house: House,
    patient: Patient,
    rules: Sequence[str],
    level: Level,
    symptoms: Sequence[str],
    *,
    now: dt.datetime,
) -> None:
    """Raise a level that a tap has made certain, and say its text at once."""
    visit = visits.latest(db, patient.id)
    about = standing.circumstances(db, patient, visit, waiting=None, question=None, now=now)
    reading = dataclasses.replace(
        read_choice(list(symptoms), None, about, house.catalog),
        level="crisis" if level == "emergency" and _only_crisis(house, rules) else level,
        rules=tuple(rules),
        lang=patient.lang,
    )
    flag = raising.raise_for(db, house, patient, visit, None, reading.level, rules, symptoms, now=now)
    promise = followups.plan(db, house, patient, visit, reading, now=now)
    _say_all(db, house, patient, reading, flag.ref if flag else "", promise, now=now)
    if at_least(reading.level, "crisis"):
        raising.stop_chatter(db, house, patient, visit, None, rules, now=now)


def _only_crisis(house: House, rules: Sequence[str]) -> bool:
    """Whether thoughts of death are all that was grave: soreness beside them sends nobody an ambulance for a chest."""
    grave = {row.id for row in house.catalog.triage.rows if row.never_suppress}
    asked_about = [rule for rule in rules if rule in grave or rule.startswith("r10")]
    return bool(asked_about) and all(rule.startswith("r10") for rule in asked_about)


def _say_all(
    db: Db,
    house: House,
    patient: Patient,
    reading: Reading,
    flag_ref: str,
    promise: Promise | None,
    *,
    now: dt.datetime,
) -> None:
    visit = visits.latest(db, patient.id)
    about = standing.circumstances(db, patient, visit, waiting=None, question=None, now=now)
    site, refs = raising.site_of(db, house, visit), Refs(flag=flag_ref)
    told = reply(reading, about, house.wording, house.catalog.answers, now=now, refs=refs, site=site)
    for said in promising.kept(house, patient, told, promise, now=now):
        say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label=promising.label(said, reading.level))


def _for_review(
    db: Db, house: House, patient: Patient, rules: Sequence[str], heard_id: int | None, *, now: dt.datetime
) -> None:
    row = None if heard_id is None else db.get(Heard, heard_id)
    visit = visits.latest(db, patient.id)
    raising.raise_for(db, house, patient, visit, row, "routine", rules or ("not_understood",), (), now=now)


def _tell(db: Db, house: House, patient: Patient, key: str, *, now: dt.datetime, time: str = "") -> None:
    said = house.wording.said(patient.lang, key, time=time)
    say.to_patient(db, patient, said, now=now, label=key)


def _topic(db: Db, house: House, patient: Patient, topic_id: str, *, now: dt.datetime) -> str | None:
    topic = house.catalog.answer(topic_id, patient.lang)
    if topic is None:
        return house.wording.text(patient.lang, "tap_stale")
    said = topic_said(house.wording, patient.lang, topic)
    say.to_patient(db, patient, said, now=now, label="topic")
    return None


def _ask_clinic(db: Db, house: House, patient: Patient, tap: Tap, *, now: dt.datetime) -> str | None:
    """*Ask my clinic*: her question goes to staff for review; *None of these* is noted and no more."""
    row = heard.by_ref(db, tap.ref, patient_id=patient.id)
    if row is None:
        return house.wording.text(patient.lang, "tap_stale")
    if tap.option != "yes":
        _tell(db, house, patient, "all_right", now=now)
        return None
    _for_review(db, house, patient, ("r25_asked_clinic",), row.id, now=now)
    _tell(db, house, patient, "asked_clinic", now=now, time=house.wording.reply_by(patient.lang, now))
    return None
