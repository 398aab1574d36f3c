"""Engines: how SQLite and PostgreSQL are opened, so that both keep the same promises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import StaticPool

#: Seconds that a writer waits for another process's transaction before it says so.
PATIENCE = 10

# A stuck statement must not hold the one writer for ever.
POSTGRES = (
    f"-c statement_timeout={PATIENCE * 1000} -c lock_timeout={PATIENCE * 1000} "
    "-c idle_in_transaction_session_timeout=60000"
)


def writer(url: str, *, journal: str = "WAL") -> Engine:
    """Open a database to write: its transactions take the write lock at their beginning."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        return create_engine(where, pool_pre_ping=True, connect_args={"options": POSTGRES})
    return _sqlite(where, begin="BEGIN IMMEDIATE", pragmas=(f"journal_mode={journal}", "synchronous=FULL"))


def reader(url: str, *, at_once: int) -> Engine:
    """Open a database to read only; the database itself refuses a write."""
    where = make_url(url)
    if where.get_backend_name() != "sqlite":
        options = f"{POSTGRES} -c default_transaction_read_only=on"
        return create_engine(where, pool_pre_ping=True, pool_size=at_once, connect_args={"options": options})
    return _sqlite(where, begin="BEGIN", pragmas=("query_only=ON",), pool_size=at_once)


def patient(url: str) -> Engine:
    """Open a database to change its tables, which may take longer than any statement of a working day."""
    where = make_url(url)
    return writer(url) if where.get_backend_name() == "sqlite" else create_engine(where)


def in_memory(url: str) -> bool:
    """Say whether this is SQLite without a file: one connection, gone when it is closed."""
    where = make_url(url)
    return where.get_backend_name() == "sqlite" and where.database in {None, "", ":memory:"}


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database, or none."""
    where = make_url(url)
    named = where.get_backend_name() == "sqlite" and not in_memory(url)
    return Path(str(where.database)) if named else None


def _sqlite(where: URL, *, begin: str, pragmas: tuple[str, ...], **options: Any) -> Engine:
    if in_memory(where.render_as_string()):
        engine = create_engine(where, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        _own_file(Path(str(where.database)))
        engine = create_engine(where, **options)
    pragmas = (f"busy_timeout={PATIENCE * 1000}", "foreign_keys=ON", *pragmas)

    # The driver's own idea of transactions loses updates (platform notes): it is switched off.
    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _own_file(path: Path) -> None:
    """Make the file readable by its owner only; SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
