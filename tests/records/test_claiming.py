"""Claiming: in order, one a chat, nothing stale, nothing twice."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, update

from records import outgoing
from records.models import Outgoing
from records.outgoing import Gone
from records.store import Store
from tests.conftest import NOW
from tests.records.noise import EPOCH
from tests.records.wire import LATER, claim, end, ids, not_sent, row, say, sent, state, unknown

SECOND = dt.timedelta(seconds=1)


def orphans(store: Store, epoch: str = EPOCH) -> list[outgoing.Claimed]:
    """Take over what another courier left."""
    return store.write_now(lambda db: outgoing.orphans(db, epoch=epoch))


def expire(store: Store, *, now: dt.datetime = NOW, limit: int = 500) -> list[Gone]:
    """End what comes too late."""
    return store.write_now(lambda db: outgoing.expire(db, now=now, limit=limit))


def test_due_rows_of_one_lane_oldest_first(store: Store) -> None:
    """By the time they are due, then by the time they were written; other lanes and the future stay."""
    third = say(store, chat_id=3)
    first = say(store, chat_id=1, not_before=NOW - SECOND)
    say(store, chat_id=4, lane=2)
    say(store, chat_id=6, not_before=NOW + SECOND)
    last = say(store, chat_id=2)
    assert [first, third, last] == ids(claim(store))
    assert [] == claim(store)


def test_a_claimed_row_is_in_flight(store: Store) -> None:
    """It is marked with its courier and its attempt is counted, before anything goes out."""
    row_id = say(store)
    (claimed,) = claim(store)
    kept = row(store, row_id)
    assert ("sending", EPOCH, 1) == (kept.state, kept.epoch, kept.attempts)
    assert (1, 0, "telegram", None) == (claimed.attempts, claimed.unknowns, claimed.channel, claimed.label)


def test_no_more_than_asked(store: Store) -> None:
    """The limit is kept, and the oldest are taken."""
    rows = [say(store, chat_id=chat) for chat in range(1, 6)]
    assert rows[:2] == ids(claim(store, limit=2))
    assert [] == claim(store, limit=0)


def test_one_a_chat(store: Store) -> None:
    """A chat has one message in flight, in whatever lane; the next goes when that has ended."""
    first, second, urgent = say(store), say(store), say(store, lane=0)
    assert [first] == ids(claim(store))
    assert [] == claim(store) + claim(store, 0)
    sent(store, first)
    assert [urgent] == ids(claim(store, 0))
    end(store, urgent)
    assert [second] == ids(claim(store))


def test_a_crowded_chat_does_not_hide_the_others(store: Store) -> None:
    """Behind a hundred rows of one chat, the other chats' rows are found in the same claim."""
    crowd = [say(store, chat_id=-5) for _ in range(100)]
    quiet = [say(store, chat_id=chat) for chat in (1, 2)]
    assert [crowd[0], *quiet] == ids(claim(store, limit=3))


def test_chats_that_must_wait_are_passed_over(store: Store) -> None:
    """The pace names chats that have had enough."""
    say(store, chat_id=1)
    other = say(store, chat_id=2)
    assert [other] == ids(claim(store, not_chats={1, 77}))


def test_nothing_stale_is_claimed(store: Store) -> None:
    """A row that would come too late stays, even before `expire` has ended it."""
    say(store, expires_at=NOW)
    fresh = say(store, chat_id=6, expires_at=NOW + SECOND)
    assert [fresh] == ids(claim(store))


def test_what_failed_goes_first_in_its_line(store: Store) -> None:
    """A row that must be tried again is not overtaken by a younger one of its chat and lane."""
    first, second = say(store), say(store)
    other_lane = say(store, lane=2)
    claim(store)
    not_sent(store, first, not_before=LATER)
    assert [] == claim(store)
    assert [other_lane] == ids(claim(store, 2))
    end(store, other_lane)
    assert [first] == ids(claim(store, now=LATER))
    sent(store, first)
    assert [second] == ids(claim(store))


def test_the_urgent_lane_waits_for_nobody(store: Store) -> None:
    """In lane 0 a younger row does go out while an older one waits for its next try."""
    first, second = say(store, lane=0), say(store, lane=0)
    claim(store, 0)
    not_sent(store, first, not_before=LATER)
    assert [second] == ids(claim(store, 0))


def test_a_reply_waits_for_its_card(store: Store) -> None:
    """A row that stands under another waits until that has gone out, and then knows its number."""
    card = say(store, chat_id=-5, lane=4)
    under = say(store, chat_id=-5, target_id=card)
    assert [] == claim(store)
    claim(store, 4)
    assert [] == claim(store)
    sent(store, card, message_id=70)
    (claimed,) = claim(store)
    assert (under, 70, 70) == (claimed.id, claimed.reply_message_id, claimed.target_message_id)


@pytest.mark.parametrize("how", ["undeliverable", "dead", "cancelled"])
def test_a_reply_whose_card_never_came(store: Store, how: outgoing.End) -> None:
    """It goes out under nothing rather than not at all."""
    card = say(store, chat_id=-5)
    claim(store)
    end(store, card, how)
    under = say(store, chat_id=-5, target_id=card)
    (claimed,) = claim(store)
    assert (under, None) == (claimed.id, claimed.reply_message_id)


