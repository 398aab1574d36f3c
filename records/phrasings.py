"""Phrasings: ways of asking that staff taught; each message makes one at most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select

from records.keys import HOUSE
from records.models import Phrasing
from records.statements import dialect, insert, table
from records.store import Db, sealer
from records.types import new_ref


def add(db: Db, *, words: str, topic: str, lang: str, heard_id: int, staff_id: int, now: dt.datetime) -> bool:
    """Keep a way of asking. False when one was made of this message before."""
    ref = new_ref()
    row = {
        "ref": ref,
        "topic": topic,
        "lang": lang,
        "words": sealer(db).seal(HOUSE, f"phrasings.words:{ref}", words),
        "heard_id": heard_id,
        "staff_id": staff_id,
        "at": now,
    }
    made = insert(dialect(db), Phrasing).values(row).on_conflict_do_nothing()
    return len(db.execute(made.returning(table(Phrasing).c.id)).all()) == 1


def all_of(db: Db) -> Sequence[tuple[str, str]]:
    """Return every taught way of asking with its topic, oldest first."""
    rows = db.scalars(select(Phrasing).order_by(Phrasing.id)).all()
    return [(sealer(db).open(HOUSE, f"phrasings.words:{row.ref}", row.words), row.topic) for row in rows]


def count(db: Db) -> int:
    """Count them: a process that knows fewer reads them again."""
    return db.scalar(select(func.count()).select_from(Phrasing)) or 0
