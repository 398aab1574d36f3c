"""Memory: what the bot has written down, read from beside it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

FINAL = {"answered", "missed", "skipped", "stale", "cancelled", "undeliverable", "uncertain"}


def rows(database: Path, query: str, *given: Any) -> list[tuple[Any, ...]]:
    """Ask the database; nothing can be changed this way."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as db:
        return db.execute(query, given).fetchall()


def one(database: Path, query: str, *given: Any) -> Any:
    """Return the single value that a query asks for."""
    return rows(database, query, *given)[0][0]


def states(database: Path, table: str) -> dict[str, int]:
    """Return how many rows of a table stand in each state."""
    return dict(rows(database, f"SELECT state, count(*) FROM {table} GROUP BY state"))


def checkins(database: Path) -> dict[str, str]:
    """Return the state of each step's check-in."""
    return dict(rows(database, "SELECT step, state FROM checkins ORDER BY step"))


def counts(database: Path) -> Counter[str]:
    """Return how many rows each table that a tap could change holds, and in which states."""
    found: Counter[str] = Counter()
    for table in ("patients", "visits", "checkins", "flags", "invites", "asked"):
        for state, number in states(database, table).items():
            found[f"{table}.{state}"] = number
    for table in ("answers", "findings", "staff", "drafts"):
        found[table] = one(database, f"SELECT count(*) FROM {table}")
    return found
