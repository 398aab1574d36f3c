"""Inbox: raw updates, committed before Telegram is told. new → settled | dead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, literal_column, select, update
from sqlalchemy.sql.dml import ReturningInsert

from records.keys import HOUSE, Keys
from records.models import Inbox
from records.statements import changes, dialect, insert, table
from records.store import Db, sealer
from records.types import new_ref

#: After a quiet week Telegram starts its numbers at random again: settled ones are not kept for long.
KEPT = dt.timedelta(days=3)
#: A dead row may hold a patient's words that nobody has seen: someone has this long to look.
DEAD_KEPT = dt.timedelta(days=30)

inbox = table(Inbox)
# Written out, not bound: only so do the databases use the partial index.
NEW = inbox.c.state == literal_column("'new'")


# Every update crosses this one: it is built once.
SETTLE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), NEW)
    .values(state="settled", raw=None, settled_at=bindparam("at"))
)


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A raw update as it came: `hint` is a first look's sense of danger."""

    update_id: int
    chat_id: int | None
    raw: str = field(repr=False)
    hint: bool = False


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A committed row that waits to be handled."""

    id: int
    chat_id: int | None
    hint: bool


def remember(db: Db, arrived: Sequence[Arrived], *, now: dt.datetime) -> list[Waiting]:
    """Write a batch down; updates that are there already are passed over. Return the rows that are new."""
    if not arrived:
        return []
    keys = sealer(db)
    rows = db.execute(_kept(dialect(db)), [_row(keys, each, now) for each in arrived])
    return sorted((Waiting(id=id_, chat_id=chat, hint=hint) for id_, chat, hint in rows), key=lambda row: row.id)


@cache
def _kept(name: str) -> ReturningInsert[Any]:
    once = insert(name, Inbox).on_conflict_do_nothing(index_elements=[inbox.c.update_id])
    return once.returning(inbox.c.id, inbox.c.chat_id, inbox.c.hint)


def _row(keys: Keys, each: Arrived, now: dt.datetime) -> dict[str, object]:
    ref = new_ref()
    return {
        "ref": ref,
        "update_id": each.update_id,
        "chat_id": each.chat_id,
        "raw": keys.seal(HOUSE, f"inbox.raw:{ref}", each.raw),
        "hint": each.hint,
        "state": "new",
        "attempts": 0,
        "received_at": now,
    }


def waiting(db: Db, *, after: int = 0, limit: int = 100_000) -> list[Waiting]:
    """Return rows that nobody has settled, in the order they came."""
    asked = select(inbox.c.id, inbox.c.chat_id, inbox.c.hint).where(NEW, inbox.c.id > after)
    rows = db.execute(asked.order_by(inbox.c.id).limit(limit))
    return [Waiting(id=id_, chat_id=chat, hint=hint) for id_, chat, hint in rows]


def raw(db: Db, row_id: int) -> str | None:
    """Open a row's update; none when it is no longer new."""
    row = db.execute(select(inbox.c.ref, inbox.c.raw).where(inbox.c.id == row_id, inbox.c.state == "new")).first()
    return None if row is None else sealer(db).open(HOUSE, f"inbox.raw:{row.ref}", row.raw)


def settle(db: Db, row_id: int, *, now: dt.datetime) -> bool:
    """Claim a row for this transaction and empty it; called first. False: it was done before, so stop."""
    return changes(db, SETTLE, {"row": row_id, "at": now}) == 1


def count_attempt(db: Db, row_id: int, *, error: str) -> int:
    """Note that handling failed; return how often it has, 0 when the row is no longer new."""
    changed = update(inbox).where(inbox.c.id == row_id, inbox.c.state == "new")
    counted = changed.values(attempts=inbox.c.attempts + 1, error=error).returning(inbox.c.attempts)
    return db.scalar(counted) or 0


def bury(db: Db, row_id: int, *, now: dt.datetime, error: str) -> bool:
    """Put a row aside for good, sealed, so that a person can look. False when it is no longer new."""
    moved = update(inbox).where(inbox.c.id == row_id, NEW).values(state="dead", settled_at=now, error=error)
    return changes(db, moved) == 1


def forget(db: Db, *, now: dt.datetime) -> int:
    """Drop settled rows after 3 days, empty dead ones after 30; return how many."""
    old = inbox.c.settled_at <= now - KEPT
    dropped = changes(db, delete(inbox).where(inbox.c.state == "settled", old))
    dead = update(inbox).where(inbox.c.state == "dead")
    # Their numbers may come again too, for a new message; they get numbers that Telegram never gives.
    db.execute(dead.where(old, inbox.c.update_id > 0).values(update_id=-inbox.c.id))
    gone = inbox.c.settled_at <= now - DEAD_KEPT
    return dropped + changes(db, dead.where(gone, inbox.c.raw.is_not(None)).values(raw=None))


def figures(db: Db) -> dict[str, int]:
    """Return how many rows stand in each state."""
    counted = select(inbox.c.state, func.count()).group_by(inbox.c.state)
    return dict(db.execute(counted).all())


def chat(db: Db, row_id: int) -> int | None:
    """Return the chat in whose line a row stood, or none."""
    found: int | None = db.scalar(select(inbox.c.chat_id).where(inbox.c.id == row_id))
    return found
