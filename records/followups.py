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


def near(db: Db, patient_id: int, *, until: dt.datetime) -> Checkin | None:
    """Return a follow-up that is due before a moment, or was asked and waits; none when there is none."""
    asked = of_patient(patient_id).where(Checkin.kind == FOLLOWUP, Checkin.state.in_(LIVE), Checkin.due_at <= until)
    return db.scalar(asked.order_by(Checkin.due_at).limit(1))


def undecided(db: Db, patient_id: int, *, now: dt.datetime) -> Checkin | None:
    """Return the follow-up that she has not yet allowed or refused in her quiet hours, the newest; or none."""
    asked = of_patient(patient_id).where(
        Checkin.kind == FOLLOWUP,
        Checkin.state == "planned",
        Checkin.wish_at.is_not(None),
        Checkin.crosses.is_(None),
        Checkin.due_at > now,
    )
    return db.scalar(asked.order_by(Checkin.id.desc()).limit(1))


def allow(db: Db, row: Checkin, *, yes: bool, now: dt.datetime, window: dt.timedelta) -> bool:
    """Write down whether it may be asked in her quiet hours. False when it was asked or taken back meanwhile."""
    values: dict[str, object] = {"crosses": yes}
    if yes and row.wish_at is not None:
        moment = max(row.wish_at, now)
        values |= {"due_at": moment, "window_end": moment + window, "why": "in quiet hours, with her yes"}
    allowed = update(Checkin).where(Checkin.id == row.id, Checkin.state == "planned").values(**values)
    done = changes(db, allowed) == 1
    db.refresh(row)
    return done
