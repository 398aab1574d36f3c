"""What follows from each outcome: the error table of reliability.md section 2, seen from outside."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import MutableMapping
from itertools import pairwise
from typing import Any

import pytest

from messages.said import Entity, Said
from records import outgoing
from records.lanes import Lane
from records.outgoing import Claimed, Gone
from records.store import Db
from scheduler.flights import PATIENCE, STUMBLES
from scheduler.outcome import (
    BadMarkup,
    Migrated,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unchanged,
    Unknown,
    Unreachable,
)
from tests.scheduler.wire import Flaky, Told, Wire, courier, row, say, states, work
from tests.virtual import run_virtual

GROUP, OTHER = -100, -200
DOUBT = Unknown("reset")


def send(store: Flaky, *answers: Outcome | Exception, seconds: float = 40, **how: Any) -> tuple[Wire, Told, int]:
    """Send one row that gets these answers in turn; return what happened."""
    chat = how.get("chat_id", 5)
    wire, told = Wire(answers={chat: list(answers)}), Told()

    async def main() -> int:
        row_id = say(store, **how)
        await work(courier(store, wire, told), seconds)
        return row_id

    return wire, told, run_virtual(main())


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Unchanged(), "sent"), (Unreachable("blocked"), "undeliverable"), (Refused("too long"), "dead")],
)
def test_ends(store: Flaky, answer: Outcome, state: str) -> None:
    """Some answers end a row at once: it is not tried again, and the house is told how it ended."""
    wire, told, row_id = send(store, answer)
    assert 1 == len(wire.came)
    assert [(row_id, state)] == told.ends
    assert [state] == states(store, [row_id])


def test_certainly_not_sent_is_tried_until_it_goes(store: Flaky) -> None:
    """While Telegram is away the waits double up to a minute; then it goes, and nobody was told of an end."""
    wire, told, row_id = send(store, *[NotSent("no route")] * 8, seconds=200)
    gaps = [round(later - sooner) for sooner, later in pairwise(wire.times())]
    assert [1, 2, 4, 8, 16, 32, 60, 60] == gaps
    assert [(row_id, "sent")] == told.ends


def test_not_sent_never_makes_a_copy_count(store: Flaky) -> None:
    """What certainly did not arrive uses up none of the copies."""
    _, _, row_id = send(store, NotSent("a"), NotSent("b"), DOUBT)
    assert ["sent"] == states(store, [row_id])
    assert 1 == row(store, row_id).unknowns


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.ECHO, Lane.CHECKIN, Lane.CARD, Lane.QUIET])
def test_doubt_makes_one_copy(store: Flaky, lane: Lane) -> None:
    """When nobody knows whether it arrived it is sent once more; after that staff are told it is uncertain."""
    wire, told, row_id = send(store, DOUBT, DOUBT, lane=lane)
    assert 2 == len(wire.came)
    assert [(row_id, "uncertain")] == told.ends


def test_urgent_goes_until_it_is_confirmed(store: Flaky) -> None:
    """A repeat of an alarm is harmless, silence is not; the repeats thin out."""
    wire, told, row_id = send(store, *[DOUBT] * 6, lane=Lane.URGENT, seconds=90)
    gaps = [later - sooner for sooner, later in pairwise(wire.times())]
    assert [1, 5, 10, 15, 20, 25] == [pytest.approx(gap, abs=0.2) for gap in gaps]
    assert [(row_id, "sent")] == told.ends


def test_an_edit_may_be_repeated(store: Flaky) -> None:
    """Editing twice gives the same message."""

    async def main() -> list[int]:
        first = say(store, lane=Lane.CARD)
        await work(courier(store, wire, told), 5)
        edit = say(store, kind="edit", target_id=first, lane=Lane.QUIET)
        wire.answers[5] = [DOUBT] * 4
        await work(courier(store, wire, told), 40)
        return [first, edit]

    wire, told = Wire(), Told()
    ids = run_virtual(main())
    assert 6 == len(wire.came)
    assert [(row_id, "sent") for row_id in ids] == told.ends
    assert {101} == {each.claimed.target_message_id for each in wire.came[1:]}


def test_no_answer_in_time_is_doubt(store: Flaky) -> None:
    """A send that hangs is given up after 20 s; the row is in doubt, the courier is not."""
    wire, told = Wire(delay=1000), Told()

    async def main() -> int:
        row_id = say(store)
        await work(courier(store, wire, told), 45)
        return row_id

    row_id = run_virtual(main())
    # Telegram may have counted the first as late as its end: the copy leaves a second behind that.
    assert [0, pytest.approx(PATIENCE + 1, abs=0.1)] == [pytest.approx(at, abs=0.1) for at in wire.times()]
    assert [(row_id, "uncertain")] == told.ends


def test_our_own_fault_is_not_repeated_for_ever(store: Flaky) -> None:
    """Even an alarm is given up, and shown, when our code stumbles over it again and again."""
    wire, told, row_id = send(store, *[KeyError("x")] * 9, lane=Lane.URGENT)
    assert STUMBLES == len(wire.came)
    assert [(row_id, "dead")] == told.ends


def test_unreadable_markup_goes_out_plain(store: Flaky) -> None:
    """The words matter more than their style: once more without entities."""
    said = Said(text="call now", entities=(Entity(kind="bold", offset=0, length=4),))
    wire, told, row_id = send(store, BadMarkup(), body=said.model_dump_json())
    assert [said, said.model_copy(update={"entities": ()})] == [
        Said.model_validate_json(each.claimed.body) for each in wire.came
    ]
    assert [(row_id, "sent")] == told.ends


def test_unreadable_without_markup_is_dead(store: Flaky) -> None:
    """There is nothing left to take away."""
    wire, told, row_id = send(store, BadMarkup())
    assert 1 == len(wire.came)
    assert [(row_id, "dead")] == told.ends


def test_a_group_that_moved(store: Flaky) -> None:
    """Everything for the old chat goes to the new one, the refused row first, and the house is told."""
    wire, told = Wire(answers={GROUP: [Migrated(OTHER)]}), Told()

    async def main() -> None:
        say(store, "first", chat_id=GROUP)
        say(store, "second", chat_id=GROUP)
        await work(courier(store, wire, told), 10)

    run_virtual(main())
    assert [(GROUP, "first"), (OTHER, "first"), (OTHER, "second")] == [
        (each.claimed.chat_id, each.words) for each in wire.came
    ]
    assert [(GROUP, OTHER)] == told.moves


@pytest.mark.parametrize(("answer", "chat"), [(Sent(7), 5), (Migrated(OTHER), GROUP)])
def test_a_fault_in_the_aftermath_loses_no_receipt(
    store: Flaky, logs: list[MutableMapping[str, Any]], answer: Outcome, chat: int
) -> None:
    """The house stumbles over what it is told: the row is recorded all the same, and the fault is logged."""
    wire, told = Wire(answers={chat: [answer]}), Told(fault=LookupError("x"))

    async def main() -> int:
        row_id = say(store, chat_id=chat)
        await work(courier(store, wire, told), 30)
        return row_id

    row_id = run_virtual(main())
    assert ["sent"] == states(store, [row_id])
    assert "outgoing.aftermath_failed" in {each["event"] for each in logs}


class HalfWay(Told):
    """A house that says something and then stumbles."""

    def settle(self, db: Db, row: Claimed | Gone, state: str, now: dt.datetime) -> None:
        """Say, then stumble."""
        assert outgoing.say(db, now=now, lane=1, chat_id=6, body=Said(text="half").model_dump_json())
        raise LookupError


def test_what_the_aftermath_half_wrote_is_undone(store: Flaky) -> None:
    """A settle that says something and then stumbles has said nothing."""
    wire = Wire()

    async def main() -> None:
        say(store)
        await work(courier(store, wire, HalfWay()), 10)

    run_virtual(main())
    assert ["hello"] == wire.words()


def test_the_late_word_of_an_earlier_courier_is_void(store: Flaky) -> None:
    """A courier that was given up speaks after all: nothing is recorded and nobody is told."""
    told = Told()

    async def main() -> int:
        row_id = say(store)
        first = courier(store, Wire(delay=15), told, epoch="first")
        running = asyncio.create_task(work(first, 20))
        await asyncio.sleep(1)
        second = courier(store, Wire(), told, epoch="second")
        await second.recover()
        await work(second, 30)
        await running
        return row_id

    row_id = run_virtual(main())
    assert ["sent"] == [state for each, state in told.ends if each == row_id]
