"""Asking: one-tap questions, put again once, and what silence makes of them (people.md 1 and 2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from messages.said import Said
from records import asked, flags, patients, visits
from records.lanes import Lane
from records.models import Asked, Flag, Patient
from records.store import Db
from scheduler import cards, say
from scheduler.say import Voice


def put(
    db: Db,
    voice: Voice,
    patient: Patient,
    *,
    kind: str,
    heard_id: int | None,
    rules: Sequence[str],
    silence: str,
    now: dt.datetime,
) -> Asked:
    """Open a question and start its clock; the caller says it with the row's ref on its buttons."""
    wait = voice.times.help_after if kind == "help" else voice.times.question_again
    return asked.ask(
        db,
        patient_id=patient.id,
        heard_id=heard_id,
        kind=kind,
        rules=rules,
        silence=silence,
        next_at=now + dt.timedelta(minutes=wait),
        now=now,
    )


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Look after every question whose time is over; return how many there were."""
    rows = asked.due(db, now=now)
    for row in rows:
        patient = patients.by_id(db, row.patient_id)
        here = voice.at(visits.place_of(db, patient.id)) if len(voice.places) > 1 else voice
        TURNS.get(row.kind, _now)(db, here, row, patient, now)
    return len(rows)


def _now(db: Db, voice: Voice, row: Asked, patient: Patient, now: dt.datetime) -> None:
    """Unanswered: repeated at five minutes, staff's at ten."""
    if row.state == "open":
        over = row.asked_at + dt.timedelta(minutes=voice.times.question_over)
        if asked.repeat(db, row, next_at=over):
            say.to_patient(db, patient, question(voice, row, patient), now=now, lane=Lane.URGENT, label="asked")
        return
    if asked.escalate(db, row, now=now):
        _silent(db, voice, row, patient, level=row.silence, now=now)


def _help(db: Db, voice: Voice, row: Asked, patient: Patient, now: dt.datetime) -> None:
    """After an emergency text: ask "did you get help?"; silence repeats the text and sends staff to the phone."""
    if row.state == "open":
        over = now + dt.timedelta(minutes=voice.times.help_over)
        if asked.repeat(db, row, next_at=over):
            say.to_patient(db, patient, question(voice, row, patient), now=now, lane=Lane.URGENT, label="asked")
        return
    if asked.escalate(db, row, now=now):
        again = voice.wording.said(patient.lang, "emergency_again")
        say.to_patient(db, patient, again, now=now, lane=Lane.URGENT, label="emergency")
        flag = _silent(db, voice, row, patient, level="emergency", now=now, rules=["help_silent"])
        cards.alert(db, voice, flag, "help_silent", now=now)


def question(voice: Voice, row: Asked, patient: Patient) -> Said:
    """Return the question as the patient sees it, its buttons naming the row."""
    return voice.wording.asked(patient.lang, row.kind, row.ref, row.rules)


def _silent(
    db: Db, voice: Voice, row: Asked, patient: Patient, *, level: str, now: dt.datetime, rules: Sequence[str] = ()
) -> Flag:
    """Silence becomes a finding on her card; return the flag."""
    visit, why = visits.latest(db, patient.id), [*row.rules, *rules]
    raised = flags.raise_(
        db,
        patient_id=patient.id,
        visit_id=None if visit is None else visit.id,
        level=level,
        rules=why,
        now=now,
    )
    flags.join(db, raised.flag, kind="silence", level=level, rules=why, now=now, heard_id=None)
    cards.put(db, voice, raised, now=now, words=True)
    return raised.flag


TURNS: dict[str, Callable[[Db, Voice, Asked, Patient, dt.datetime], None]] = {"help": _help}
