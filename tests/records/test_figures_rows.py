"""What figures, search and feedback ask of the database: only the span, only the places, each thing once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from records import audit, checkins, flags, heard, leases, listed, promptness, search, second, tally, trail, untaught
from records.checkins import Planned
from records.models import Checkin, Flag, Heard, Patient, Phrasing, Visit
from records.store import Db, Store, sealer
from records.tally import Response, Session, Span
from tests.conftest import NOW
from tests.records.people import HOUR, confirm, enrol, invite, nurse

DAY = dt.timedelta(days=1)
#: The last day, at the place of the tests and not at the other.
HERE = Span(since=NOW - DAY, until=NOW + DAY, places=("north",))


def treated(db: Db, chat_id: int, *, location: str = "north", ended_at: dt.datetime = NOW - HOUR) -> Visit:
    """Write a patient with a visit at a place."""
    visit = confirm(db, enrol(db, chat_id=chat_id))
    visit.location, visit.ended_at = location, ended_at
    db.flush()
    return visit


def flagged(db: Db, visit: Visit, level: str, *, opened_at: dt.datetime = NOW) -> Flag:
    """Flag a visit."""
    return flags.raise_(
        db, patient_id=visit.patient_id, visit_id=visit.id, level=level, rules=["r1"], now=opened_at
    ).flag


def said(db: Db, visit: Visit, *, topic: str | None = None, understood: bool = True, at: dt.datetime = NOW) -> Heard:
    """Let the patient of a visit write something."""
    patient = db.get_one(Patient, visit.patient_id)
    number = len(heard.recent(db, patient.id, since=NOW - 9 * DAY, limit=99)) + 1
    return heard.remember(
        db, patient, message_id=number, kind="text", words="may I swim", level="none", rules=[], symptoms=[],
        topic=topic, lang="en", understood=understood, content_version="c", now=at,
    )  # fmt: skip


def checked(db: Db, visit: Visit, step: str, state: str, *, sent_at: dt.datetime = NOW) -> None:
    """Write a check-in that was sent and came to a state."""
    planned = Planned(step=step, due_at=sent_at, window_end=sent_at + HOUR)
    checkins.plan(db, visit_id=visit.id, plan_version="p1", steps=[planned])
    there = (Checkin.visit_id == visit.id, Checkin.step == step)
    db.execute(update(Checkin).where(*there).values(state=state, sent_at=sent_at))


def test_response_counts_what_became_of_each_step(store: Store) -> None:
    """By step, the times of a follow-up together; not sent, another place and another time count nothing."""

    def work(db: Db) -> None:
        one, two = treated(db, 5), treated(db, 6)
        checked(db, one, "c1", "answered")
        checked(db, two, "c1", "missed")
        checked(db, one, "c2", "sent")
        checked(db, one, "reaction.1", "answered")
        checked(db, one, "reaction.2", "answered")
        checked(db, one, "c3", "skipped")
        checked(db, two, "c4", "answered", sent_at=NOW - 2 * DAY)
        checked(db, treated(db, 7, location="south"), "c1", "answered")

        found = tally.response(db, HERE)
        expected = {
            "c1": Response(answered=1, missed=1),
            "c2": Response(waiting=1),
            "reaction": Response(answered=2),
        }
        assert expected == found
        assert (2, 2, 1, 0) == (found["c1"].sent, found["c1"].ended, found["c2"].sent, found["c2"].ended)

    store.write_now(work)


def test_topics_are_counted_once_a_message(store: Store) -> None:
    """The most asked first; an edit is no second question."""

    def work(db: Db) -> None:
        visit = treated(db, 5)
        for topic in ("swim", "swim", "ice", None):
            said(db, visit, topic=topic)
        edited = said(db, visit, topic="swim")
        edited.revision = 1
        said(db, treated(db, 6, location="south"), topic="ice")
        db.flush()

        assert [("swim", 2), ("ice", 1)] == list(tally.topics(db, HERE).items())

    store.write_now(work)


def test_sessions_carry_their_area_and_levels(store: Store) -> None:
    """Each session of the span once, with every level it was flagged at; an erased patient has no area left."""

    def work(db: Db) -> None:
        one, two = treated(db, 5), treated(db, 6)
        flagged(db, one, "urgent")
        treated(db, 7, ended_at=NOW - 3 * DAY)
        sealer(db).destroy(db.get_one(Patient, two.patient_id).ref)

        found = tally.sessions(db, HERE)
        assert sorted([("", ()), ("neck", ("urgent",))]) == sorted((each.area, tuple(each.levels)) for each in found)
        assert Session(area="neck", levels=frozenset({"urgent"})) in found

    store.write_now(work)


def test_promptness_knows_the_first_thing_that_reached_the_patient(store: Store) -> None:
    """A reply or a call counts, a take or a thanks does not; an older flag counts while it is open."""

    def work(db: Db) -> None:
        ana = nurse(db)
        flag = flagged(db, treated(db, 5), "urgent")
        for minutes, kind in ((1, "thanks"), (9, "called"), (20, "replied")):
            flags.join(db, flag, kind=kind, level="none", now=NOW + minutes * HOUR / 60)
        leases.take(db, flag, staff_id=ana.id, lease_until=NOW + HOUR, now=NOW + HOUR / 60)
        old = flagged(db, treated(db, 6), "routine", opened_at=NOW - 5 * DAY)
        over = flagged(db, treated(db, 7), "routine", opened_at=NOW - 5 * DAY)
        flags.resolve(db, over, staff_id=ana.id, outcome="advised", now=NOW)

        first, newest = promptness.handled(db, HERE)
        assert ("routine", old.opened_at, None, True) == (
            first.level, first.opened_at, first.answered_at, first.is_open,
        )  # fmt: skip
        assert (NOW + 9 * HOUR / 60, NOW + HOUR / 60) == (newest.answered_at, newest.taken_at)

    store.write_now(work)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, [8, 7, 6, 5]),
        ({"level": "urgent"}, [7, 5]),
        ({"state": "open"}, [5]),
        ({"state": "closed"}, [7]),
        ({"state": "calm"}, [8, 6]),
        ({"state": "running"}, [8, 7, 5]),
        ({"state": "stopped"}, [8]),
        ({"topic": "swim"}, [6]),
        ({"topic": "swim", "state": "open"}, []),
    ],
)
def test_search_finds_by_what_is_not_sealed(store: Store, wanted: dict[str, str], expected: list[int]) -> None:
    """By level, topic and state, newest first, at these places and in this span only."""

    def work(db: Db) -> None:
        visits = {chat: treated(db, chat, ended_at=NOW - (10 - chat) * HOUR) for chat in (5, 6, 7, 8)}
        treated(db, 9, location="south")
        treated(db, 10, ended_at=NOW - 2 * DAY)
        flagged(db, visits[5], "urgent")
        flags.resolve(db, flagged(db, visits[7], "urgent"), staff_id=nurse(db).id, outcome="seen", now=NOW)
        said(db, visits[6], topic="swim")
        said(db, visits[5], topic="swim", at=NOW - DAY)
        visits[6].state = "ended"
        db.get_one(Patient, visits[8].patient_id).state = "stopped"
        db.flush()

        found, cut = search.visits(db, HERE, **wanted)
        assert (expected, False) == ([each.patient.chat_id for each in found], cut)

    store.write_now(work)


def test_search_says_when_it_was_cut(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more visits than can be opened, the newest are looked at, and that is said."""
    monkeypatch.setattr(search, "MOST", 1)

    def work(db: Db) -> None:
        treated(db, 5)
        treated(db, 6, ended_at=NOW)
        found, cut = search.visits(db, HERE)
        assert ([6], True) == ([each.patient.chat_id for each in found], cut)

    store.write_now(work)


