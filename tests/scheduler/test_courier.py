"""The courier: what is due goes out in time and in order, and nothing stops it for long."""

from __future__ import annotations

import asyncio
import datetime as dt
from itertools import pairwise

import pytest

from records.lanes import Lane
from scheduler.outcome import Flood
from scheduler.rota import HUNGRY, IN_FLIGHT
from tests.scheduler.wire import Flaky, Told, Wire, courier, row, say, speak, states, work
from tests.virtual import run_virtual, wall

GROUP = -100


def test_what_is_due_goes_out(store: Flaky) -> None:
    """A row is sent once, its number is kept, and the house is told."""
    wire, told = Wire(), Told()

    async def main() -> int:
        row_id = say(store, "hello")
        await work(courier(store, wire, told), 5)
        return row_id

    row_id = run_virtual(main())
    assert ["hello"] == wire.words()
    assert [(row_id, "sent")] == told.ends
    assert 101 == row(store, row_id).message_id


def test_what_is_not_due_waits(store: Flaky) -> None:
    """A row leaves at its time, not before, and hardly after."""
    wire = Wire()

    async def main() -> None:
        say(store, not_before=wall() + dt.timedelta(seconds=30.4))
        await work(courier(store, wire), 60)

    run_virtual(main())
    assert [pytest.approx(30.4, abs=0.05)] == wire.times()


def test_a_new_row_leaves_at_once(store: Flaky) -> None:
    """A commit nudges the courier: nobody waits for the next poll."""
    wire = Wire()

    async def main() -> None:
        running = asyncio.create_task(work(courier(store, wire), 60))
        await asyncio.sleep(30.3)
        await speak(store)
        await running

    run_virtual(main())
    assert [pytest.approx(30.3, abs=0.01)] == wire.times()


def test_lanes_in_order(store: Flaky) -> None:
    """When several lanes have something, the lower one goes first."""
    wire = Wire()

    async def main() -> None:
        for lane in reversed(Lane):
            say(store, f"{lane:d}", lane=lane, chat_id=10 + lane)
        await work(courier(store, wire), 20)

    run_virtual(main())
    assert ["0", "1", "2", "3", "4", "5"] == wire.words()


def test_one_person_reads_in_order(store: Flaky) -> None:
    """Messages to one chat leave one by one, a second apart, in the order in which they were said."""
    wire = Wire(delay=0.3)

    async def main() -> None:
        for number in range(5):
            say(store, f"{number}")
        await work(courier(store, wire), 20)

    run_virtual(main())
    assert ["0", "1", "2", "3", "4"] == wire.words()
    assert min(later - sooner for sooner, later in pairwise(wire.times())) >= 1
    # A second from each answer on: Telegram may have counted a call as late as that.
    assert wire.times()[-1] < 5.5


def test_urgent_overtakes_a_surge(store: Flaky) -> None:
    """Behind a surge of check-ins an alarm leaves within a third of a second, and the surge keeps its pace."""
    wire = Wire()
    waits: list[float] = []

    async def main() -> None:
        for chat in range(1000, 1200):
            say(store, lane=Lane.CHECKIN, chat_id=chat)
        running = asyncio.create_task(work(courier(store, wire), 12))
        for number in range(8):
            await asyncio.sleep(0.53)
            at = asyncio.get_running_loop().time()
            await speak(store, lane=Lane.URGENT, chat_id=2000 + number)
            await asyncio.sleep(0.5)
            waits.extend(came - at for came in wire.times(2000 + number))
        await running

    run_virtual(main())
    assert 8 == len(waits)
    assert max(waits) < 0.35
    assert 208 == len(wire.came)
    assert max(wire.times()) < 208 / 25 + 1


def test_slow_answers_do_not_hold_up_an_alarm(store: Flaky) -> None:
    """While Telegram takes 15 s for each check-in, places are kept for who is waited on."""
    wire = Wire(delay=15)

    async def main() -> None:
        for chat in range(1000, 1100):
            say(store, lane=Lane.CHECKIN, chat_id=chat)
        running = asyncio.create_task(work(courier(store, wire), 30))
        await asyncio.sleep(5)
        await speak(store, lane=Lane.URGENT, chat_id=7)
        await running

    run_virtual(main())
    assert [pytest.approx(5, abs=0.3)] == wire.times(7)
    assert wire.most <= IN_FLIGHT


