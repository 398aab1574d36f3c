"""Settings: facts of this house that outlive a process."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from records.models import Setting
from records.statements import dialect, insert
from records.store import Db


def get(db: Db, key: str) -> str | None:
    """Return a kept fact, or none."""
    return db.scalar(select(Setting.value).where(Setting.key == key))


def put(db: Db, key: str, value: str, *, now: dt.datetime) -> None:
    """Keep a fact; a newer one takes the place of an older."""
    fresh = {"value": value, "at": now}
    kept = insert(dialect(db), Setting).values(key=key, **fresh)
    db.execute(kept.on_conflict_do_update(index_elements=["key"], set_=fresh))


def drop(db: Db, key: str) -> None:
    """Forget a fact."""
    db.execute(delete(Setting).where(Setting.key == key))


def beginning(db: Db, prefix: str) -> dict[str, str]:
    """Return all facts whose keys begin so."""
    rows = db.scalars(select(Setting).where(Setting.key.startswith(prefix, autoescape=True)))
    return {row.key: row.value for row in rows}
