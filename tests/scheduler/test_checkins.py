"""Check-ins on their way: asked in time or not at all, reminded once, and their silence is a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from sqlalchemy import select, update

from messages import catalog as content
from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.wording import Wording
from records import checkins, flags, outgoing
from records.checkins import Planned
from records.lanes import Lane
from records.models import Checkin, Flag, Outgoing, Patient
from records.store import Db, Store
from scheduler.checkins import sent, turn
from scheduler.ladder import Ladder, Step
from scheduler.say import Channel
from tests.conftest import NOW
from tests.records import people

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Times:
    """Clocks that no check-in asks."""

    emergency: Ladder
    crisis: Ladder
    urgent: Ladder
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
    places: tuple[str, ...] = ("",)

    def at(self, location: str) -> House:
        """There is one place."""
        return self

    def channels(self, whom: str) -> tuple[Channel, ...]:
        """Nobody is rung beside Telegram."""
        return ()


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
    ladder = Ladder(steps=[Step(after=0, ring=["chat"])], again=5)
    times = Times(emergency=ladder, crisis=ladder, urgent=ladder)
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
            if row.label == "question":
                sent(db, house(), row.checkin_id or 0, now=now)
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


def silence(store: Store, hours: int) -> list[str]:
    """Let so many hours pass without a word; return the labels of what was sent."""
    said = []
    for hour in range(hours + 1):
        look(store, NOW + hour * HOUR)
        said += deliver(store, NOW + hour * HOUR)
    return said


def change(store: Store, work: Callable[[Db], object]) -> None:
    """Do something to the records."""
    store.write_now(work)


@pytest.mark.holds("silence:after_worse")
@pytest.mark.parametrize(("level", "cards"), [("routine", 1), ("self_care", 0), (None, 0)])
def test_silence_after_something_worse_is_staffs(memory: Store, level: str | None, cards: int) -> None:
    """Silence after "fine" is nobody's item; after an answer that staff were shown it is."""
    plan(memory, c1=NOW - 5 * HOUR, c3=NOW)

    def answered(db: Db) -> None:
        first = db.scalars(select(Checkin).where(Checkin.step == "c1")).one()
        first.state = "answered"
        if level is not None:
            flag = flags.raise_(db, patient_id=1, visit_id=1, level=level, rules=["r19_sore_seven"], now=NOW).flag
            flags.join(db, flag, kind="answer", level=level, checkin_id=first.id, now=NOW)
            flags.resolve(db, flag, staff_id=people.nurse(db).id, outcome="advised", now=NOW)

    change(memory, answered)
    silence(memory, 12)
    shown = memory.read_now(lambda db: [flag.rules for flag in db.scalars(select(Flag)) if flag.state != "resolved"])

    assert [["silence_after_worse"]] * cards == shown


@pytest.mark.holds("silence:one_nudge")
@pytest.mark.parametrize("values", [{"state": "stopped"}, {"paused_until": NOW + 90 * HOUR}])
def test_no_reminder_for_whom_it_is_not(memory: Store, values: dict[str, object]) -> None:
    """Stopped or paused: the time of the reminder passes without one, once and for all."""
    plan(memory, c1=NOW)
    look(memory, NOW)
    deliver(memory, NOW)
    change(memory, lambda db: db.execute(update(Patient).values(**values)))
    look(memory, NOW + 2 * HOUR)
    change(memory, lambda db: db.execute(update(Patient).values(state="enrolled", paused_until=None)))
    look(memory, NOW + 3 * HOUR)

    assert [] == deliver(memory, NOW + 3 * HOUR)


def test_an_alarm_ends_reminders(memory: Store) -> None:
    """Whoever was told to call an ambulance is not nudged about a score."""
    plan(memory, c1=NOW)
    look(memory, NOW)
    deliver(memory, NOW)
    change(memory, lambda db: flags.raise_(db, patient_id=1, visit_id=1, level="emergency", rules=["r01"], now=NOW))
    look(memory, NOW + 2 * HOUR)

    assert [] == deliver(memory, NOW + 2 * HOUR)


def test_a_reminder_waits_for_the_morning(memory: Store) -> None:
    """Asked shortly before quiet hours, the reminder comes when they end, if an answer is still awaited."""
    plan(memory, c2=NOW)
    change(
        memory,
        lambda db: db.execute(
            update(Patient).values(zone="UTC", quiet_from=f"{NOW + HOUR:%H:%M}", quiet_to=f"{NOW + 3 * HOUR:%H:%M}")
        ),
    )
    look(memory, NOW)
    deliver(memory, NOW)
    look(memory, NOW + 2 * HOUR)
    early = deliver(memory, NOW + 2 * HOUR)
    look(memory, NOW + 3 * HOUR)

    assert ([], ["nudge"]) == (early, deliver(memory, NOW + 3 * HOUR))


def test_a_step_of_an_older_plan_is_cancelled(memory: Store) -> None:
    """After an upgrade a row may name a step that the plan does not know: it is cancelled, and the line goes on."""
    plan(memory, zz=NOW, c1=NOW)
    states = look(memory, NOW)

    assert ["cancelled", "queued"] == sorted(states)


@pytest.mark.holds("plan:cap")
def test_the_cap_over_all_visits(memory: Store) -> None:
    """Six messages in 48 hours, whatever visit they belong to: the seventh is left out, and says why."""
    steps = {f"c{number}": NOW + number * HOUR for number in (1, 2, 3, 4, 5)}
    plan(memory, **steps)
    change(
        memory,
        lambda db: checkins.plan(
            db,
            visit_id=1,
            plan_version="2",
            steps=[
                Planned(step="c1", due_at=NOW, window_end=NOW + 4 * HOUR),
                Planned(step="c2", due_at=NOW + 6 * HOUR, window_end=NOW + 9 * HOUR),
            ],
        ),
    )
    for hour in range(7):
        look(memory, NOW + hour * HOUR)
        deliver(memory, NOW + hour * HOUR)
    last = memory.read_now(lambda db: db.scalars(select(Checkin).order_by(Checkin.due_at.desc())).first())

    assert last is not None
    assert ("skipped", "over the cap of messages in 48 h") == (last.state, last.why)