def test_an_edit_of_what_never_came(store: Store) -> None:
    """It has nothing to change, so it ends; the rows behind it are claimed all the same."""
    card = say(store, chat_id=-5)
    claim(store)
    end(store, card)
    edits = [say(store, chat_id=-5, kind="edit", target_id=card) for _ in range(3)]
    behind = say(store, chat_id=6)
    assert [behind] == ids(claim(store, limit=1))
    assert ["cancelled"] * 3 == [state(store, each) for each in edits]
    assert NOW == row(store, edits[0]).settled_at


def test_an_edit_knows_its_message(store: Store) -> None:
    """An edit carries the number of the message it changes, and stands under none."""
    card = say(store)
    claim(store)
    sent(store, card, message_id=70)
    edit = say(store, kind="edit", target_id=card, reply_to=8)
    (claimed,) = claim(store)
    assert (edit, 70, None) == (claimed.id, claimed.target_message_id, claimed.reply_message_id)


def test_an_answer_to_a_persons_message(store: Store) -> None:
    """A row may stand under a message of theirs; that needs no row of ours."""
    say(store, reply_to=8)
    (claimed,) = claim(store)
    assert (8, None) == (claimed.reply_message_id, claimed.target_message_id)


@pytest.mark.parametrize("harm", ["destroyed", "swapped"])
def test_what_cannot_be_opened_does_not_hold_up_its_lane(store: Store, harm: str) -> None:
    """A body of an erased patient or in the wrong row ends dead; the others go out."""
    bad = say(store, chat_id=5, owner="jm")
    good = say(store, chat_id=6)
    if harm == "destroyed":
        store.keys.destroy("jm")
    else:
        body = store.keys.seal("jm", "outgoing.body:another", "x")
        store.write_now(lambda db: db.execute(update(Outgoing).where(Outgoing.id == bad).values(body=body)))
    assert [good] == ids(claim(store))
    assert ("dead", harm.capitalize()) == (state(store, bad), row(store, bad).error)


def test_late_rows_expire(store: Store) -> None:
    """Ready rows at or past their end are ended and named with what they were about; others stay."""
    late, fresh = say(store, expires_at=NOW), say(store, chat_id=6, expires_at=NOW + SECOND)
    flying = say(store, chat_id=7, expires_at=NOW + SECOND)
    claim(store, not_chats={5, 6})
    assert [Gone(id=late, patient_id=None, checkin_id=None, flag_id=None)] == expire(store)
    assert ("expired", NOW) == (state(store, late), row(store, late).settled_at)
    assert [fresh] == [gone.id for gone in expire(store, now=LATER)]
    assert "sending" == state(store, flying)
    assert [] == expire(store, now=LATER)


def test_expiring_goes_by_portions(store: Store) -> None:
    """After an outage thousands may be late: the oldest go first, so many at a time."""
    second, first = say(store, expires_at=NOW), say(store, expires_at=NOW - SECOND)
    assert [first] == [gone.id for gone in expire(store, limit=1)]
    assert [second] == [gone.id for gone in expire(store, limit=1)]


def test_what_was_in_flight_when_a_courier_died(store: Store) -> None:
    """The new courier takes those rows over at once, and the old one's late word is void."""
    row_id = say(store, owner="jm", chat_id=-5)
    claim(store, epoch="dead")
    say(store, chat_id=6)
    claim(store)
    (orphan,) = orphans(store)
    assert (row_id, 1, "", -5) == (orphan.id, orphan.attempts, orphan.body, orphan.chat_id)
    assert not sent(store, row_id, epoch="dead")
    assert [] == orphans(store)
    assert "ready" == unknown(store, row_id, copies_left=True)


def test_two_couriers_never_share_a_row(store: Store, url: str) -> None:
    """Claims from two connections at the same time take each row once."""
    rows = [say(store, chat_id=chat) for chat in range(1, 31)]
    other = Store(url, store.keys)
    with ThreadPoolExecutor(2) as threads:
        taken = list(threads.map(lambda n: claim((store, other)[n % 2], epoch=f"e{n % 2}", limit=6), range(12)))
    other.close_now()
    assert sorted(rows) == sorted(row_id for some in taken for row_id in ids(some))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_courier_reads_no_more_than_it_needs(store: Store) -> None:
    """Its questions walk the small partial indexes: no table is scanned, whatever its size."""
    asked: list[tuple[str, object]] = []

    @event.listens_for(store._writer, "before_cursor_execute")
    def note(connection: object, cursor: object, statement: str, values: object, *rest: object) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append((statement, values))

    say(store)
    claim(store)
    expire(store)
    orphans(store)
    store.write_now(outgoing.next_due)
    with store._writer.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).scalars(3).all()  # type: ignore[arg-type]
            for statement, values in list(asked)
        ]
    steps = [step for plan in plans for step in plan]
    assert len(asked) >= 8
    assert [] == [step for step in steps if step.startswith("SCAN outgoing") and "INDEX ix_" not in step]
    assert {"ix_outgoing_ready", "ix_outgoing_sending", "ix_outgoing_again", "ix_outgoing_expires_at"} <= {
        word for step in steps for word in step.split()
    }
    assert not any("TEMP B-TREE" in step for step in steps)
