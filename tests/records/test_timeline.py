"""The timeline: everything about one patient and nothing about another, in order, each text opened once."""

from __future__ import annotations

import datetime as dt

import pytest

from messages.said import Said
from records import answers, audit, checkins, flags, glances, heard, notes, outgoing, timeline
from records.checkins import Planned
from records.models import Outgoing, Patient
from records.store import Db, Store, sealer
from records.timeline import Event
from tests.conftest import NOW
from tests.records.people import HOUR, confirm, enrol, nurse
from tests.records.test_queue import questions


def hear(db: Db, patient: Patient, words: str | None, *, at: dt.datetime, number: int = 1, level: str = "none") -> None:
    """Let her write something."""
    heard.remember(
        db, patient, message_id=number, kind="text", words=words, level=level, rules=["r16"], symptoms=["itching"],
        topic=None, lang="en", understood=True, content_version="1", now=at,
    )  # fmt: skip


def say(
    db: Db, patient: Patient, words: str, *, at: dt.datetime, chat: int | None = None, kind: str = "say"
) -> Outgoing:
    """Say something to her, or about her elsewhere."""
    row = outgoing.say(
        db, now=at, lane=1, chat_id=patient.chat_id if chat is None else chat,
        body=Said(text=words).model_dump_json(), owner=patient.ref, patient_id=patient.id, label="talk", kind=kind,
    )  # fmt: skip
    return db.get_one(Outgoing, row)


def told(events: object) -> list[tuple[str, str]]:
    """Return kind and words of each event."""
    assert isinstance(events, list)
    return [(event.kind, event.words or event.value or event.state or event.level) for event in events]


def test_all_of_one_patient_stands_in_order(store: Store) -> None:
    """Both sides' words, a silence, an answer, a flag, a deed and a note, by their times; another's are not there."""

    def work(db: Db) -> None:
        patient, other, ana = enrol(db), enrol(db, chat_id=66), nurse(db)
        visit = confirm(db, patient)
        hear(db, other, "other", at=NOW)
        say(db, other, "other", at=NOW)
        say(db, patient, "How are you?", at=NOW)
        hear(db, patient, "numb", at=NOW + HOUR, level="urgent")
        flag = flags.raise_(
            db, patient_id=patient.id, visit_id=visit.id, level="urgent", rules=["r16"], now=NOW + HOUR
        ).flag
        audit.note(
            db, now=NOW + 2 * HOUR, actor=f"staff:{ana.id}", action="flag.resolved", subject=flag.ref, outcome="seen"
        )
        audit.note(db, now=NOW + 2 * HOUR, actor="clock", action="flag.rang", subject=flag.ref)
        notes.add(db, patient_id=patient.id, flag_id=None, staff_id=ana.id, words="call her", now=NOW + 3 * HOUR)
        steps = [Planned(step=f"c{n}", due_at=NOW + n * HOUR, window_end=NOW + (n + 1) * HOUR) for n in (4, 5)]
        checkins.plan(db, visit_id=visit.id, plan_version="1", steps=steps)
        asked, missed = checkins.of_visit(db, visit.id)
        answers.keep(db, checkin_id=asked.id, question="soreness", value="7", done=True, now=NOW + 4 * HOUR)
        missed.state, missed.settled_at = "missed", NOW + 6 * HOUR
        db.flush()
        flags.join(db, flag, kind="silence", level="routine", rules=["silence"], now=NOW + 7 * HOUR)
        assert [
            ("said", "How are you?"), ("heard", "numb"), ("flag", "urgent"), ("deed", "seen"), ("note", "call her"),
            ("answer", "7"), ("checkin", "missed"), ("silence", "routine"),
        ] == told(timeline.of_patient(db, patient))  # fmt: skip

    store.write_now(work)


def test_a_deed_names_who_did_it(store: Store) -> None:
    """And to whom it was handed; a refusal is no deed."""

    def work(db: Db) -> None:
        patient, ana, ben = enrol(db), nurse(db), nurse(db, user_id=18, name="Ben")
        who = f"staff:{ana.id}"
        flag = flags.raise_(db, patient_id=patient.id, visit_id=None, level="urgent", rules=["r"], now=NOW).flag
        audit.note(db, now=NOW, actor=who, action="flag.handed", subject=flag.ref, to=ben.id)
        audit.note(db, now=NOW, actor=who, action="page.refused", subject=flag.ref, why="undone")
        audit.note(db, now=NOW, actor=who, action=timeline.SEEN, subject=patient.ref)
        deeds = [event for event in timeline.of_patient(db, patient) if event.kind in ("deed", "seen")]
        assert [("deed", "flag.handed", "Ana", "Ben"), ("seen", "patient.seen", "Ana", "")] == [
            (event.kind, event.what, event.who, event.value) for event in deeds
        ]

    store.write_now(work)


