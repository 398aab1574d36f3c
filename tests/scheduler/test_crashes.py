"""Crashes and a failing database: nothing is lost, and copies stay within their bound."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.keys import Keys
from records.lanes import Lane
from records.store import Inline
from scheduler.courier import Courier
from scheduler.flights import PATIENCE
from scheduler.rota import IN_FLIGHT
from tests.scheduler.wire import Flaky, Told, Wire, courier, row, say, states, work
from tests.virtual import run_virtual

GROUP = -100


async def crash(made: Courier, seconds: float) -> None:
    """Run a courier and kill it: every task dies where it stands, only the database stays."""
    running = asyncio.create_task(made.run(asyncio.Event()))
    await asyncio.sleep(seconds)
    dying = asyncio.all_tasks() - {asyncio.current_task()}
    for task in dying:
        task.cancel()
    await asyncio.gather(*dying, return_exceptions=True)
    assert running.done()


def test_a_kill_in_flight(store: Flaky) -> None:
    """The row that was on its way is in doubt at the start and goes once more; the others go once."""
    wire, told = Wire(delay=0.5), Told()

    async def main() -> list[int]:
        first = say(store, chat_id=1)
        await crash(courier(store, wire, told, epoch="a"), 0.2)
        second = say(store, chat_id=2)
        again = courier(store, wire, told, epoch="b")
        await again.recover()
        await work(again, 10)
        return [first, second]

    ids = run_virtual(main())
    assert Counter({1: 2, 2: 1}) == Counter(each.claimed.chat_id for each in wire.came)
    assert ["sent", "sent"] == states(store, ids)
    assert 1 == row(store, ids[0]).unknowns


@pytest.mark.holds("hazard:H12")
def test_two_kills_in_flight_make_no_third_copy(store: Flaky) -> None:
    """After two copies a patient's message is left uncertain, for staff to see."""
    wire, told = Wire(delay=0.5), Told()

    async def main() -> int:
        row_id = say(store)
        for epoch in "ab":
            made = courier(store, wire, told, epoch=epoch)
            await made.recover()
            await crash(made, 1.2 if epoch == "a" else 0.2)
        last = courier(store, wire, told, epoch="c")
        await last.recover()
        await work(last, 10)
        return row_id

    wire.delay = 100
    row_id = run_virtual(main())
    assert 2 == len(wire.came)
    assert ["uncertain"] == [state for each, state in told.ends if each == row_id]


def test_a_restart_keeps_the_pace(store: Flaky) -> None:
    """What the dead courier sent counts: the group's minute is not filled a second time."""
    wire = Wire()

    async def main() -> None:
        for _ in range(30):
            say(store, chat_id=GROUP)
        await crash(courier(store, wire, epoch="a"), 15)
        again = courier(store, wire, epoch="b")
        await again.recover()
        await work(again, 30)

    run_virtual(main())
    assert 20 <= len(wire.came) <= 21


def test_a_receipt_waits_for_the_database(store: Flaky) -> None:
    """The disk is full when a message has just gone out: it is not repeated, its receipt comes later."""
    wire, told = Wire(delay=0.5), Told()

    async def main() -> int:
        row_id = say(store)
        running = asyncio.create_task(work(courier(store, wire, told), 60))
        await asyncio.sleep(0.3)
        store.before = 4
        await running
        return row_id

    row_id = run_virtual(main())
    assert 1 == len(wire.came)
    assert [(row_id, "sent")] == told.ends


def test_stopping_does_not_wait_for_ever(store: Flaky) -> None:
    """The database stays away while the bot stops: the receipt is given up, and the next start doubts it."""
    wire, told = Wire(delay=0.5), Told()

    async def main() -> tuple[int, float]:
        row_id = say(store)
        running = asyncio.create_task(work(courier(store, wire, told, epoch="a"), 0.4))
        await asyncio.sleep(0.2)
        store.before = 1000
        await running
        stopped = asyncio.get_running_loop().time()
        store.before = 0
        again = courier(store, wire, told, epoch="b")
        await again.recover()
        await work(again, 5)
        return row_id, stopped

    row_id, stopped = run_virtual(main())
    assert PATIENCE <= stopped < PATIENCE + 3
    assert ["sent"] == states(store, [row_id])
    assert 2 == len(wire.came)


