"""Short words for the courier's steps, as the tests of outgoing rows use them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from records import outgoing
from records.models import Outgoing
from records.outgoing import Claimed
from records.store import Store
from tests.conftest import NOW
from tests.records.noise import EPOCH

LATER = NOW + dt.timedelta(minutes=1)


def say(store: Store, **how: Any) -> int:
    """Say something that is new, by default in lane 1 to chat 5, due now."""
    row_id = say_again(store, **how)
    assert row_id is not None
    return row_id


def say_again(store: Store, **how: Any) -> int | None:
    """Say something that may have been said before."""
    row: dict[str, Any] = {"now": NOW, "lane": 1, "chat_id": 5, "body": "hello"} | how
    return store.write_now(lambda db: outgoing.say(db, **row))


def claim(
    store: Store,
    lane: int = 1,
    *,
    now: dt.datetime = NOW,
    limit: int = 8,
    not_chats: Collection[int] = (),
    epoch: str = EPOCH,
) -> list[Claimed]:
    """Take what is due."""
    return store.write_now(
        lambda db: outgoing.claim(db, now=now, epoch=epoch, lane=lane, limit=limit, not_chats=not_chats)
    )


def ids(rows: list[Claimed]) -> list[int]:
    """Return which rows these are."""
    return [row.id for row in rows]


def sent(store: Store, row_id: int, *, message_id: int = 70, epoch: str = EPOCH, now: dt.datetime = NOW) -> bool:
    """Record that it went out."""
    return store.write_now(lambda db: outgoing.record_sent(db, row_id, epoch=epoch, now=now, message_id=message_id))


def not_sent(store: Store, row_id: int, *, not_before: dt.datetime = LATER, epoch: str = EPOCH) -> bool:
    """Record that it certainly did not go out."""
    return store.write_now(
        lambda db: outgoing.record_not_sent(db, row_id, epoch=epoch, now=NOW, not_before=not_before, error="flood")
    )


def unknown(store: Store, row_id: int, *, copies_left: bool, epoch: str = EPOCH) -> str:
    """Record that nobody knows."""
    return store.write_now(
        lambda db: outgoing.record_unknown(
            db, row_id, epoch=epoch, now=NOW, not_before=LATER, copies_left=copies_left, error="time-out"
        )
    )


def end(store: Store, row_id: int, state: outgoing.End = "dead", *, epoch: str = EPOCH) -> bool:
    """Record that it never will."""
    return store.write_now(
        lambda db: outgoing.record_end(db, row_id, epoch=epoch, now=NOW, state=state, error="refused")
    )


def row(store: Store, row_id: int) -> Outgoing:
    """Return a whole row."""
    return store.read_now(lambda db: db.get_one(Outgoing, row_id))


def state(store: Store, row_id: int) -> str:
    """Return a row's state."""
    return row(store, row_id).state