def test_a_second_reader_is_somebody_else(store: Store) -> None:
    """Never who closed or graded it, never twice, and only at her places."""

    def work(db: Db) -> None:
        ana, ben = nurse(db), nurse(db, user_id=18, name="Ben")
        ended = [flagged(db, treated(db, chat), "urgent") for chat in (5, 6, 7)]
        for flag in ended:
            flags.resolve(db, flag, staff_id=ana.id, outcome="advised", now=NOW)
        flags.grade(db, ended[1], grade="right", staff_id=ben.id, now=NOW)
        flags.grade(db, ended[2], grade="low", staff_id=nurse(db, user_id=19).id, now=NOW, kind="second")
        flagged(db, treated(db, 8), "urgent")

        def who(reader: int, *places: str) -> list[int]:
            rows = second.waiting(db, reader=reader, places=places, since=NOW - DAY, serious=1.0)
            return [row.id for row in rows]

        assert [] == who(ana.id, "north")
        assert [ended[0].id] == who(ben.id, "north")
        assert [] == who(ben.id, "south")

    store.write_now(work)


def test_the_sample_is_a_share_and_always_the_same() -> None:
    """Half is about half, a tenth about a tenth, all is all, and the tenth lies within the half."""
    refs = [f"ref{number}" for number in range(4000)]
    half, tenth = ({ref for ref in refs if second.sampled(ref, share)} for share in (0.5, 0.1))

    assert (1900 < len(half) < 2100, 330 < len(tenth) < 470, tenth < half) == (True, True, True)
    assert (4000, 0) == (sum(second.sampled(ref, 1.0) for ref in refs), sum(second.sampled(ref, 0.0) for ref in refs))


