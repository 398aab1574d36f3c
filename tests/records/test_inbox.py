"""The inbox: written before it is acknowledged, handled once, forgotten in time."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from records import inbox
from records.inbox import Arrived, Waiting
from records.models import Inbox
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.noise import CHAT

DAY = dt.timedelta(days=1)


def arrive(store: Store, *numbers: int, chat_id: int | None = 5, hint: bool = False) -> list[Waiting]:
    """Write updates down and return what is new."""
    batch = [Arrived(update_id=n, chat_id=chat_id, raw=f'{{"update_id": {n}}}', hint=hint) for n in numbers]
    return store.write_now(lambda db: inbox.remember(db, batch, now=NOW))


def row(store: Store, row_id: int) -> Inbox:
    """Return a whole row."""
    return store.read_now(lambda db: db.get_one(Inbox, row_id))


def test_a_batch_is_written_in_its_order(store: Store) -> None:
    """Each update becomes one row that waits, with its chat and its hint, oldest first."""
    first, second = arrive(store, 7, 8)
    (third,) = arrive(store, 3, chat_id=None, hint=True)
    mine = [each for each in store.read_now(inbox.waiting) if each.chat_id != CHAT]
    assert [first, second, third] == mine
    assert [(5, False), (5, False), (None, True)] == [(each.chat_id, each.hint) for each in mine]
    assert first.id < second.id < third.id


def test_a_repeated_update_is_one_row(store: Store) -> None:
    """Telegram repeats what was not confirmed: known updates are passed over, new ones kept."""
    (first,) = arrive(store, 7)
    (second,) = arrive(store, 7, 8, 8)
    assert "8" in str(store.read_now(lambda db: inbox.raw(db, second.id)))
    assert [] == arrive(store, 7, 8)
    assert first.id != second.id


def test_an_empty_batch(store: Store) -> None:
    """Nothing arrived, nothing is new."""
    assert [] == arrive(store)


def test_waiting_goes_on_from_a_row(store: Store) -> None:
    """A reader may take up the line behind a row it knows, and only so much of it."""
    ids = [each.id for each in arrive(store, 1, 2, 3)]
    assert ids[1:] == [each.id for each in store.read_now(lambda db: inbox.waiting(db, after=ids[0]))]
    assert ids[1:2] == [each.id for each in store.read_now(lambda db: inbox.waiting(db, after=ids[0], limit=1))]


def test_the_update_is_sealed(store: Store) -> None:
    """What is stored says nothing; opened it is the update, letter for letter."""
    (only,) = arrive(store, 7)
    stored = row(store, only.id).raw
    assert stored is not None
    assert "update_id" not in stored
    assert '{"update_id": 7}' == store.read_now(lambda db: inbox.raw(db, only.id))


def test_settling_claims_the_row_and_empties_it(store: Store) -> None:
    """The first to settle does the work; a second run is told to stop. Nothing of the update is kept."""
    (only,) = arrive(store, 7)
    assert store.write_now(lambda db: inbox.settle(db, only.id, now=NOW))
    assert not store.write_now(lambda db: inbox.settle(db, only.id, now=NOW))
    assert ("settled", None, NOW) == (
        row(store, only.id).state,
        row(store, only.id).raw,
        row(store, only.id).settled_at,
    )
    assert store.read_now(lambda db: inbox.raw(db, only.id)) is None


def test_attempts_are_counted_while_it_is_new(store: Store) -> None:
    """Each failure counts one; a settled row counts none."""
    (only,) = arrive(store, 7)
    counted = [store.write_now(lambda db: inbox.count_attempt(db, only.id, error="KeyError")) for _ in range(3)]
    assert [1, 2, 3] == counted
    assert "KeyError" == row(store, only.id).error
    store.write_now(lambda db: inbox.settle(db, only.id, now=NOW))
    assert 0 == store.write_now(lambda db: inbox.count_attempt(db, only.id, error="KeyError"))


def test_a_buried_row_leaves_the_line_but_keeps_its_words(store: Store) -> None:
    """Dead is dead once; the update stays sealed so that a person can look."""
    (only,) = arrive(store, 7)
    assert store.write_now(lambda db: inbox.bury(db, only.id, now=NOW, error="unreadable"))
    assert not store.write_now(lambda db: inbox.bury(db, only.id, now=NOW, error="unreadable"))
    assert not store.write_now(lambda db: inbox.settle(db, only.id, now=NOW))
    assert only.id not in [each.id for each in store.read_now(inbox.waiting)]
    assert ("dead", "unreadable") == (row(store, only.id).state, row(store, only.id).error)
    assert row(store, only.id).raw is not None


def test_settled_rows_are_forgotten_after_three_days(store: Store) -> None:
    """Their numbers are free again, as Telegram may start anew after a quiet week."""
    store.write_now(lambda db: db.execute(delete(Inbox)))
    (only,) = arrive(store, 7)
    store.write_now(lambda db: inbox.settle(db, only.id, now=NOW))
    assert 0 == store.write_now(lambda db: inbox.forget(db, now=NOW + 3 * DAY - dt.timedelta(seconds=1)))
    assert 1 == store.write_now(lambda db: inbox.forget(db, now=NOW + 3 * DAY))
    assert 1 == len(arrive(store, 7))


def test_a_dead_row_gives_its_number_back_and_is_emptied_later(store: Store) -> None:
    """A new message may get the number of a dead one after 3 days; the dead one's words go after 30."""
    store.write_now(lambda db: db.execute(delete(Inbox)))
    (only,) = arrive(store, 7)
    store.write_now(lambda db: inbox.bury(db, only.id, now=NOW, error="unreadable"))
    assert [] == arrive(store, 7)
    assert 0 == store.write_now(lambda db: inbox.forget(db, now=NOW + 3 * DAY))
    assert 1 == len(arrive(store, 7))
    assert row(store, only.id).raw is not None
    assert 1 == store.write_now(lambda db: inbox.forget(db, now=NOW + 30 * DAY))
    assert 0 == store.write_now(lambda db: inbox.forget(db, now=NOW + 30 * DAY))
    assert ("dead", None) == (row(store, only.id).state, row(store, only.id).raw)


