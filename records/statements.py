"""Statements: small pieces that both databases, and the types, need around SQLAlchemy's."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Table, UpdateBase
from sqlalchemy.dialects import postgresql, sqlite

from records.models import Base
from records.store import Db


def table(model: type[Base]) -> Table:
    """Return the table of a model, for statements that need no objects."""
    return cast("Table", model.__table__)


def dialect(db: Db) -> str:
    """Return which database this is: sqlite or postgresql."""
    return db.get_bind().dialect.name


def insert(dialect: str, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of one database; both know `on_conflict_do_nothing` and `…_do_update`."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return make(table(model))


def changes(db: Db, statement: UpdateBase, values: dict[str, Any] | None = None) -> int:
    """Run an UPDATE, DELETE or INSERT and return how many rows it changed."""
    return cast("CursorResult[Any]", db.execute(statement, values)).rowcount
