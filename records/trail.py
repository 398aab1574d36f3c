"""The trail: lines of the audit as the lead looks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from records.models import Audit, Staff
from records.store import Db

#: One file to take along holds so many lines, the newest.
MOST = 20_000


def lines(
    db: Db, *, before: int | None = None, action: str = "", actor: str = "", subject: str = "", limit: int = 100
) -> Sequence[Audit]:
    """Return lines, newest first: of one kind ("flag", or "flag.taken"), of one actor, about one thing."""
    asked = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(Audit.id < before)
    if action:
        asked = asked.where(Audit.action.startswith(action, autoescape=True))
    if actor:
        asked = asked.where(Audit.actor == actor)
    if subject:
        asked = asked.where(Audit.subject == subject)
    return db.scalars(asked).all()


def actions(db: Db) -> Sequence[str]:
    """Return every kind of line that there is."""
    return db.scalars(select(Audit.action).distinct().order_by(Audit.action)).all()


def count(db: Db) -> int:
    """Return how many lines there are."""
    return db.scalar(select(func.count()).select_from(Audit)) or 0


def names(db: Db) -> Mapping[str, str]:
    """Return what people of the clinic are called, also those who left, by what stands for them in a line."""
    return {
        f"staff:{number}": name for number, name in db.execute(select(Staff.id, Staff.name).order_by(Staff.id)).all()
    }