def test_what_waits_is_never_forgotten(store: Store) -> None:
    """However old, a row that nobody settled stays."""
    (only,) = arrive(store, 7)
    store.write_now(lambda db: inbox.forget(db, now=NOW + 3650 * DAY))
    assert store.read_now(lambda db: inbox.raw(db, only.id)) is not None


def test_figures_count_by_state(store: Store) -> None:
    """One row more in a state is one more in its figure."""
    before = store.read_now(inbox.figures)
    arrive(store, 7)
    assert before | {"new": before["new"] + 1} == store.read_now(inbox.figures)


def test_the_raw_update_does_not_show(store: Store) -> None:
    """An arrived update in a log line has its numbers and not its words."""
    assert "secret" not in repr(Arrived(update_id=1, chat_id=2, raw="secret"))


def test_every_batch_is_kept_once(memory: Store) -> None:
    """However batches overlap, each number is one row, and it is new exactly once."""

    @settings(max_examples=30, deadline=None)
    @given(batches=st.lists(st.lists(st.integers(1, 12), max_size=6), max_size=6))
    def kept_once(batches: list[list[int]]) -> None:
        memory.write_now(lambda db: db.execute(delete(Inbox)))
        new = [each.id for batch in batches for each in arrive(memory, *batch)]
        numbers = memory.read_now(_numbers)
        assert sorted({number for batch in batches for number in batch}) == sorted(numbers)
        assert len(new) == len(set(new)) == len(numbers)

    kept_once()


def _numbers(db: Db) -> list[int]:
    return list(db.scalars(select(Inbox.update_id)))
