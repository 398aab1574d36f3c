"""Spoken: how much the clock has said to a patient, and will say: the caps are counted here."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select

from records.checkins import LIVE, PLAN
from records.models import Checkin, Visit
from records.store import Db


def by_clock(db: Db, patient_id: int, *, since: dt.datetime, until: dt.datetime, counted: tuple[str, ...] = ()) -> int:
    """Return how many messages by the clock stand between two moments: steps and nudges, and these follow-ups."""
    hers = (Visit.id == Checkin.visit_id, Visit.patient_id == patient_id)
    kinds = or_(Checkin.kind == PLAN, *(Checkin.step.startswith(f"{each}.", autoescape=True) for each in counted))
    there = or_(Checkin.sent_at.between(since, until), (Checkin.state.in_(LIVE)) & Checkin.due_at.between(since, until))
    asked = select(func.count()).select_from(Checkin).join(Visit, hers[0]).where(hers[1], kinds, there)
    nudged = select(func.count()).select_from(Checkin).join(Visit, hers[0])
    nudges = nudged.where(hers[1], Checkin.nudged_at.between(since, until))
    return int(db.scalar(asked) or 0) + int(db.scalar(nudges) or 0)


def watered(db: Db, visit_id: int) -> int:
    """Return how many check-ins of a visit carried a water line."""
    asked = select(func.count()).select_from(Checkin).where(Checkin.visit_id == visit_id, Checkin.water)
    return int(db.scalar(asked) or 0)