def test_a_claim_whose_commit_is_in_doubt(store: Flaky) -> None:
    """The line broke after a claim's commit: its rows are taken up again, and the chat is not blocked."""
    wire, told = Wire(), Told()

    async def main() -> tuple[list[int], int]:
        first = say(store)
        store.after = 2
        running = asyncio.create_task(work(courier(store, wire, told), 20))
        await asyncio.sleep(10)
        second = say(store)
        return [first, second], await running

    ids, fell = run_virtual(main())
    assert ["sent", "sent"] == states(store, ids)
    assert 2 == len(wire.came)
    assert fell >= 1


def test_beginning_again_waits_for_those_in_the_air(store: Flaky) -> None:
    """A claim fails while another message is on its way: that one lands as sent, not as in doubt."""
    wire, told = Wire(delay=5), Told()

    async def main() -> list[int]:
        first = say(store, chat_id=1)
        running = asyncio.create_task(work(courier(store, wire, told), 30))
        await asyncio.sleep(1)
        store.after = 2
        second = say(store, chat_id=2)
        await running
        return [first, second]

    ids = run_virtual(main())
    assert ["sent", "sent"] == states(store, ids)
    assert 0 == row(store, ids[0]).unknowns
    assert Counter({1: 1, 2: 1}) == Counter(each.claimed.chat_id for each in wire.came)


def test_a_database_that_is_away_at_expiry(store: Flaky) -> None:
    """When stale rows cannot be ended for once, what is due leaves all the same."""
    wire = Wire()

    async def main() -> None:
        say(store)
        store.before = 1
        await work(courier(store, wire), 5)

    run_virtual(main())
    assert 1 == len(wire.came)


rows = st.tuples(st.sampled_from([Lane.URGENT, Lane.REPLY, Lane.CHECKIN]), st.integers(1, 12))
lives = st.lists(st.floats(0.01, 3.0), min_size=1, max_size=4)


@settings(max_examples=6, deadline=None)
@given(said=st.lists(rows, min_size=5, max_size=30), lives=lives, delay=st.sampled_from([0.02, 0.3, 1.5]))
def test_whenever_it_dies(said: Sequence[tuple[Lane, int]], lives: Sequence[float], delay: float) -> None:
    """Whenever couriers die: every row ends, what ended as sent was sent, and copies keep both bounds."""
    inline = Inline()
    keys = Keys.in_memory()
    store = Flaky("sqlite://", keys, write_on=inline, read_on=inline)
    wire, told = Wire(delay=delay), Told()

    async def main() -> list[int]:
        ids = [say(store, lane=lane, chat_id=chat) for lane, chat in said]
        for number, life in enumerate(lives):
            made = courier(store, wire, told, epoch=str(number))
            await made.recover()
            await crash(made, life)
        last = courier(store, wire, told, epoch="last")
        await last.recover()
        await work(last, 45)
        return ids

    ids = run_virtual(main())
    copies = Counter(each.claimed.id for each in wire.came)
    ends = dict(zip(ids, states(store, ids), strict=True))
    store.close_now()
    keys.close()
    assert {"sent", "uncertain"} >= set(ends.values())
    assert set(ids) == set(copies)
    assert sum(count - 1 for count in copies.values()) <= IN_FLIGHT * len(lives)
    for (lane, _), row_id in zip(said, ids, strict=True):
        assert copies[row_id] <= 2 or lane == Lane.URGENT
        assert ends[row_id] == "sent" or lane != Lane.URGENT
