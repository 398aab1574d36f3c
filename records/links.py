"""Links: one-time links by which a person of the clinic gets a seat. The token is never stored, only its hash."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import select, update

from records.invites import LIFE, TOKEN_BYTES, digest
from records.models import StaffLink
from records.statements import changes
from records.store import Db


def make(db: Db, *, name: str, role: str, now: dt.datetime) -> str:
    """Write a link that lives for 72 hours and return its token: the only moment it is known."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.add(StaffLink(token_hash=digest(token), name=name, role=role, made_at=now, expires_at=now + LIFE))
    db.flush()
    return token


def by_token(db: Db, token: str) -> StaffLink | None:
    """Return the link of this token, in whatever state, or none."""
    return db.scalar(select(StaffLink).where(StaffLink.token_hash == digest(token)))


def use(db: Db, link: StaffLink, *, staff_id: int, now: dt.datetime) -> bool:
    """Let one person take the seat. False when it was taken before or the link is too old."""
    changed = changes(
        db,
        update(StaffLink)
        .where(StaffLink.id == link.id, StaffLink.staff_id.is_(None), StaffLink.expires_at > now)
        .values(staff_id=staff_id, used_at=now),
    )
    return changed == 1
