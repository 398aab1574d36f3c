"""Outgoing rows as a state machine: whatever couriers do and however they die, the promises hold."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from records import outgoing
from records.models import Outgoing
from records.outgoing import Claimed
from records.store import Db, Store
from tests.conftest import NOW

#: Which states a row may go to from each; the rest are ends.
MOVES = {
    "ready": {"ready", "sending", "expired", "cancelled"},
    "sending": {"sending", "sent", "ready", "uncertain", "undeliverable", "dead", "cancelled"},
}
COPIES = 1


@dataclass
class Seen:
    """What the machine knows of one row beside the database."""

    chat_id: int
    body: str
    expires_at: dt.datetime | None
    state: str = "ready"
    #: How often the wire may have carried it.
    copies: int = 0
    outcomes: list[str] = field(default_factory=list)


class Courier(RuleBasedStateMachine):
    """Says, claims, sends with every outcome, lets time pass, and dies."""

    store: Store

    def __init__(self) -> None:
        """Begin with an empty table and one courier."""
        super().__init__()
        self.store.write_now(lambda db: db.execute(delete(Outgoing)))
        self.now = NOW
        self.epoch = 0
        self.rows: dict[int, Seen] = {}
        self.hands: list[Claimed] = []
        self.lost: list[Claimed] = []

    @rule(
        lane=st.integers(0, 2),
        chat=st.integers(1, 3),
        delay=st.integers(0, 3),
        life=st.none() | st.integers(1, 9),
        key=st.none() | st.integers(0, 3),
    )
    def say(self, lane: int, chat: int, delay: int, life: int | None, key: int | None) -> None:
        """Say something, perhaps with a key that stands."""
        expires = None if life is None else self.now + dt.timedelta(minutes=life)
        body = f"body {len(self.rows)}"
        row_id = self.store.write_now(
            lambda db: outgoing.say(
                db,
                now=self.now,
                lane=lane,
                chat_id=chat,
                body=body,
                dedup=None if key is None else f"key {key}",
                not_before=self.now + dt.timedelta(minutes=delay),
                expires_at=expires,
            )
        )
        if row_id is not None:
            self.rows[row_id] = Seen(chat_id=chat, body=body, expires_at=expires)

    @rule(lane=st.integers(0, 2), limit=st.integers(1, 3))
    def claim(self, lane: int, limit: int) -> None:
        """Take what is due; each taken row is due, fresh, and alone in its chat."""
        taken = self.store.write_now(
            lambda db: outgoing.claim(db, now=self.now, epoch=str(self.epoch), lane=lane, limit=limit)
        )
        for each in taken:
            seen = self.rows[each.id]
            assert (seen.chat_id, seen.body) == (each.chat_id, each.body)
            assert seen.expires_at is None or seen.expires_at > self.now
        assert len(taken) <= limit
        self.hands += taken

    @precondition(lambda self: self.hands)
    @rule(data=st.data(), outcome=st.sampled_from(["sent", "not sent", "unknown", "undeliverable"]))
    def send(self, data: st.DataObject, outcome: str) -> None:
        """Send a row in hand and record what became of it."""
        claimed = data.draw(st.sampled_from(self.hands))
        self.hands.remove(claimed)
        assert self._record(claimed, outcome, str(self.epoch))

    @precondition(lambda self: self.lost)
    @rule(data=st.data(), outcome=st.sampled_from(["sent", "not sent", "unknown", "undeliverable"]))
    def late_word(self, data: st.DataObject, outcome: str) -> None:
        """A courier that was given up speaks after all: nobody listens."""
        assert not self._record(data.draw(st.sampled_from(self.lost)), outcome, "given up")

    def _record(self, claimed: Claimed, outcome: str, epoch: str) -> bool:
        seen = self.rows[claimed.id]
        done = self.store.write_now(lambda db: self._write(db, claimed, outcome, epoch))
        seen.outcomes += [outcome] * done
        seen.copies += done and outcome in {"sent", "unknown"}
        return done

    def _write(self, db: Db, claimed: Claimed, outcome: str, epoch: str) -> bool:
        later = self.now + dt.timedelta(minutes=1)
        if outcome == "sent":
            return outgoing.record_sent(db, claimed.id, epoch=epoch, now=self.now, message_id=claimed.id)
        if outcome == "not sent":
            return outgoing.record_not_sent(db, claimed.id, epoch=epoch, now=self.now, not_before=later, error="x")
        if outcome == "undeliverable":
            return outgoing.record_end(db, claimed.id, epoch=epoch, now=self.now, state="undeliverable", error="x")
        left = claimed.unknowns < COPIES
        state = outgoing.record_unknown(
            db, claimed.id, epoch=epoch, now=self.now, not_before=later, copies_left=left, error="x"
        )
        return state != ""

    @rule()
    def die(self) -> None:
        """The courier dies with what it had in hand; the next takes exactly that over."""
        self.epoch += 1
        orphans = self.store.write_now(lambda db: outgoing.orphans(db, epoch=str(self.epoch)))
        assert sorted(each.id for each in self.hands) == sorted(each.id for each in orphans)
        self.lost, self.hands = self.lost + self.hands, []
        for each in orphans:
            assert self._record(each, "unknown", str(self.epoch))

    @rule(minutes=st.integers(1, 3))
    def pass_time(self, minutes: int) -> None:
        """The clock moves and what is late ends."""
        self.now += dt.timedelta(minutes=minutes)
        gone = self.store.write_now(lambda db: outgoing.expire(db, now=self.now))
        for each in gone:
            expires_at = self.rows[each.id].expires_at
            assert expires_at is not None
            assert expires_at <= self.now

    @invariant()
    def promises_hold(self) -> None:
        """No row is lost, no forbidden move, two copies at most, one in flight a chat."""
        rows = {row.id: row for row in self.store.read_now(lambda db: db.scalars(select(Outgoing)).all())}
        assert rows.keys() == self.rows.keys()
        for row_id, seen in self.rows.items():
            assert rows[row_id].state in MOVES.get(seen.state, {seen.state})
            seen.state = rows[row_id].state
            assert seen.copies <= 1 + COPIES
            assert (seen.state == "sent") == ("sent" in seen.outcomes)
        flying = Counter(seen.chat_id for seen in self.rows.values() if seen.state == "sending")
        assert sorted(flying.values()) == [1] * len(flying)
        assert len(self.hands) == len(flying)


def test_the_promises_of_the_way_out(store: Store) -> None:
    """Random histories of couriers, outcomes, time and deaths never break a promise, on either database."""
    machine = type("Here", (Courier,), {"store": store})
    plan = settings(max_examples=10, stateful_step_count=30, deadline=None, derandomize=True)
    run_state_machine_as_test(machine, settings=plan)


def test_the_machine_would_notice(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A courier that ignores its epoch is caught: the machine is not blind."""

    def careless(db: Db, row_id: int, *, epoch: str, now: dt.datetime, message_id: int) -> bool:
        row = db.get_one(Outgoing, row_id)
        row.state, row.message_id = "sent", message_id
        db.flush()
        return True

    monkeypatch.setattr(outgoing, "record_sent", careless)
    machine = type("Here", (Courier,), {"store": memory})
    # Found is enough: making the example small would take a minute.
    plan = settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=plan)
