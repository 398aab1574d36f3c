"""Visits and check-ins: one clock a treatment, every planned question with an end."""

from __future__ import annotations

import datetime as dt

import pytest

from records import answers, checkins, visits
from records.checkins import Planned
from records.models import Checkin, Visit
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import HOUR, SITE, confirm, enrol


def planned(db: Db, visit: Visit, *steps: tuple[str, float], window: float = 2) -> list[Checkin]:
    """Plan steps at so many hours from now and return them in the order of their times."""
    rows = [Planned(step=name, due_at=NOW + HOUR * at, window_end=NOW + HOUR * (at + window)) for name, at in steps]
    checkins.plan(db, visit_id=visit.id, plan_version="p1", steps=rows)
    return list(checkins.of_visit(db, visit.id))


def move(db: Db, row: Checkin, old: str, new: str, **values: dt.datetime) -> bool:
    """Move a check-in from one state to another."""
    return checkins.move(db, row.id, old=(old,), new=new, **values)


def other_people(db: Db) -> None:
    """Another patient's visit with a check-in in every state."""
    visit = confirm(db, enrol(db, chat_id=66))
    rows = planned(db, visit, ("a", -9), ("b", -8), ("c", 9))
    move(db, rows[0], "planned", "answered")
    move(db, rows[1], "planned", "skipped")


def test_where_she_was_treated_is_sealed(store: Store) -> None:
    """The visit's details come back, and the table does not show them."""

    def work(db: Db) -> None:
        visit = confirm(db, enrol(db))
        assert SITE == visits.site(db, visit)
        assert "neck" not in visit.details
        assert visit is visits.get(db, visit.id)

    store.write_now(work)
    with pytest.raises(LookupError, match="no visit -1"):
        store.read_now(lambda db: visits.get(db, -1))


def test_the_48_hours_count_from_the_end_of_the_session(store: Store) -> None:
    """Hours since the needles came out; none without a visit."""

    def work(db: Db) -> None:
        jm = enrol(db)
        assert visits.latest(db, jm.id) is None
        assert visits.hours_since(None, now=NOW) is None
        visit = confirm(db, jm)
        assert visit is visits.latest(db, jm.id)
        assert 1.5 == visits.hours_since(visit, now=NOW + HOUR / 2)

    store.write_now(work)


def test_a_new_session_restarts_the_clock(store: Store) -> None:
    """The old visit is superseded and what it still planned is cancelled; the new one stands."""

    def work(db: Db) -> None:
        other_people(db)
        jm = enrol(db)
        old = confirm(db, jm)
        sent, waiting = planned(db, old, ("c0", 0), ("c1", 2))
        move(db, sent, "planned", "sent")
        new = confirm(db, jm)
        assert visits.supersede(db, old, now=NOW)
        assert not visits.supersede(db, old, now=NOW)
        for row in (old, sent, waiting):
            db.refresh(row)
        assert ("superseded", "active", "sent", "cancelled") == (
            old.state,
            new.state,
            sent.state,
            waiting.state,
        )

    store.write_now(work)


def test_a_plan_ends_once(store: Store) -> None:
    """Ending what has ended changes nothing."""

    def work(db: Db) -> None:
        visit = confirm(db, enrol(db))
        assert visits.end(db, visit.id, now=NOW)
        assert not visits.end(db, visit.id, now=NOW)

    store.write_now(work)


def test_a_step_stands_once(store: Store) -> None:
    """Planning again adds only what is not there; an empty plan is none."""

    def work(db: Db) -> None:
        visit = confirm(db, enrol(db))
        steps = [Planned(step=name, due_at=NOW, window_end=NOW + HOUR) for name in ("c0", "c1")]
        assert 0 == checkins.plan(db, visit_id=visit.id, plan_version="p1", steps=[])
        assert 1 == checkins.plan(db, visit_id=visit.id, plan_version="p1", steps=steps[:1])
        assert 1 == checkins.plan(db, visit_id=visit.id, plan_version="p1", steps=steps)
        assert 2 == len(checkins.of_visit(db, visit.id))

    store.write_now(work)


def test_what_is_due(store: Store) -> None:
    """Planned check-ins whose time has come, oldest first; each knows whose it is."""

    def work(db: Db) -> None:
        other_people(db)
        jm = enrol(db)
        visit = confirm(db, jm)
        first, second, _ = planned(db, visit, ("c1", 0), ("c0", -1), ("c2", 1))
        assert [first.id, second.id] == [row.id for row in checkins.due(db, now=NOW)]
        assert [first.id] == [row.id for row in checkins.due(db, now=NOW, limit=1)]
        assert (visit, jm) == checkins.owner(db, first)
        assert first is checkins.by_ref(db, first.ref)

    store.write_now(work)


