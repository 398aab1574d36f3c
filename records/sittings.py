"""Sittings: a person at the review page, from login to logout or time-out. Of its cookie only the hash is stored."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import select, update

from records.invites import digest
from records.models import Sitting, Staff
from records.statements import changes
from records.store import Db

#: 256 bits.
COOKIE_BYTES = 32
#: A sitting ends after so long, however busy it is.
LONGEST = dt.timedelta(hours=12)
#: When it was last seen is written at most so often.
TOUCH = dt.timedelta(minutes=1)


def begin(db: Db, *, staff_id: int, now: dt.datetime) -> str:
    """Let a person sit down; return what her cookie holds: the only moment it is known."""
    token = secrets.token_urlsafe(COOKIE_BYTES)
    db.add(Sitting(token_hash=digest(token), staff_id=staff_id, made_at=now, seen_at=now))
    db.flush()
    return token


def look(db: Db, token: str, *, now: dt.datetime, idle: dt.timedelta) -> tuple[Sitting, Staff] | None:
    """Return the sitting of a cookie and whose it is; none when it was ended, idle too long, or too old."""
    asked = select(Sitting, Staff).join(Staff, Staff.id == Sitting.staff_id)
    standing = (Sitting.ended_at.is_(None), Sitting.seen_at > now - idle, Sitting.made_at > now - LONGEST)
    found = db.execute(asked.where(Sitting.token_hash == digest(token), *standing)).first()
    return None if found is None else (found[0], found[1])


def worn(sitting: Sitting, *, now: dt.datetime) -> bool:
    """Say whether it is time to write down that it was seen."""
    return now - sitting.seen_at >= TOUCH


def touch(db: Db, sitting_id: int, *, now: dt.datetime) -> None:
    """Write down that its person is still there; an older moment never takes a newer one's place."""
    seen = update(Sitting).where(Sitting.id == sitting_id, Sitting.ended_at.is_(None), Sitting.seen_at < now)
    db.execute(seen.values(seen_at=now))


def end(db: Db, sitting_id: int, *, now: dt.datetime) -> bool:
    """End one sitting. False when it was over."""
    open_ = update(Sitting).where(Sitting.id == sitting_id, Sitting.ended_at.is_(None))
    return changes(db, open_.values(ended_at=now)) == 1


def end_all(db: Db, staff_id: int, *, now: dt.datetime) -> int:
    """End every sitting of a person at once; return how many."""
    open_ = update(Sitting).where(Sitting.staff_id == staff_id, Sitting.ended_at.is_(None))
    return changes(db, open_.values(ended_at=now))
