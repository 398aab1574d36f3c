"""Transactions: several works in one, each behind a savepoint of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

#: A plain function of the session, safe to run again.
Work = Callable[[Session], Any]
#: What each session carries: the keys, and the edition of what is said.
Info = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one work: its value, or the error that is its caller's."""

    value: Any = None
    error: Exception | None = None


class NotBegun(Exception):
    """The database let no transaction begin, so nothing was written: see that it runs and is not locked."""


def read(engine: Engine, info: Info, work: Work) -> Any:
    """Run a function that only asks; whatever it left undone is dropped."""
    with Session(engine, expire_on_commit=False, info=dict(info)) as db:
        return work(db)


def write(engine: Engine, info: Info, works: Sequence[Work]) -> list[Done]:
    """Run works in one transaction; if that does not commit, each runs again alone."""
    try:
        return _together(engine, info, works)
    except (NotBegun, SQLAlchemyError) as exc:
        if len(works) == 1 or isinstance(exc, NotBegun):
            return [Done(error=exc)] * len(works)
        return _apart(engine, info, works)


def _together(engine: Engine, info: Info, works: Sequence[Work]) -> list[Done]:
    with _transaction(engine) as connection:
        return [_one(connection, info, work) for work in works]


def _apart(engine: Engine, info: Info, works: Sequence[Work]) -> list[Done]:
    done: list[Done] = []
    for work in works:
        done += write(engine, info, [work])
        if isinstance(done[-1].error, NotBegun):
            # The rest would wait as long for the same answer.
            return done + [done[-1]] * (len(works) - len(done))
    return done


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except SQLAlchemyError as exc:
        raise NotBegun(str(exc.__cause__)) from exc
    with connection:
        _begin(connection)
        yield connection
        _commit(connection)


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except SQLAlchemyError:
        # For SQLAlchemy it is over now; SQLite keeps a transaction open whose COMMIT failed.
        if not connection.invalidated:
            connection.connection.rollback()
        raise


def _begin(connection: Connection) -> None:
    try:
        connection.begin()
    except SQLAlchemyError as exc:
        raise NotBegun(str(exc.__cause__)) from exc


def _one(connection: Connection, info: Info, work: Work) -> Done:
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False, info=dict(info)) as db:
        try:
            value = work(db)
            db.commit()
        except Exception as exc:
            if connection.invalidated:
                # The line to the database broke: this is everybody's trouble, not this work's.
                raise
            db.rollback()
            return Done(error=exc)
    return Done(value=value)
