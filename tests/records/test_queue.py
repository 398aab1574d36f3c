"""The queue's rows: which, in what order, how many, and with few questions to the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from records import checkins, flags, heard, leases, queue, staff
from records.checkins import Planned
from records.flags import LEVELS
from records.models import Flag, Patient
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import HOUR, confirm, enrol, nurse

#: Places that no other row of the database has.
HERE = ("here",)


def lift(db: Db, chat: int, level: str, *, ago: float = 1, place: str = "here") -> Flag:
    """Raise a flag of a new patient at a place."""
    patient = enrol(db, chat_id=chat)
    flag = flags.raise_(db, patient_id=patient.id, visit_id=None, level=level, rules=["r"], now=NOW - ago * HOUR).flag
    flag.location = place
    db.flush()
    return flag


def say(db: Db, flag: Flag, words: str | None, number: int = 1) -> None:
    """Let a flag's patient write something."""
    heard.remember(
        db, db.get_one(Patient, flag.patient_id), message_id=number, kind="text", words=words, level="none", rules=(),
        symptoms=(), topic=None, lang="en", understood=True, content_version="1", now=NOW,
    )  # fmt: skip


@contextmanager
def questions(db: Db) -> Iterator[list[str]]:
    """Collect the statements that are run meanwhile."""
    asked: list[str] = []
    engine = db.get_bind().engine

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_the_most_serious_and_oldest_comes_first(store: Store) -> None:
    """By level in its order, then by when it was opened; what is resolved or elsewhere is not there."""

    def work(db: Db) -> None:
        levels = ("routine", "urgent", "emergency", "ask", "crisis")
        made = {level: lift(db, 100 + number, level) for number, level in enumerate(levels)}
        older = lift(db, 110, "urgent", ago=2)
        lift(db, 111, "emergency", place="elsewhere")
        flags.resolve(db, lift(db, 112, "emergency"), staff_id=nurse(db).id, outcome="seen", now=NOW)
        shown = [row.flag.id for row in queue.page(db, places=HERE)]
        expected = [made["emergency"], made["crisis"], older, made["urgent"], made["ask"], made["routine"]]
        assert [flag.id for flag in expected] == shown
        assert shown[1:3] == [row.flag.id for row in queue.page(db, places=HERE, offset=1, limit=2)]
        assert [made["ask"].id] == [row.flag.id for row in queue.page(db, places=HERE, levels=["ask"])]
        assert [] == queue.page(db, places=())

    store.write_now(work)


def test_a_row_knows_who_has_it_and_what_was_said_last(store: Store) -> None:
    """The newest words, not the newest thing; nobody's name where nobody has it."""

    def work(db: Db) -> None:
        flag, other = lift(db, 100, "urgent"), lift(db, 101, "routine")
        for number, words in enumerate(("first", "second", None)):
            say(db, flag, words, number)
        say(db, other, "other's", 9)
        leases.take(db, flag, staff_id=nurse(db).id, lease_until=NOW, now=NOW)
        rows = queue.page(db, places=HERE)
        assert [("Ana", "second"), ("", "other's")] == [(row.holder, row.last) for row in rows]
        assert [flag.id] == [row.flag.id for row in queue.page(db, places=HERE, holder=nurse(db).id)]
        assert "second" not in repr(rows)

    store.write_now(work)


def test_the_visit_of_the_flag_comes_along(store: Store) -> None:
    """Not the patient's newest: the one that the flag is about."""

    def work(db: Db) -> None:
        patient = enrol(db)
        visit = confirm(db, patient)
        visit.location = "here"
        flags.raise_(db, patient_id=patient.id, visit_id=visit.id, level="urgent", rules=["r"], now=NOW)
        confirm(db, patient)
        (row,) = queue.page(db, places=HERE)
        assert (visit.id, patient.id) == (row.visit.id if row.visit else None, row.patient.id)

    store.write_now(work)


def test_counts_are_of_all(store: Store) -> None:
    """By level, by who has it, and those that nobody has answered."""

    def work(db: Db) -> None:
        ana, ben = nurse(db), staff.seat(db, user_id=18, name="Ben", role="lead", now=NOW)
        taken, answered = lift(db, 100, "urgent", ago=3), lift(db, 101, "urgent", ago=2)
        lift(db, 102, "routine")
        lift(db, 103, "urgent", place="elsewhere")
        for flag in (taken, answered):
            leases.take(db, flag, staff_id=ana.id, lease_until=NOW, now=NOW)
        leases.keep(db, answered, lease_until=None)
        assert {"urgent": 2, "routine": 1} == queue.counts(db, places=HERE)
        assert [2, 0] == [queue.held(db, places=HERE, staff_id=each.id) for each in (ana, ben)]
        before = {"urgent": NOW - 2.5 * HOUR, "routine": NOW - HOUR}
        assert 1 == queue.overdue(db, places=HERE, before=before)
        assert 2 == queue.overdue(db, places=HERE, before=dict.fromkeys(before, NOW))

    store.write_now(work)


def test_silent_is_whoever_let_the_newest_check_in_pass(store: Store) -> None:
    """Not who answered since, not who is not asked any more, not another place's."""

    def work(db: Db) -> None:
        for number, (states, place, ended) in enumerate(
            [
                (("answered", "missed"), "here", False),
                (("missed", "answered"), "here", False),
                (("missed", "missed", "planned"), "here", False),
                (("answered", "missed"), "here", True),
                (("answered", "missed"), "elsewhere", False),
                (("planned",), "here", False),
            ]
        ):
            visit = confirm(db, enrol(db, chat_id=100 + number))
            visit.location, visit.state = place, "ended" if ended else "active"
            _plan(db, visit.id, states)
        assert 2 == queue.silent(db, places=HERE)
        assert 2 == queue.expected(db, places=HERE, until=NOW + 3 * HOUR)
        assert 1 == queue.expected(db, places=HERE, until=NOW + HOUR)

    store.write_now(work)


def _plan(db: Db, visit_id: int, states: tuple[str, ...]) -> None:
    times = [NOW + dt.timedelta(hours=number + 1) for number in range(len(states))]
    steps = [Planned(step=f"c{number}", due_at=at, window_end=at + HOUR) for number, at in enumerate(times)]
    checkins.plan(db, visit_id=visit_id, plan_version="1", steps=steps)
    for row, state in zip(checkins.of_visit(db, visit_id), states, strict=True):
        row.state = state
    db.flush()


def test_a_page_asks_few_questions_however_long_it_is(store: Store) -> None:
    """Two for its rows, whether five or fifty."""

    def work(db: Db) -> None:
        for number in range(50):
            say(db, lift(db, 200 + number, LEVELS[number % 5]), f"words {number}", number)
        with questions(db) as asked:
            rows = queue.page(db, places=HERE, limit=50)
        assert (50, 2) == (len(rows), len(asked))

    store.write_now(work)


def test_words_that_open_no_more_are_empty(store: Store) -> None:
    """One erased patient does not take the page of all with her."""

    def work(db: Db) -> None:
        say(db, lift(db, 100, "urgent"), "gone")

    store.write_now(work)
    store.keys.destroy("ref100")
    assert [""] == [row.last for row in store.read_now(lambda db: queue.page(db, places=HERE))]
    assert [None] == [row.visit for row in store.read_now(lambda db: queue.page(db, places=HERE))]
