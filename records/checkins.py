"""Check-ins: planned questions. planned → queued → sent → answered | missed, or an end without success."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from records.models import Answer, Checkin, Patient, Visit
from records.statements import changes, dialect, insert, table
from records.store import Db
from records.types import new_ref

LIVE = ("planned", "queued", "sent")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A step of a plan with its times (UTC)."""

    step: str
    due_at: dt.datetime
    window_end: dt.datetime
    #: planned, or skipped where the timetable has no place for it.
    state: str = "planned"


def plan(db: Db, *, visit_id: int, plan_version: str, steps: Iterable[Planned]) -> int:
    """Write a visit's check-ins; a step that stands already is left as it is. Return how many are new."""
    rows = [
        {
            "ref": new_ref(),
            "visit_id": visit_id,
            "plan_version": plan_version,
            "state": each.state,
            "step": each.step,
            "due_at": each.due_at,
            "window_end": each.window_end,
        }
        for each in steps
    ]
    if not rows:
        return 0
    # PostgreSQL does not say how many rows such an INSERT wrote, so they are counted.
    written = insert(dialect(db), Checkin).values(rows).on_conflict_do_nothing()
    return len(db.execute(written.returning(table(Checkin).c.id)).all())


def due(db: Db, *, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return planned check-ins whose time has come, oldest first."""
    asked = select(Checkin).where(Checkin.state == "planned", Checkin.due_at <= now)
    return db.scalars(asked.order_by(Checkin.due_at).limit(limit)).all()


def owner(db: Db, checkin: Checkin) -> tuple[Visit, Patient]:
    """Return the visit and the patient a check-in belongs to."""
    visit = db.get_one(Visit, checkin.visit_id)
    return visit, db.get_one(Patient, visit.patient_id)


def by_ref(db: Db, ref: str) -> Checkin | None:
    """Return the check-in that a button names, or none."""
    return db.scalar(select(Checkin).where(Checkin.ref == ref))


def of_visit(db: Db, visit_id: int) -> Sequence[Checkin]:
    """Return a visit's check-ins in the order of their times."""
    return db.scalars(select(Checkin).where(Checkin.visit_id == visit_id).order_by(Checkin.due_at)).all()


def waiting(db: Db, visit_id: int) -> Checkin | None:
    """Return the newest check-in that was sent and not yet answered, or none."""
    asked = select(Checkin).where(Checkin.visit_id == visit_id, Checkin.state == "sent")
    return db.scalar(asked.order_by(Checkin.due_at.desc()).limit(1))


def move(db: Db, checkin_id: int, *, old: tuple[str, ...], new: str, **values: dt.datetime | None) -> bool:
    """Change a state, only from the states named. False when it had moved on."""
    changed = changes(
        db,
        update(Checkin).where(Checkin.id == checkin_id, Checkin.state.in_(old)).values(state=new, **values),
    )
    db.expire_all()
    return changed == 1


def cancel(db: Db, *, visit_id: int, now: dt.datetime) -> int:
    """Cancel what is planned or queued of a visit; return how many."""
    return changes(
        db,
        update(Checkin)
        .where(Checkin.visit_id == visit_id, Checkin.state.in_(("planned", "queued")))
        .values(state="cancelled", settled_at=now),
    )


def revive(db: Db, *, visit_id: int, now: dt.datetime) -> int:
    """After *resume*: plan again what was cancelled and is still to come; return how many."""
    return changes(
        db,
        update(Checkin)
        .where(Checkin.visit_id == visit_id, Checkin.state == "cancelled", Checkin.due_at > now)
        .values(state="planned", settled_at=None),
    )


def unanswered(db: Db, *, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return sent check-ins whose window is over: silence, which is a result."""
    asked = select(Checkin).where(Checkin.state == "sent", Checkin.window_end <= now)
    return db.scalars(asked.order_by(Checkin.window_end).limit(limit)).all()


def to_nudge(db: Db, *, sent_before: dt.datetime, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return check-ins sent before a moment that have had no answer and no nudge."""
    asked = select(Checkin).where(
        Checkin.state == "sent",
        Checkin.nudged_at.is_(None),
        Checkin.sent_at <= sent_before,
        Checkin.window_end > now,
    )
    return db.scalars(asked.order_by(Checkin.sent_at).limit(limit)).all()


def spoken(db: Db, visit_id: int) -> int:
    """Return how many messages by the clock a visit has had or will have: check-ins and nudges."""
    rows = of_visit(db, visit_id)
    sent = [row for row in rows if row.sent_at is not None or row.state in LIVE]
    return len(sent) + sum(row.nudged_at is not None for row in rows)


def open_question(db: Db, visit_id: int, *, now: dt.datetime) -> Checkin | None:
    """Return the newest check-in whose window is open and that was answered: optional questions may be left."""
    asked = select(Checkin).where(Checkin.visit_id == visit_id, Checkin.state == "answered", Checkin.window_end > now)
    return db.scalar(asked.order_by(Checkin.due_at.desc()).limit(1))


def answers(db: Db, checkin_id: int) -> dict[str, Answer]:
    """Return what was answered so far, by question."""
    rows = db.scalars(select(Answer).where(Answer.checkin_id == checkin_id))
    return {row.question: row for row in rows}


def answer(db: Db, *, checkin_id: int, question: str, value: str, done: bool, now: dt.datetime) -> None:
    """Write down an answer; a changed mind replaces the first."""
    row = answers(db, checkin_id).get(question)
    if row is None:
        db.add(Answer(checkin_id=checkin_id, question=question, value=value, done=done, at=now))
    else:
        row.value, row.done, row.at = value, done, now
    db.flush()


def scores(db: Db, *, visit_id: int, question: str = "soreness") -> list[int]:
    """Return the numbers given to a question in this visit, in the order of the check-ins."""
    asked = (
        select(Answer.value)
        .join(Checkin, Checkin.id == Answer.checkin_id)
        .where(Checkin.visit_id == visit_id, Answer.question == question, Answer.done)
        .order_by(Checkin.due_at)
    )
    return [int(value) for value in db.scalars(asked) if value.isdigit()]


def last_score(db: Db, *, visit_id: int, question: str = "soreness") -> int | None:
    """Return the newest number given to a question in this visit, or none."""
    asked = (
        select(Answer.value)
        .join(Checkin, Checkin.id == Answer.checkin_id)
        .where(Checkin.visit_id == visit_id, Answer.question == question, Answer.done)
        .order_by(Answer.at.desc())
        .limit(1)
    )
    value = db.scalar(asked)
    return None if value is None or not value.isdigit() else int(value)


def shift(db: Db, *, visit_id: int, planned: Planned) -> bool:
    """Move a check-in that is still to come to another time. False when it is on its way or over."""
    step = (Checkin.visit_id == visit_id, Checkin.step == planned.step, Checkin.state == "planned")
    moved = update(Checkin).where(*step).values(due_at=planned.due_at, window_end=planned.window_end)
    return changes(db, moved) == 1