def test_what_was_said_elsewhere_or_is_an_edit_was_not_said_to_her(store: Store) -> None:
    """A card in the staff chat and a tick on her buttons are no words."""

    def work(db: Db) -> None:
        patient = enrol(db)
        first = say(db, patient, "hers", at=NOW)
        say(db, patient, "card", at=NOW, chat=-100)
        say(db, patient, "tick", at=NOW, kind="edit")
        first.state, first.sent_at, first.error = "sent", NOW + HOUR, None
        db.flush()
        (event,) = timeline.of_patient(db, patient)
        assert ("hers", "sent", NOW + HOUR) == (event.words, event.state, event.at)

    store.write_now(work)


def test_only_the_newest_are_shown(store: Store) -> None:
    """So many as were asked for, oldest first."""

    def work(db: Db) -> None:
        patient = enrol(db)
        for number in range(6):
            hear(db, patient, f"{number}", at=NOW + number * HOUR, number=number)
            say(db, patient, f"re {number}", at=NOW + number * HOUR)
        words = [event.words for event in timeline.of_patient(db, patient, limit=3)]
        assert ["re 4", "5", "re 5"] == words

    store.write_now(work)


def test_each_text_is_opened_once_with_few_questions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve questions at most, whether three things happened or three hundred."""

    def work(db: Db) -> None:
        patient = enrol(db)
        for number in range(100):
            hear(db, patient, f"{number}", at=NOW, number=number)
            say(db, patient, f"re {number}", at=NOW)
        db.expire_all()
        opened: list[str] = []
        keys = sealer(db)
        real = keys.open
        monkeypatch.setattr(keys, "open", lambda owner, place, token: opened.append(place) or real(owner, place, token))
        with questions(db) as asked:
            assert 200 == len(timeline.of_patient(db, patient))
        assert (200, 200) == (len(opened), len(set(opened)))
        assert len(asked) <= 12

    store.write_now(work)


def test_words_that_are_gone_leave_their_place(store: Store) -> None:
    """Emptied or erased, that something was said is still there."""

    def work(db: Db) -> None:
        patient = enrol(db)
        hear(db, patient, "secret", at=NOW)
        say(db, patient, "answer", at=NOW).body = ""

    store.write_now(work)
    store.keys.destroy("ref5")
    shown = store.read_now(lambda db: timeline.of_patient(db, _hers(db)))
    assert [("heard", ""), ("said", "")] == [(event.kind, event.words) for event in shown]
    assert "secret" not in repr(Event(at=NOW, kind="heard", words="secret"))


def _hers(db: Db) -> Patient:
    patient = glances.patient(db, "ref5")
    assert patient is not None
    return patient


def test_a_patient_belongs_to_the_places_of_her_visits_and_flags(store: Store) -> None:
    """And to the one place of a clinic where she has none yet."""

    def work(db: Db) -> None:
        patient, new = enrol(db), enrol(db, chat_id=66)
        confirm(db, patient).location = "north"
        flag = flags.raise_(db, patient_id=patient.id, visit_id=None, level="urgent", rules=["r"], now=NOW).flag
        flag.location = "south"
        db.flush()
        assert [{"north", "south"}, {""}] == [glances.locations(db, each.id) for each in (patient, new)]
        assert glances.patient(db, "nobody") is None

    store.write_now(work)


def test_a_look_counts_for_its_person_and_patient_and_a_while(store: Store) -> None:
    """Another's look, another patient's, or an old one is not this one."""

    def work(db: Db) -> None:
        audit.note(db, now=NOW, actor="staff:17", action=timeline.SEEN, subject="ref5")

        def seen(staff_id: int = 17, ref: str = "ref5", since: dt.datetime = NOW - HOUR) -> bool:
            return glances.seen_lately(db, staff_id=staff_id, subject=ref, since=since)

        assert [True, False, False, False] == [seen(), seen(staff_id=1), seen(ref="ref6"), seen(since=NOW)]

    store.write_now(work)


def test_the_mark_changes_with_whatever_is_new(store: Store) -> None:
    """Words, an answer to her, a note, a flag or what becomes of it; and not by itself."""

    def work(db: Db) -> None:
        patient, ana = enrol(db), nurse(db)
        marks = [glances.mark(db, patient)]
        assert marks == [glances.mark(db, patient)]
        hear(db, patient, "x", at=NOW)
        marks.append(glances.mark(db, patient))
        say(db, patient, "x", at=NOW)
        marks.append(glances.mark(db, patient))
        notes.add(db, patient_id=patient.id, flag_id=None, staff_id=ana.id, words="x", now=NOW)
        marks.append(glances.mark(db, patient))
        flag = flags.raise_(db, patient_id=patient.id, visit_id=None, level="urgent", rules=["r"], now=NOW).flag
        marks.append(glances.mark(db, patient))
        flags.resolve(db, flag, staff_id=ana.id, outcome="seen", now=NOW)
        marks.append(glances.mark(db, patient))
        assert len(marks) == len(set(marks))
        assert "x" not in "".join(marks)

    store.write_now(work)