def test_disagreements_wait_for_the_lead(store: Store) -> None:
    """Two grades that differ are disputed until the lead has settled them; equal ones never are."""

    def work(db: Db) -> None:
        ana, ben, lead = (nurse(db, user_id=each, name=str(each)) for each in (17, 18, 19))
        made = []
        for chat, one, two in ((5, "right", "right"), (6, "right", "low"), (7, "high", "low")):
            flag = flagged(db, treated(db, chat), "urgent")
            flags.resolve(db, flag, staff_id=ana.id, outcome="advised", now=NOW)
            flags.grade(db, flag, grade=one, staff_id=ana.id, now=NOW)
            flags.grade(db, flag, grade=two, staff_id=ben.id, now=NOW, kind="second")
            made.append(flag)
        flags.grade(db, made[2], grade="high", staff_id=lead.id, now=NOW, kind="settled")

        found = second.pairs(db, places=("north",), since=NOW - DAY)
        assert 3 == len(found)
        assert [made[1].id] == [each.flag.id for each in second.disputed(found)]
        assert [] == second.pairs(db, places=("south",), since=NOW - DAY)

    store.write_now(work)


def test_what_was_taught_is_not_offered_again(store: Store) -> None:
    """A message leaves the list when somebody has made a phrasing of it; another place's was never on it."""

    def work(db: Db) -> None:
        ana, visit = nurse(db), treated(db, 5)
        one, two = said(db, visit, understood=False), said(db, visit, understood=False)
        said(db, visit)
        south = said(db, treated(db, 6, location="south"), understood=False)
        db.add(Phrasing(topic="swim", lang="en", words="x", heard_id=one.id, staff_id=ana.id, at=NOW))
        db.flush()

        found = untaught.since(db, NOW - DAY, places=("north",))
        assert [(two.id, "not_understood")] == [(row.id, why) for row, why in found]
        assert [two, None] == [untaught.by_ref(db, each.ref, places=("north",)) for each in (two, south)]

    store.write_now(work)


def test_listed_invites_are_opened_newest_first(store: Store) -> None:
    """Of these days and places; one whose key was destroyed is left out."""

    def work(db: Db) -> None:
        listed.alone(db)
        old, lost, kept, south = (invite(db, now=NOW - each * HOUR).invite for each in (100, 3, 2, 1))
        for each in (old, lost, kept):
            each.location = "north"
        db.flush()
        sealer(db).destroy(lost.patient_ref)

        found = listed.recent(db, since=NOW - 3 * DAY, places=("north",))
        assert [(kept.id, "JM")] == [(row.id, details.initials) for row, details in found]
        assert south.id not in [row.id for row, _ in found]

    store.write_now(work)


def test_the_trail_is_looked_through_by_kind_person_and_thing(store: Store) -> None:
    """Each way narrows; numbers page backwards; a percent sign is a letter like any other."""

    def work(db: Db) -> None:
        ana = nurse(db)
        for action, subject in (("flag.taken", "a"), ("flag.resolved", "a"), ("invite.made", "b")):
            audit.note(db, now=NOW, actor=f"staff:{ana.id}", action=action, subject=subject)
        audit.note(db, now=NOW, actor="clock", action="flag.rang", subject="a")

        def found(**wanted: str) -> list[str]:
            return [each.action for each in trail.lines(db, **wanted)]

        assert ["flag.rang", "flag.resolved", "flag.taken"] == found(action="flag")
        assert ["invite.made", "flag.resolved", "flag.taken"] == found(actor=f"staff:{ana.id}")
        assert ["invite.made"] == found(subject="b")
        assert [] == found(action="%")
        newest = trail.lines(db, limit=1)[0]
        assert "invite.made" == trail.lines(db, before=newest.id, limit=1)[0].action
        assert {"flag.rang", "invite.made"} <= {*trail.actions(db)}
        assert (4 <= trail.count(db), "Ana") == (True, trail.names(db)[f"staff:{ana.id}"])

    store.write_now(work)
