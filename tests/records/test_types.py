"""Column types: moments keep their zone on both databases, references do not repeat."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from records import outgoing
from records.lanes import TELEGRAM, Lane
from records.store import Store
from records.types import new_ref
from tests.conftest import NOW
from tests.records.wire import row, say


def test_a_moment_comes_back_in_utc(store: Store) -> None:
    """Whatever zone it was given in, it is the same moment, and says so."""
    irvine = NOW.astimezone(ZoneInfo("America/Los_Angeles"))
    kept = row(store, say(store, not_before=irvine)).not_before
    assert (NOW, dt.UTC) == (kept, kept.tzinfo)


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    """SQLite would lose the zone without a word, so nobody may leave it out."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="aware datetime"):
        store.write_now(lambda db: outgoing.sent_since(db, since=naive))


def test_references_are_long_and_never_the_same() -> None:
    """16 characters that a button can carry, 96 random bits."""
    refs = {new_ref() for _ in range(1000)}
    assert (1000, {16}) == (len(refs), {len(ref) for ref in refs})


def test_a_row_shows_no_words(store: Store) -> None:
    """A row in a log line is a class and a number."""
    row_id = say(store, body="secret")
    assert f"<Outgoing {row_id}>" == repr(row(store, row_id))


def test_lanes_are_all_asked_for() -> None:
    """`next_due` looks into every lane there is, and lower numbers go first."""
    assert [*TELEGRAM, Lane.OTHER] == sorted(Lane) == list(range(7))
    assert Lane.URGENT < Lane.REPLY < Lane.ECHO < Lane.CHECKIN < Lane.CARD < Lane.QUIET
