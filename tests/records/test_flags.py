"""Flags and open questions: one card a patient, a lease, rings; only a person ends one."""

from __future__ import annotations

import pytest

from records import asked, flags, leases
from records.flags import Raised
from records.models import Asked, Flag, Patient
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import HOUR, enrol, nurse


def lift(db: Db, patient: Patient, level: str = "urgent", *rules: str) -> Raised:
    """Raise a flag for a patient."""
    return flags.raise_(db, patient_id=patient.id, visit_id=None, level=level, rules=rules, now=NOW)


def open_flag(db: Db, level: str = "urgent") -> Flag:
    """Return a patient's open flag, beside another's."""
    lift(db, enrol(db, chat_id=66))
    return lift(db, enrol(db), level).flag


def put(db: Db, patient: Patient, kind: str = "now") -> Asked:
    """Ask a patient a one-tap question that is repeated in an hour."""
    return asked.ask(
        db,
        patient_id=patient.id,
        heard_id=None,
        kind=kind,
        rules=["r"],
        silence="urgent",
        next_at=NOW + HOUR,
        now=NOW,
    )


def test_new_findings_join_the_open_card(store: Store) -> None:
    """A patient has one open flag; its rules gather and its level only goes up."""

    def work(db: Db) -> None:
        jm = enrol(db)
        first = lift(db, jm, "routine", "b")
        assert (True, False, "open", NOW) == (first.new, first.higher, first.flag.state, first.flag.next_at)
        flags.ring(db, first.flag, rings=1, next_at=None)
        same = lift(db, jm, "routine", "a", "b")
        assert (first.flag.id, False, False, 1) == (same.flag.id, same.new, same.higher, same.flag.rings)
        higher = lift(db, jm, "emergency", "c")
        assert (True, "emergency", 0, NOW) == (
            higher.higher,
            higher.flag.level,
            higher.flag.rings,
            higher.flag.next_at,
        )
        lower = lift(db, jm, "routine")
        assert ("emergency", ["a", "b", "c"]) == (lower.flag.level, lower.flag.rules)

    store.write_now(work)


def test_after_it_was_resolved_a_new_one_opens(store: Store) -> None:
    """What is closed stays closed."""

    def work(db: Db) -> None:
        flag, ana = open_flag(db), nurse(db)
        assert flags.resolve(db, flag, staff_id=ana.id, outcome="phoned", now=NOW)
        assert not flags.resolve(db, flag, staff_id=ana.id, outcome="other", now=NOW)
        assert ("resolved", "phoned", ana.id, None) == (
            flag.state,
            flag.outcome,
            flag.resolved_by,
            flag.next_at,
        )
        jm = db.get_one(Patient, flag.patient_id)
        assert flags.open_of(db, jm.id) is None
        assert flag.id != lift(db, jm).flag.id

    store.write_now(work)


def test_flags_are_found(store: Store) -> None:
    """By button, by row, and all that are open, the most serious first."""

    def work(db: Db) -> None:
        routine, urgent = open_flag(db, "routine"), lift(db, enrol(db, chat_id=7), "emergency").flag
        assert routine is flags.by_ref(db, routine.ref)
        assert routine is flags.by_id(db, routine.id)
        assert flags.by_ref(db, "forged") is None
        levels = [flag.level for flag in flags.all_open(db)]
        assert ["emergency", "urgent", "routine"] == levels
        assert urgent is flags.all_open(db)[0]
        with pytest.raises(LookupError, match="no flag -1"):
            flags.by_id(db, -1)

    store.write_now(work)


def test_what_a_flag_gathers(store: Store) -> None:
    """Findings stand under their flag in the order they came."""

    def work(db: Db) -> None:
        flag = open_flag(db)
        other = next(each for each in flags.all_open(db) if each.id != flag.id)
        flags.join(db, other, kind="heard", level="urgent", now=NOW)
        flags.join(db, flag, kind="heard", level="urgent", rules=["r"], symptoms=["fever"], now=NOW)
        flags.join(db, flag, kind="silence", level="routine", now=NOW)
        kept = flags.findings(db, flag.id)
        assert [("heard", ["r"], ["fever"]), ("silence", [], [])] == [
            (each.kind, each.rules, each.symptoms) for each in kept
        ]

    store.write_now(work)


