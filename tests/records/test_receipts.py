"""Receipts: every end of a sending is recorded once, by the courier that holds the row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from records import outgoing
from records.store import Store
from tests.conftest import NOW
from tests.records.wire import LATER, claim, end, not_sent, row, say, sent, state, unknown


def in_flight(store: Store) -> int:
    """Return a row that is being sent, beside another that is."""
    row_id = say(store)
    say(store, chat_id=6)
    claim(store)
    return row_id


def test_it_went_out(store: Store) -> None:
    """The message's number and time are kept; an earlier trouble is forgotten; others are untouched."""
    row_id = in_flight(store)
    not_sent(store, row_id, not_before=NOW)
    claim(store)
    assert sent(store, row_id, message_id=70)
    kept = row(store, row_id)
    assert ("sent", 70, NOW, NOW, None) == (
        kept.state,
        kept.message_id,
        kept.sent_at,
        kept.settled_at,
        kept.error,
    )
    assert "sending" == state(store, row_id + 1)


def test_it_certainly_did_not(store: Store) -> None:
    """It is ready again, later, with the reason and its attempts."""
    row_id = in_flight(store)
    assert not_sent(store, row_id)
    kept = row(store, row_id)
    assert ("ready", LATER, "flood", 1, 0) == (
        kept.state,
        kept.not_before,
        kept.error,
        kept.attempts,
        kept.unknowns,
    )


def test_nobody_knows_and_a_copy_may_go(store: Store) -> None:
    """It is ready again, and the unknown send is counted."""
    row_id = in_flight(store)
    assert "ready" == unknown(store, row_id, copies_left=True)
    kept = row(store, row_id)
    assert ("ready", LATER, 1, None) == (kept.state, kept.not_before, kept.unknowns, kept.settled_at)


def test_nobody_knows_and_no_copy_is_left(store: Store) -> None:
    """It ends uncertain, for staff to see."""
    row_id = in_flight(store)
    assert "uncertain" == unknown(store, row_id, copies_left=False)
    kept = row(store, row_id)
    assert ("uncertain", 1, NOW, "time-out") == (kept.state, kept.unknowns, kept.settled_at, kept.error)


@pytest.mark.parametrize("how", ["undeliverable", "dead", "cancelled"])
def test_it_never_will(store: Store, how: str) -> None:
    """It ends with its reason."""
    row_id = in_flight(store)
    assert end(store, row_id, how)  # type: ignore[arg-type]
    assert (how, "refused", NOW) == (
        state(store, row_id),
        row(store, row_id).error,
        row(store, row_id).settled_at,
    )


WORDS: dict[str, Callable[[Store, int, str], object]] = {
    "sent": lambda store, row_id, epoch: sent(store, row_id, epoch=epoch),
    "not sent": lambda store, row_id, epoch: not_sent(store, row_id, epoch=epoch),
    "unknown": lambda store, row_id, epoch: unknown(store, row_id, copies_left=True, epoch=epoch),
    "uncertain": lambda store, row_id, epoch: unknown(store, row_id, copies_left=False, epoch=epoch),
    "end": lambda store, row_id, epoch: end(store, row_id, epoch=epoch),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_dead_couriers_word_is_void(store: Store, word: str) -> None:
    """Whoever does not hold the row changes nothing."""
    row_id = in_flight(store)
    assert not WORDS[word](store, row_id, "zombie")
    assert ("sending", None) == (state(store, row_id), row(store, row_id).error)


@pytest.mark.parametrize("word", WORDS)
def test_an_end_is_final(store: Store, word: str) -> None:
    """What is recorded as sent stays so, whatever is said afterwards."""
    row_id = in_flight(store)
    sent(store, row_id)
    assert not WORDS[word](store, row_id, "here")
    assert "sent" == state(store, row_id)


def test_other_words_in_the_same_row(store: Store) -> None:
    """What Telegram could not read is said again in the same row; only its holder may do so."""
    row_id = in_flight(store)
    say_otherwise = partial(outgoing.reword, row_id=row_id, owner="house", body="plain")
    assert not store.write_now(partial(say_otherwise, epoch="zombie"))
    assert "sending" == state(store, row_id)
    assert store.write_now(partial(say_otherwise, epoch="here"))
    (claimed,) = claim(store)
    assert (row_id, "plain") == (claimed.id, claimed.body)
