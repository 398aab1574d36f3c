"""The timeline: everything said by both sides, asked, answered, found and done about one patient, in order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from records.models import Answer, Audit, Checkin, Finding, Flag, Heard, Note, Outgoing, Patient, Staff, Visit
from records.queue import opened
from records.store import Db

#: So much of each kind is shown, the newest.
MOST = 500
#: Ends of a check-in that no message shows.
QUIET_ENDS = ("missed", "skipped", "stale", "cancelled", "undeliverable", "uncertain")
SEEN = "patient.seen"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing: heard, said, answer, checkin, flag, silence, deed or note."""

    at: dt.datetime
    kind: str
    #: More of it, in a word: how it was heard, a label, a question, a step, an action.
    what: str = ""
    who: str = ""
    words: str = field(default="", repr=False)
    level: str = ""
    rules: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    state: str = ""
    value: str = ""
    #: Why it is as it is, in the program's words.
    why: str = ""


def of_patient(db: Db, patient: Patient, *, limit: int = MOST) -> Sequence[Event]:
    """Return the newest things, oldest first; each sealed text is opened once."""
    names = dict(db.execute(select(Staff.id, Staff.name)).all())
    gathered = [
        *_heard(db, patient, limit),
        *_said(db, patient, limit),
        *_checkins(db, patient, limit),
        *_answers(db, patient, limit),
        *_flags(db, patient, limit),
        *_deeds(db, patient, names, limit),
        *_notes(db, patient, names, limit),
    ]
    # Sorting is stable: at one moment her words stand before what was made of them.
    return sorted(gathered, key=lambda event: event.at)[-limit:]


def _heard(db: Db, patient: Patient, limit: int) -> Iterator[Event]:
    asked = select(Heard).where(Heard.patient_id == patient.id).order_by(Heard.id.desc()).limit(limit)
    for row in reversed(db.scalars(asked).all()):
        yield Event(
            at=row.at,
            kind="heard",
            what=row.kind,
            words=opened(db, patient.ref, f"heard.words:{row.ref}", row.words),
            level=row.level,
            rules=tuple(row.rules),
            symptoms=tuple(row.symptoms),
            state="edited" if row.revision else "",
        )


def _said(db: Db, patient: Patient, limit: int) -> Iterator[Event]:
    hers = (Outgoing.patient_id == patient.id, Outgoing.chat_id == patient.chat_id, Outgoing.kind == "say")
    asked = select(Outgoing).where(*hers).order_by(Outgoing.id.desc()).limit(limit)
    for row in reversed(db.scalars(asked).all()):
        body = opened(db, row.owner, f"outgoing.body:{row.ref}", row.body)
        yield Event(
            at=row.sent_at or max(row.created_at, row.not_before),
            kind="said",
            what=row.label or "",
            words=json.loads(body)["text"] if body else "",
            state=row.state,
            why=row.error or "",
        )


def _checkins(db: Db, patient: Patient, limit: int) -> Iterator[Event]:
    hers = select(Checkin).join(Visit, Visit.id == Checkin.visit_id).where(Visit.patient_id == patient.id)
    ended = hers.where(Checkin.state.in_(QUIET_ENDS)).order_by(Checkin.id.desc()).limit(limit)
    for row in reversed(db.scalars(ended).all()):
        yield Event(at=row.settled_at or row.due_at, kind="checkin", what=row.asking, state=row.state, why=row.why)


def _answers(db: Db, patient: Patient, limit: int) -> Iterator[Event]:
    asked = (
        select(Answer, Checkin)
        .join(Checkin, Checkin.id == Answer.checkin_id)
        .join(Visit, Visit.id == Checkin.visit_id)
        .where(Visit.patient_id == patient.id, Answer.done)
        .order_by(Answer.id.desc())
        .limit(limit)
    )
    for answer, row in reversed(db.execute(asked).all()):
        yield Event(at=answer.at, kind="answer", what=answer.question, value=answer.value, state=row.asking)


def _flags(db: Db, patient: Patient, limit: int) -> Iterator[Event]:
    asked = select(Flag).where(Flag.patient_id == patient.id).order_by(Flag.id.desc()).limit(limit)
    for row in reversed(db.scalars(asked).all()):
        yield Event(at=row.opened_at, kind="flag", level=row.level, rules=tuple(row.rules))
    silent = (
        select(Finding)
        .join(Flag, Flag.id == Finding.flag_id)
        .where(Flag.patient_id == patient.id, Finding.kind.in_(("silence", "delivery")))
        .order_by(Finding.id.desc())
        .limit(limit)
    )
    for found in reversed(db.scalars(silent).all()):
        yield Event(at=found.at, kind="silence", what=found.kind, level=found.level, rules=tuple(found.rules))


def _deeds(db: Db, patient: Patient, names: dict[int, str], limit: int) -> Iterator[Event]:
    flags = db.scalars(select(Flag.ref).where(Flag.patient_id == patient.id)).all()
    hers = (Audit.subject.in_((patient.ref, *flags)), Audit.actor.startswith("staff:"))
    asked = select(Audit).where(*hers, Audit.action != "page.refused").order_by(Audit.id.desc()).limit(limit)
    for row in reversed(db.scalars(asked).all()):
        who, told = _name(row.actor.removeprefix("staff:"), names), row.details
        to = _name(str(told.get("to", "")), names)
        value = str(told.get("outcome") or told.get("grade") or told.get("minutes") or to)
        yield Event(at=row.at, kind="seen" if row.action == SEEN else "deed", what=row.action, who=who, value=value)


def _name(number: str, names: dict[int, str]) -> str:
    return names.get(int(number), "") if number.isdigit() else ""


def _notes(db: Db, patient: Patient, names: dict[int, str], limit: int) -> Iterator[Event]:
    asked = select(Note).where(Note.patient_id == patient.id).order_by(Note.id.desc()).limit(limit)
    for row in reversed(db.scalars(asked).all()):
        words = opened(db, patient.ref, f"notes.words:{row.ref}", row.words)
        yield Event(at=row.at, kind="note", who=names.get(row.staff_id, ""), words=words)
