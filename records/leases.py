"""Leases: who has a flag in hand. alerted → taken ⇄ alerted; a take ends by itself when nothing comes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, update

from records import flags
from records.flags import ALARMS
from records.models import Flag
from records.statements import changes
from records.store import Db


def take(db: Db, flag: Flag, *, staff_id: int, lease_until: dt.datetime, now: dt.datetime) -> bool:
    """A person takes it, as a lease. False when it is someone's already or resolved."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state.in_(("open", "alerted")))
        .values(**_held(staff_id, lease_until, now)),
    )
    db.refresh(flag)
    return changed == 1


def keep(db: Db, flag: Flag, *, lease_until: dt.datetime | None) -> bool:
    """A reply or a logged call fulfils the lease: it does not ring again by itself."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state == "taken")
        .values(lease_until=lease_until, next_at=lease_until),
    )
    db.refresh(flag)
    return changed == 1


def hand(db: Db, flag: Flag, *, by: int, to: int, lease_until: dt.datetime, now: dt.datetime) -> bool:
    """Give what one person holds, or nobody does, to another. False when a third has it, or it is over."""
    changed = changes(
        db,
        update(Flag).where(Flag.id == flag.id, _free_for(by)).values(**_held(to, lease_until, now)),
    )
    db.refresh(flag)
    return changed == 1


def snooze(db: Db, flag: Flag, *, by: int, until: dt.datetime) -> bool:
    """Put it off: it is nobody's, and rings anew then. False for an alarm, for somebody else's, or when it is over."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, _free_for(by), Flag.level.not_in(ALARMS))
        .values(
            state="alerted",
            taken_by=None,
            taken_at=None,
            lease_until=None,
            snoozed_until=until,
            rings=0,
            next_at=until,
        ),
    )
    db.refresh(flag)
    return changed == 1


def release(db: Db, *, staff_id: int, now: dt.datetime) -> Sequence[Flag]:
    """Give back all that somebody held: it is nobody's again and rings (people.md 19). Return what it was."""
    held = db.scalars(select(Flag).where(Flag.taken_by == staff_id, Flag.state == "taken")).all()
    for flag in held:
        flag.state, flag.taken_by, flag.taken_at, flag.lease_until = "alerted", None, None, None
        flags.begin(flag, now=now)
    db.flush()
    return held


def lapse(db: Db, flag: Flag, *, now: dt.datetime) -> bool:
    """A lease ran out without a reply: it is nobody's again and rings."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state == "taken", Flag.lease_until <= now)
        .values(state="alerted", taken_by=None, taken_at=None, lease_until=None, since=now, rings=0, next_at=now),
    )
    db.refresh(flag)
    return changed == 1


def _free_for(staff_id: int) -> ColumnElement[bool]:
    """Nobody has it, or she does."""
    return or_(Flag.state.in_(("open", "alerted")), and_(Flag.state == "taken", Flag.taken_by == staff_id))


def _held(staff_id: int, lease_until: dt.datetime, now: dt.datetime) -> dict[str, object]:
    """Somebody has it, for as long as the lease says."""
    held = {"state": "taken", "taken_by": staff_id, "taken_at": now, "snoozed_until": None}
    return {**held, "lease_until": lease_until, "next_at": lease_until}
