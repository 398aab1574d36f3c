"""Check-ins on their way: asked in time or not at all, reminded once, and their silence is a result."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import pytest
from sqlalchemy import select

from messages import catalog as content
from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.wording import Wording
from records import checkins, outgoing
from records.checkins import Planned
from records.lanes import Lane
from records.models import Checkin, Flag, Outgoing
from records.store import Db, Store
from scheduler.checkins import turn
from tests.conftest import NOW
from tests.records import people

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Times:
    """Clocks that no check-in asks."""

    emergency: list[int]
    crisis: list[int]
    urgent: list[int]
    lease_serious: int = 15
    lease_urgent: int = 60
    question_again: int = 5
    question_over: int = 10
    help_after: int = 20
    help_over: int = 15


@dataclass(frozen=True, kw_only=True)
class House:
    """A clinic's voice with the real content."""

    catalog: Catalog
    wording: Wording
    times: Times
    staff_chat: int = -100


@cache
def house() -> House:
    """Return the house; its content is read once."""
    catalog = content.load()
    clinic = Clinic(
        name="Clinic",
        phone="1",
        emergency="911",
        crisis="988",
        after_hours="2",
        out_of_hours="nobody",
        zone="America/Los_Angeles",
        hours={"mon": ["08:00-18:00"]},
    )
    times = Times(emergency=[5], crisis=[5], urgent=[10])
    return House(catalog=catalog, wording=Wording(catalog.texts, clinic), times=times)


def plan(store: Store, **due: dt.datetime) -> None:
    """Plan these steps for a new patient, each awaited for four hours."""

    def work(db: Db) -> None:
        visit = people.confirm(db, people.enrol(db))
        steps = [Planned(step=step, due_at=at, window_end=at + 4 * HOUR) for step, at in due.items()]
        checkins.plan(db, visit_id=visit.id, plan_version="1", steps=steps)

    store.write_now(work)


def look(store: Store, now: dt.datetime) -> list[str]:
    """Take a turn; return the states of the check-ins in the order of their times."""
    store.write_now(lambda db: turn(db, house(), now=now))
    return store.read_now(lambda db: list(db.scalars(select(Checkin.state).order_by(Checkin.due_at))))


def deliver(store: Store, now: dt.datetime) -> list[str]:
    """Send what is due; return the labels."""

    def work(db: Db) -> list[str]:
        rows = outgoing.claim(db, now=now, epoch="e", lane=Lane.CHECKIN, limit=9)
        for row in rows:
            outgoing.record_sent(db, row.id, epoch="e", now=now, message_id=row.id)
            checkins.move(db, row.checkin_id or 0, old=("queued",), new="sent", sent_at=now)
        return [row.label or "" for row in rows]

    return store.write_now(work)


@pytest.mark.holds("plan:c1")
def test_asked_when_due(memory: Store) -> None:
    """Not a minute before its time; then once, however often the turn comes."""
    plan(memory, c1=NOW)
    assert ["planned"] == look(memory, NOW - MINUTE)
    assert ["queued"] == look(memory, NOW)
    assert ["queued"] == look(memory, NOW + MINUTE)
    assert ["question"] == deliver(memory, NOW + MINUTE)


@pytest.mark.parametrize(("late", "state"), [(119 * MINUTE, "queued"), (120 * MINUTE, "stale")])
@pytest.mark.holds("plan:nothing_stale", "rule:6", "hazard:H12")
def test_after_an_outage(memory: Store, late: dt.timedelta, state: str) -> None:
    """Two hours late is too late: the question would no longer mean what it says."""
    plan(memory, c1=NOW)
    assert [state] == look(memory, NOW + late)


def test_an_unsent_question_goes_stale_too(memory: Store) -> None:
    """The outgoing row ends two hours after the check-in was due, not when its window is over."""
    plan(memory, c1=NOW)
    look(memory, NOW + MINUTE)
    assert [NOW + 2 * HOUR] == memory.read_now(lambda db: list(db.scalars(select(Outgoing.expires_at))))


def test_an_outage_does_not_push_a_question_into_the_night(memory: Store) -> None:
    """Due at 20:30 and the bot back at 21:10: nobody is woken."""
    evening = NOW.replace(hour=4, minute=30) + dt.timedelta(days=1)
    plan(memory, c2=evening)
    assert ["stale"] == look(memory, evening + 40 * MINUTE)


@pytest.mark.holds("plan:one_nudge")
def test_one_reminder(memory: Store) -> None:
    """After two hours of silence there is one reminder, never a second."""
    plan(memory, c1=NOW)
    look(memory, NOW)
    deliver(memory, NOW)
    look(memory, NOW + 119 * MINUTE)
    assert [] == deliver(memory, NOW + 119 * MINUTE)
    look(memory, NOW + 2 * HOUR)
    assert ["nudge"] == deliver(memory, NOW + 2 * HOUR)
    look(memory, NOW + 3 * HOUR)
    assert [] == deliver(memory, NOW + 3 * HOUR)


@pytest.mark.parametrize(
    ("steps", "flags"),
    [({"c1": NOW, "c2": NOW + 5 * HOUR}, 1), ({"c2": NOW}, 1), ({"c1": NOW}, 0), ({"c3": NOW}, 0)],
)
def test_silence_near_the_lung(memory: Store, steps: dict[str, dt.datetime], flags: int) -> None:
    """No answer to both first checks, or to the one that stands for both, is shown to staff."""
    plan(memory, **steps)
    for hours in range(11):
        look(memory, NOW + hours * HOUR)
        deliver(memory, NOW + hours * HOUR)
    assert flags == len(memory.read_now(lambda db: db.scalars(select(Flag)).all()))
    assert {"missed"} == set(look(memory, NOW + 11 * HOUR))
