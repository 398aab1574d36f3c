"""Audit: who did what to what, and when. Lines are only ever added, and each is sealed to the one before it.

A seal shows that a line was changed, taken out or put in between. It does not stop somebody who holds the master key;
for that the newest seal is also said in the staff chat every day, where this machine cannot take it back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select

from records.models import Audit
from records.statements import dialect, table
from records.store import Db, sealer

audit = table(Audit)
#: Where the daily look keeps the number of a line that does not fit.
BROKEN = "audit_broken"
AT_A_TIME = 1000
#: Any number of our own: on PostgreSQL two writers add their lines one after the other.
ADVISORY = 4_148_005


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What a look through the chain found."""

    #: Lines with a seal, and older ones without.
    lines: int
    unsealed: int
    #: The newest seal; empty where there is none.
    head: str
    #: The number of the first line that does not fit; none when all do.
    broken: int | None


def note(
    db: Db, *, now: dt.datetime, actor: str, action: str, subject: str, **details: str | float | bool | None
) -> None:
    """Add a line; `details` are ids, states and numbers, never a patient's words."""
    if dialect(db) == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(ADVISORY)))
    line = {"at": now, "actor": actor, "action": action, "subject": subject, "details": details}
    db.execute(insert(audit).values(line | {"seal": _seal(db, head(db), line)}))


def head(db: Db) -> str:
    """Return the newest seal; empty before the first."""
    return db.scalar(select(audit.c.seal).order_by(audit.c.id.desc()).limit(1)) or ""


def count(db: Db) -> int:
    """Count the sealed lines."""
    return db.scalar(select(func.count(audit.c.seal))) or 0


def verify(db: Db) -> Verified:
    """Look through the whole chain."""
    before, lines, unsealed, newest = "", 0, 0, 0
    for row in _lines(db):
        # A line without a seal is from before the chain; behind a sealed one it was put in.
        fits = _fits(db, row, before) if row.seal is not None else not lines
        if not fits:
            return Verified(lines=lines, unsealed=unsealed, head=before, broken=row.id)
        lines, unsealed = (lines + 1, unsealed) if row.seal is not None else (lines, unsealed + 1)
        before, newest = row.seal or "", row.id
    return Verified(lines=lines, unsealed=unsealed, head=before if newest else "", broken=None)


def _lines(db: Db) -> Iterator[Row[Any]]:
    """Go through all lines, some at a time."""
    last = 0
    while rows := db.execute(select(audit).where(audit.c.id > last).order_by(audit.c.id).limit(AT_A_TIME)).all():
        yield from rows
        last = rows[-1].id


def _fits(db: Db, row: Row[Any], before: str) -> bool:
    line = {"at": row.at, "actor": row.actor, "action": row.action, "subject": row.subject, "details": row.details}
    return hmac.compare_digest(row.seal, _seal(db, before, line))


def _seal(db: Db, before: str, line: dict[str, Any]) -> str:
    written = line | {"at": line["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")}
    body = json.dumps([before, written], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(sealer(db).secret(b"audit"), body.encode(), hashlib.sha256).hexdigest()


def holds(db: Db, seal: str) -> bool:
    """Say whether some line has this seal, or one that begins so: what was said in the staff chat is still there."""
    found = select(audit.c.id).where(audit.c.seal.startswith(seal, autoescape=True)).limit(1)
    return db.scalar(found) is not None


def newest(db: Db, *, before: int | None = None, action: str = "", limit: int = 100) -> Sequence[Audit]:
    """Return lines, newest first, from below a number on, all or those whose action begins with a word."""
    asked = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(Audit.id < before)
    if action:
        asked = asked.where(Audit.action.startswith(action, autoescape=True))
    return db.scalars(asked).all()