def test_the_first_notice_counts_once(store: Store) -> None:
    """Open becomes alerted with the first card that reached staff."""

    def work(db: Db) -> None:
        flag = open_flag(db)
        assert flags.alerted(db, flag.id, now=NOW)
        assert not flags.alerted(db, flag.id, now=NOW + HOUR)
        assert ("alerted", NOW) == (flag.state, flag.alerted_at)

    store.write_now(work)


def test_a_take_is_a_lease(store: Store) -> None:
    """One person holds it; a reply keeps it quiet; without one it is nobody's again and rings."""

    def work(db: Db) -> None:
        flag, ana, ben = open_flag(db), nurse(db), nurse(db, user_id=18, name="Ben")
        assert not leases.keep(db, flag, lease_until=None)
        assert leases.take(db, flag, staff_id=ana.id, lease_until=NOW + HOUR, now=NOW)
        assert not leases.take(db, flag, staff_id=ben.id, lease_until=NOW + HOUR, now=NOW)
        assert (ana.id, NOW + HOUR) == (flag.taken_by, flag.next_at)
        assert not leases.lapse(db, flag, now=NOW)
        assert leases.lapse(db, flag, now=NOW + HOUR)
        assert ("alerted", None, NOW + HOUR) == (flag.state, flag.taken_by, flag.next_at)
        assert leases.take(db, flag, staff_id=ben.id, lease_until=NOW + HOUR, now=NOW)
        assert leases.keep(db, flag, lease_until=None)
        assert not leases.lapse(db, flag, now=NOW + 9 * HOUR)
        assert (ben.id, None) == (flag.taken_by, flag.next_at)

    store.write_now(work)


def test_each_ring_counts_once(store: Store) -> None:
    """A second turn that wants the same ring does nothing, nor one after it was taken."""

    def work(db: Db) -> None:
        flag, ana = open_flag(db), nurse(db)
        assert flags.ring(db, flag, rings=1, next_at=NOW + HOUR)
        assert not flags.ring(db, flag, rings=1, next_at=NOW + HOUR)
        assert [flag.id] != [each.id for each in flags.due(db, now=NOW)]
        assert flag.id in [each.id for each in flags.due(db, now=NOW + HOUR)]
        leases.take(db, flag, staff_id=ana.id, lease_until=NOW + HOUR, now=NOW)
        assert not flags.ring(db, flag, rings=2, next_at=None)

    store.write_now(work)


def test_one_question_at_a_time(store: Store) -> None:
    """A new question takes the place of the older; each is found by its button."""

    def work(db: Db) -> None:
        put(db, enrol(db, chat_id=66))
        jm = enrol(db)
        assert asked.waiting(db, jm.id) is None
        first, second = put(db, jm), put(db, jm, "help")
        db.refresh(first)
        assert ("answered", NOW) == (first.state, first.settled_at)
        assert second is asked.waiting(db, jm.id)
        assert second is asked.by_ref(db, second.ref)

    store.write_now(work)


def test_silence_is_repeated_then_escalated(store: Store) -> None:
    """open → repeated → escalated, each once; an answer ends it at any point."""

    def work(db: Db) -> None:
        jm, ben = enrol(db), enrol(db, chat_id=66)
        row, other = put(db, jm), put(db, ben)
        assert [] == list(asked.due(db, now=NOW))
        assert {row.id, other.id} == {each.id for each in asked.due(db, now=NOW + HOUR)}
        assert asked.repeat(db, row, next_at=NOW + 2 * HOUR)
        assert not asked.repeat(db, row, next_at=NOW + 2 * HOUR)
        assert [other.id] == [each.id for each in asked.due(db, now=NOW + HOUR)]
        assert asked.escalate(db, row, now=NOW)
        assert not asked.answer(db, row, now=NOW)
        assert asked.answer(db, other, now=NOW)
        assert not asked.escalate(db, other, now=NOW)
        assert ("escalated", "answered") == (row.state, other.state)

    store.write_now(work)