def test_a_state_changes_only_from_the_one_named(store: Store) -> None:
    """Two who want to move the same row: the second is told that it has moved on."""

    def work(db: Db) -> None:
        (row,) = planned(db, confirm(db, enrol(db)), ("c0", 0))
        assert move(db, row, "planned", "sent", sent_at=NOW)
        assert not move(db, row, "planned", "stale")
        assert ("sent", NOW) == (row.state, row.sent_at)

    store.write_now(work)


def test_the_newest_question_waits(store: Store) -> None:
    """Of two that were sent, the newer is the one that an answer belongs to."""

    def work(db: Db) -> None:
        visit = confirm(db, enrol(db))
        assert checkins.waiting(db, visit.patient_id) is None
        for hour, row in enumerate(planned(db, visit, ("c0", -3), ("c1", -1), ("c2", 1))[:2]):
            move(db, row, "planned", "sent", sent_at=NOW + hour * HOUR)
        found = checkins.waiting(db, visit.patient_id)
        assert found is not None
        assert "c1" == found.step

    store.write_now(work)


def test_stop_cancels_and_resume_brings_back_what_is_to_come(store: Store) -> None:
    """Cancelled is what was planned or queued; only what lies ahead is planned again."""

    def work(db: Db) -> None:
        other_people(db)
        visit = confirm(db, enrol(db))
        past, queued, ahead = planned(db, visit, ("c0", -1), ("c1", 1), ("c2", 2))
        move(db, queued, "planned", "queued")
        assert 3 == checkins.cancel(db, visit_id=visit.id, now=NOW)
        assert 2 == checkins.revive(db, visit_id=visit.id, now=NOW)
        for row in (past, queued, ahead):
            db.refresh(row)
        assert ("cancelled", "planned", "planned") == (past.state, queued.state, ahead.state)

    store.write_now(work)


def test_silence_is_found(store: Store) -> None:
    """Sent and unanswered past the window is silence; before it, one nudge is due."""

    def work(db: Db) -> None:
        other_people(db)
        visit = confirm(db, enrol(db))
        silent, open_, nudged = planned(db, visit, ("c0", -4), ("c1", -1.5), ("c2", -1))
        for row in (silent, open_, nudged):
            move(db, row, "planned", "sent", sent_at=row.due_at, nudge_at=row.due_at + HOUR)
        move(db, nudged, "sent", "sent", nudged_at=NOW, nudge_at=None)
        move(db, silent, "sent", "sent", nudge_at=None)
        assert [silent.id] == [row.id for row in checkins.unanswered(db, now=NOW)]
        due = checkins.to_nudge(db, now=NOW)
        assert [open_.id] == [row.id for row in due]

    store.write_now(work)


def test_a_changed_mind_replaces_the_answer(store: Store) -> None:
    """Two answers to one question never stand side by side."""

    def work(db: Db) -> None:
        (row,) = planned(db, confirm(db, enrol(db)), ("c0", 0))
        for value, done in (("3", False), ("4", True)):
            answers.keep(db, checkin_id=row.id, question="soreness", value=value, done=done, now=NOW)
        kept = answers.of(db, row.id)
        assert [("soreness", "4", True)] == [(name, each.value, each.done) for name, each in kept.items()]

    store.write_now(work)


def test_the_last_score_of_a_visit(store: Store) -> None:
    """The newest finished number; words, unfinished answers and other visits do not count."""

    def work(db: Db) -> None:
        visit = confirm(db, enrol(db))
        first, second, third = planned(db, visit, ("c0", -3), ("c1", -2), ("c2", -1))
        assert answers.last_score(db, visit.id) is None
        for number, (row, done) in enumerate(((first, True), (second, True), (third, False))):
            at = NOW + HOUR * number
            answers.keep(db, checkin_id=row.id, question="soreness", value=str(number + 3), done=done, now=at)
        assert 4 == answers.last_score(db, visit.id)
        answers.keep(db, checkin_id=third.id, question="better", value="worse", done=True, now=NOW)
        assert [3, 4] == [each.number for each in answers.scores(db, visit.id)]

    store.write_now(work)
