"""The audit: lines are only added, each sealed to the one before it, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError

from records import audit
from records.models import APPEND_ONLY, Audit
from records.statements import dialect, table
from records.store import Db, Store
from tests.conftest import NOW


def noted(store: Store, count: int = 5) -> None:
    """Ana does some things."""

    def work(db: Db) -> None:
        for number in range(count):
            at = NOW + dt.timedelta(minutes=number)
            audit.note(db, now=at, actor="staff:1", action="flag.taken", subject=f"ref{number}", minutes=number)

    store.write_now(work)


def unguarded(store: Store, statement: str) -> None:
    """Do what only somebody with the whole database in hand can do: take the triggers away, and change lines."""

    def work(db: Db) -> None:
        shared = dialect(db) == "postgresql"
        dropped = [f"DROP TRIGGER {name}" for name in APPEND_ONLY]
        for each in ["ALTER TABLE audit DISABLE TRIGGER USER"] if shared else dropped:
            db.execute(text(each))
        db.execute(text(statement))
        if shared:
            # Other tests use the same database.
            db.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))

    store.write_now(work)


def test_a_whole_record_verifies(store: Store) -> None:
    """All lines, and the newest seal is the head."""
    noted(store)
    found = store.read_now(audit.verify)
    assert (5, 0, None) == (found.lines, found.unsealed, found.broken)
    assert store.read_now(audit.head) == found.head
    assert store.read_now(lambda db: audit.holds(db, found.head[:12]))
    assert not store.read_now(lambda db: audit.holds(db, "0" * 12))
    assert 5 == store.read_now(audit.count)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'staff:2' WHERE id = 3", "DELETE FROM audit WHERE id = 3"]
)
def test_the_database_refuses_to_change_a_line(store: Store, statement: str) -> None:
    """Not by a mistake of ours, and not by a hand at the database's prompt."""
    noted(store)
    with pytest.raises(DatabaseError, match="only added"):
        store.write_now(lambda db: db.execute(text(statement)))
    assert store.read_now(audit.verify).broken is None


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET actor = 'staff:2' WHERE subject = 'ref2'", 2),
        ("UPDATE audit SET action = 'x' WHERE subject = 'ref4'", 4),
        ("UPDATE audit SET details = '{\"minutes\": 9}' WHERE subject = 'ref1'", 1),
        ("DELETE FROM audit WHERE subject = 'ref2'", 3),
        ("DELETE FROM audit WHERE subject = 'ref0'", 1),
        ("UPDATE audit SET seal = NULL WHERE subject = 'ref3'", 3),
    ],
)
def test_what_was_tampered_with_is_found(store: Store, statement: str, line: int) -> None:
    """Changed, taken out, or without its seal: the first line that does not fit is named."""
    noted(store)
    unguarded(store, statement)
    found = store.read_now(audit.verify)
    named = store.read_now(lambda db: db.get(Audit, found.broken))
    assert named is not None
    assert f"ref{line}" == named.subject


def test_a_line_put_in_is_found(store: Store) -> None:
    """Whoever has no key cannot make a seal."""
    noted(store)
    row = {"at": NOW, "actor": "staff:2", "action": "x", "subject": "y", "details": {}, "seal": "0" * 64}
    store.write_now(lambda db: db.execute(insert(table(Audit)).values(row)))
    assert store.read_now(audit.verify).broken is not None


def test_lines_from_before_the_chain_are_counted_apart(store: Store) -> None:
    """An older version wrote no seals; its lines stand before the first one only."""
    old = {"at": NOW, "actor": "staff:2", "action": "x", "subject": "y", "details": {}, "seal": None}
    add: Callable[[Db], object] = lambda db: db.execute(insert(table(Audit)).values(old))  # noqa: E731
    store.write_now(add)
    noted(store, 2)
    found = store.read_now(audit.verify)
    assert (2, 1, None) == (found.lines, found.unsealed, found.broken)
    store.write_now(add)
    assert store.read_now(audit.verify).broken is not None


def test_an_empty_record_is_whole(store: Store) -> None:
    """Nothing done, nothing wrong."""
    found = store.read_now(audit.verify)
    assert (0, "", None) == (found.lines, found.head, found.broken)
