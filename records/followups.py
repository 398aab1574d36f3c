"""Follow-ups: check-ins that something she told us has called for, each time of them a row of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from records.checkins import FOLLOWUP, LIVE, of_patient
from records.models import Checkin
from records.statements import changes
from records.store import Db


def next_number(db: Db, visit_id: int, asking: str) -> int:
    """Return the number of the next time of this follow-up in a visit."""
    return len(_numbers(db, visit_id, asking)) + 1


def _numbers(db: Db, visit_id: int, asking: str) -> Sequence[int]:
    rows = select(Checkin.id).where(
        Checkin.visit_id == visit_id, Checkin.step.startswith(f"{asking}.", autoescape=True)
    )
    return db.scalars(rows).all()


def take_back(db: Db, visit_id: int, asking: str, *, now: dt.datetime) -> int:
    """Take back the times of a follow-up that are still to come; return how many."""
    there = (Checkin.visit_id == visit_id, Checkin.step.startswith(f"{asking}.", autoescape=True))
    still = update(Checkin).where(*there, Checkin.state == "planned")
    return changes(db, still.values(state="cancelled", settled_at=now, why="asked anew or not needed any more"))


def close_sent(db: Db, visit_id: int, asking: str, *, now: dt.datetime) -> int:
    """What she tells us anew answers the follow-up that was waiting for it; return how many."""
    there = (Checkin.visit_id == visit_id, Checkin.step.startswith(f"{asking}.", autoescape=True))
    sent = update(Checkin).where(*there, Checkin.state.in_(("queued", "sent")))
    return changes(db, sent.values(state="answered", settled_at=now))


def overtaken(db: Db, row: Checkin, *, now: dt.datetime) -> bool:
    """Say whether a later time of the same follow-up is due as well: then that one asks."""
    later = (Checkin.visit_id == row.visit_id, Checkin.step.startswith(f"{row.asking}.", autoescape=True))
    due = select(Checkin.id).where(*later, Checkin.id > row.id, Checkin.state == "planned", Checkin.due_at <= now)
    return db.scalar(due.limit(1)) is not None


def near(db: Db, patient_id: int, *, until: dt.datetime) -> Checkin | None:
    """Return a follow-up that is due before a moment, or was asked and waits; none when there is none."""
    asked = of_patient(patient_id).where(Checkin.kind == FOLLOWUP, Checkin.state.in_(LIVE), Checkin.due_at <= until)
    return db.scalar(asked.order_by(Checkin.due_at).limit(1))


def undecided(db: Db, patient_id: int, *, now: dt.datetime) -> Checkin | None:
    """Return the newest follow-up that she has not yet allowed or refused in her quiet hours, or none."""
    asked = of_patient(patient_id).where(
        Checkin.kind == FOLLOWUP,
        Checkin.state == "planned",
        Checkin.wish_at.is_not(None),
        Checkin.crosses.is_(None),
        Checkin.due_at > now,
    )
    return db.scalar(asked.order_by(Checkin.id.desc()).limit(1))


def allow(db: Db, row: Checkin, *, yes: bool, now: dt.datetime, window: dt.timedelta) -> bool:
    """Write down whether a follow-up may be asked in her quiet hours, at all its times; False when it is over."""
    rows = [each for each in _open_times(db, row) if each.wish_at is not None]
    for each in rows:
        if yes:
            moment = max(each.wish_at or now, now)
            each.due_at, each.window_end, each.why = moment, moment + window, "in quiet hours, with her yes"
        each.crosses = yes
    db.flush()
    return bool(rows)


def _open_times(db: Db, row: Checkin) -> Sequence[Checkin]:
    there = (Checkin.visit_id == row.visit_id, Checkin.step.startswith(f"{row.asking}.", autoescape=True))
    return db.scalars(select(Checkin).where(*there, Checkin.state == "planned", Checkin.crosses.is_(None))).all()
