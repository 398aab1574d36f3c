"""Logins: one-time links to the review page. The token is never stored, only its hash."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import select, update

from records.invites import TOKEN_BYTES, digest
from records.models import Login
from records.statements import changes
from records.store import Db

LIFE = dt.timedelta(minutes=10)


def make(db: Db, *, staff_id: int, now: dt.datetime) -> str:
    """Write a link that lives for ten minutes and return its token: the only moment it is known."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.add(Login(token_hash=digest(token), staff_id=staff_id, made_at=now, expires_at=now + LIFE))
    db.flush()
    return token


def by_token(db: Db, token: str) -> Login | None:
    """Return the link of this token, used or too old as it may be, or none."""
    return db.scalar(select(Login).where(Login.token_hash == digest(token)))


def use(db: Db, login: Login, *, now: dt.datetime) -> bool:
    """Let it in once. False when it was used before or is too old."""
    fresh = update(Login).where(Login.id == login.id, Login.used_at.is_(None), Login.expires_at > now)
    used = changes(db, fresh.values(used_at=now)) == 1
    db.refresh(login)
    return used