def test_no_lane_starves(store: Flaky) -> None:
    """While more answers are waiting than can ever leave, an edit still gets through."""
    wire = Wire()

    async def main() -> None:
        for chat in range(1000, 1200):
            say(store, lane=Lane.REPLY, chat_id=chat)
        say(store, lane=Lane.QUIET, chat_id=7)
        await work(courier(store, wire), 7)

    run_virtual(main())
    assert [pytest.approx(HUNGRY, abs=1)] == wire.times(7)


def test_an_alarm_finds_a_place_in_a_full_group(store: Flaky) -> None:
    """Forty cards fill their share of the minute; an alarm to the same group leaves at once."""
    wire = Wire()

    async def main() -> None:
        for number in range(40):
            say(store, f"card {number}", lane=Lane.CARD, chat_id=GROUP)
        running = asyncio.create_task(work(courier(store, wire), 40))
        await asyncio.sleep(20)
        await speak(store, "alarm", lane=Lane.URGENT, chat_id=GROUP)
        await running

    run_virtual(main())
    alarms = [each.at for each in wire.came if each.words == "alarm"]
    assert [pytest.approx(20, abs=0.2)] == alarms
    assert max(sum(at <= other < at + 60 for other in wire.times()) for at in wire.times()) <= 20


def test_too_fast_in_private_halts_all(store: Flaky) -> None:
    """After a 429 in a private chat nothing leaves before its time is over; then the same row goes again."""
    wire = Wire(answers={5: [Flood(10)]})

    async def main() -> list[int]:
        first = say(store, chat_id=5)
        running = asyncio.create_task(work(courier(store, wire), 30))
        await asyncio.sleep(1)
        other = await speak(store, lane=Lane.URGENT, chat_id=6)
        await running
        return [first, other]

    ids = run_virtual(main())
    assert ["sent", "sent"] == states(store, ids)
    assert min(wire.times(6) + wire.times(5)[1:]) >= 10


def test_too_fast_in_a_group_halts_the_group(store: Flaky) -> None:
    """A group's 429 leaves the patients alone."""
    wire = Wire(answers={GROUP: [Flood(10)]})

    async def main() -> None:
        say(store, chat_id=GROUP)
        running = asyncio.create_task(work(courier(store, wire), 30))
        await asyncio.sleep(1)
        await speak(store, chat_id=6)
        await running

    run_virtual(main())
    assert [pytest.approx(1, abs=0.1)] == wire.times(6)
    assert [0, pytest.approx(10.1, abs=0.2)] == [pytest.approx(at, abs=0.2) for at in wire.times(GROUP)]


def test_stale_rows_end_unsent(store: Flaky) -> None:
    """What is too late is never sent, and the house is told so."""
    wire, told = Wire(), Told()

    async def main() -> int:
        late = say(store, expires_at=wall() - dt.timedelta(seconds=1))
        await work(courier(store, wire, told), 3)
        return late

    late = run_virtual(main())
    assert [] == wire.came
    assert [(late, "expired")] == told.ends


def test_stopping_lets_flights_land(store: Flaky) -> None:
    """What is on its way when the bot is stopped gets its receipt."""
    wire = Wire(delay=8)

    async def main() -> int:
        row_id = say(store)
        await work(courier(store, wire), 2)
        return row_id

    assert ["sent"] == states(store, [run_virtual(main())])


def test_draining(store: Flaky) -> None:
    """The demo waits until nothing is due and nothing under way; what is due tomorrow does not hold it up."""
    wire = Wire(delay=2)

    async def main() -> list[object]:
        made = courier(store, wire)
        stop = asyncio.Event()
        running = asyncio.create_task(made.run(stop))
        say(store, not_before=wall() + dt.timedelta(days=1))
        await speak(store)
        seen: list[object] = [
            await made.drain(timeout=1),
            made.idle(),
            await made.drain(timeout=20),
            made.idle(),
        ]
        seen.append(len(wire.came))
        stop.set()
        await running
        return seen

    assert [False, False, True, True, 1] == run_virtual(main())


def test_an_idle_courier_is_quiet(store: Flaky) -> None:
    """Without work it only looks, about once a second."""

    async def main() -> None:
        await work(courier(store, Wire()), 120)

    run_virtual(main())
    assert 0 == store.writes
    assert store.reads <= 2 * 125


def test_a_waiting_courier_is_quiet(store: Flaky) -> None:
    """A row that the pace holds back is no reason to spin: it does not wake itself by its own commits."""
    wire = Wire(answers={GROUP: [Flood(60)]})

    async def main() -> None:
        for _ in range(3):
            say(store, chat_id=GROUP)
        await work(courier(store, wire), 55)

    run_virtual(main())
    assert 1 == len(wire.came)
    assert store.writes <= 2 * 65
