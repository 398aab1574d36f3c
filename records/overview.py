"""The overview: what a team hands over: who is silent, who is expected, whom nothing reaches, what is in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select

from records.models import Checkin, Outgoing, Patient, Visit
from records.store import Db

ENDED = ("answered", "missed")
#: Visits so old are nobody's concern of today.
RECENT = dt.timedelta(days=7)


def silent(db: Db, *, places: Collection[str]) -> Sequence[Visit]:
    """Return the running visits whose newest check-in passed without an answer."""
    newest = (
        select(Checkin.visit_id, func.max(Checkin.due_at).label("due_at"))
        .join(Visit, Visit.id == Checkin.visit_id)
        .where(Visit.state == "active", Visit.location.in_(places), Checkin.state.in_(ENDED))
        .group_by(Checkin.visit_id)
        .subquery()
    )
    missed = (
        select(Visit)
        .join(newest, newest.c.visit_id == Visit.id)
        .join(Checkin, (Checkin.visit_id == Visit.id) & (Checkin.due_at == newest.c.due_at))
        .where(Checkin.state == "missed")
    )
    return db.scalars(missed.order_by(Visit.id)).unique().all()


def expected(db: Db, *, until: dt.datetime, places: Collection[str]) -> Sequence[tuple[Visit, dt.datetime]]:
    """Return the visits with a check-in that comes until a moment, each with its first, by time."""
    first = (
        select(Checkin.visit_id, func.min(Checkin.due_at).label("due_at"))
        .where(Checkin.state == "planned", Checkin.due_at <= until)
        .group_by(Checkin.visit_id)
        .subquery()
    )
    asked = (
        select(Visit, first.c.due_at)
        .join(first, first.c.visit_id == Visit.id)
        .where(Visit.location.in_(places))
        .order_by(first.c.due_at)
    )
    return [(visit, due) for visit, due in db.execute(asked).all()]


def unreachable(db: Db, *, now: dt.datetime, places: Collection[str]) -> Sequence[Visit]:
    """Return the recent visits of patients whom no message reaches."""
    asked = select(Visit).join(Patient, Patient.id == Visit.patient_id)
    return db.scalars(_recent(asked.where(Patient.state == "unreachable", Visit.location.in_(places)), now=now)).all()


def uncertain(db: Db, *, since: dt.datetime, places: Collection[str]) -> Sequence[int]:
    """Return the ids of the patients to whom a message since a moment may not have arrived."""
    asked = select(Outgoing.patient_id).where(Outgoing.state == "uncertain", Outgoing.created_at >= since)
    asked = asked.where(Outgoing.patient_id.in_(select(Visit.patient_id).where(Visit.location.in_(places))))
    return [each for each in db.scalars(asked.distinct()) if each is not None]


def _recent(asked: Select[Visit], *, now: dt.datetime) -> Select[Visit]:
    return asked.where(Visit.ended_at >= now - RECENT).order_by(Visit.id)
