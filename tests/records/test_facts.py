"""Settings and audit: facts that outlive a process, and lines that are only added."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from records import audit, settings
from records.models import Audit
from records.store import Store
from tests.conftest import NOW


def test_a_newer_fact_takes_the_place_of_an_older(store: Store) -> None:
    """A key has one value, the last; a key never put has none."""
    store.write_now(lambda db: settings.put(db, "other", "noise", now=NOW))
    assert store.read_now(lambda db: settings.get(db, "staff_chat")) is None
    for value in ("-1", "-2"):
        store.write_now(partial(settings.put, key="staff_chat", value=value, now=NOW))
        assert value == store.read_now(lambda db: settings.get(db, "staff_chat"))


def test_a_line_says_who_did_what_to_what(store: Store) -> None:
    """Each note is a line of its own, with its details, in order."""
    for number in (1, 2):
        took = partial(audit.note, actor="staff:17", action="flag.taken", subject="f")
        store.write_now(partial(took, now=NOW, rings=number))
    lines = store.read_now(lambda db: db.scalars(select(Audit).order_by(Audit.id)).all())
    assert [{"rings": 1}, {"rings": 2}] == [line.details for line in lines]
    assert ("staff:17", "flag.taken", "f", NOW) == (
        lines[0].actor,
        lines[0].action,
        lines[0].subject,
        lines[0].at,
    )
