"""Answers: what was answered to a check-in's questions, a changed mind in the place of the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from records.models import Answer, Checkin
from records.store import Db

SORENESS = "soreness"


@dataclass(frozen=True, kw_only=True)
class Score:
    """A soreness she gave: when (UTC), how much (0-10), and whether to a step or a follow-up."""

    at: dt.datetime
    number: int
    asking: str


def of(db: Db, checkin_id: int) -> dict[str, Answer]:
    """Return what was answered so far, by question."""
    rows = db.scalars(select(Answer).where(Answer.checkin_id == checkin_id))
    return {row.question: row for row in rows}


def keep(db: Db, *, checkin_id: int, question: str, value: str, done: bool, now: dt.datetime) -> None:
    """Write down an answer; a changed mind replaces the first."""
    row = of(db, checkin_id).get(question)
    if row is None:
        db.add(Answer(checkin_id=checkin_id, question=question, value=value, done=done, at=now))
    else:
        row.value, row.done, row.at = value, done, now
    db.flush()


def of_visit(db: Db, visit_id: int) -> Sequence[tuple[Checkin, Answer]]:
    """Return a visit's final answers, oldest first, each with the check-in it belongs to."""
    asked = select(Checkin, Answer).join(Answer, Answer.checkin_id == Checkin.id)
    rows = db.execute(asked.where(Checkin.visit_id == visit_id, Answer.done).order_by(Answer.at, Answer.id))
    return [(checkin, answer) for checkin, answer in rows]


def scores(db: Db, visit_id: int) -> Sequence[Score]:
    """Return the soreness given in a visit, in the order of the check-ins; each counts when it was asked for."""
    rows = db.execute(_sore(visit_id).order_by(Checkin.due_at)).all()
    return [
        Score(at=row.due_at, number=int(answer.value), asking=row.asking)
        for row, answer in rows
        if answer.value.isdigit()
    ]


def last_score(db: Db, visit_id: int, *, but: int | None = None) -> int | None:
    """Return the newest soreness given in this visit, or none; `but` leaves out the check-in that is being answered."""
    asked = _sore(visit_id) if but is None else _sore(visit_id).where(Checkin.id != but)
    newest = db.execute(asked.order_by(Answer.at.desc(), Answer.id.desc()).limit(1)).first()
    return None if newest is None or not newest[1].value.isdigit() else int(newest[1].value)


def _sore(visit_id: int) -> Select[Checkin, Answer]:
    joined = select(Checkin, Answer).join(Answer, Checkin.id == Answer.checkin_id)
    return joined.where(Checkin.visit_id == visit_id, Answer.question == SORENESS, Answer.done)
