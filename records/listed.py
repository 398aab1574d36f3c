"""Listed: the invites of the last days with what staff wrote on them, for the page that shows and imports them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, select

from records import invites
from records.invites import Details
from records.keys import CannotOpen
from records.models import Invite
from records.statements import dialect
from records.store import Db

#: Any number of our own: on PostgreSQL two imports of the same list go one after the other.
ADVISORY = 4_148_006
MOST = 1000


def recent(db: Db, *, since: dt.datetime, places: Collection[str]) -> list[tuple[Invite, Details]]:
    """Return the invites made since a moment, newest first; those whose key was destroyed are left out."""
    asked = select(Invite).where(Invite.made_at >= since, Invite.location.in_(places))
    rows = db.scalars(asked.order_by(Invite.id.desc()).limit(MOST)).all()
    opened = ((row, _details(db, row)) for row in rows)
    return [(row, details) for row, details in opened if details is not None]


def _details(db: Db, invite: Invite) -> Details | None:
    try:
        return invites.details(db, invite)
    except CannotOpen:
        return None


def alone(db: Db) -> None:
    """Let no other import look at what is there until this transaction ends; SQLite has one writer anyway."""
    if dialect(db) == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(ADVISORY)))
