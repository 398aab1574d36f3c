"""Staff, what patients wrote, and replies on their way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from records import drafts, flags, heard, staff
from records.models import Heard, Patient
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import HOUR, enrol, nurse

GROUP = -100


def say(db: Db, patient: Patient, words: str | None, *, message_id: int = 1, rules: Sequence[str] = ()) -> Heard:
    """Write down what a patient sent."""
    how: dict[str, Any] = {"level": "none", "topic": None, "lang": "en", "understood": True}
    return heard.remember(
        db,
        patient,
        message_id=message_id,
        kind="text" if words else "sticker",
        words=words,
        rules=rules,
        symptoms=[],
        content_version="c1",
        now=NOW,
        **how,
    )


def test_a_seat_is_kept_up_to_date(store: Store) -> None:
    """A known person gets her new name and role; whoever left may come back."""

    def work(db: Db) -> None:
        ana, ben = nurse(db), nurse(db, user_id=18, name="Ben")
        staff.leave(db, ana, now=NOW)
        assert staff.by_user(db, 17) is None
        assert staff.by_user(db, 18) is ben
        again = staff.seat(db, user_id=17, name="Ana M", role="lead", now=NOW)
        assert (ana.id, "Ana M", "lead", None) == (again.id, again.name, again.role, again.left_at)
        assert again is staff.by_id(db, ana.id)

    store.write_now(work)


def test_authority_needs_a_seat_and_a_membership(store: Store) -> None:
    """Seated but not in the staff chat, or in it without a seat: neither may act."""

    def work(db: Db) -> None:
        ana = nurse(db)
        assert staff.may_act(db, user_id=17, chat_id=GROUP) is None
        staff.member(db, user_id=17, chat_id=GROUP, is_present=True, now=NOW)
        staff.member(db, user_id=99, chat_id=GROUP, is_present=True, now=NOW)
        assert staff.may_act(db, user_id=17, chat_id=GROUP) is ana
        assert staff.may_act(db, user_id=17, chat_id=-7) is None
        assert staff.may_act(db, user_id=99, chat_id=GROUP) is None
        staff.member(db, user_id=17, chat_id=GROUP, is_present=False, now=NOW + HOUR)
        assert staff.may_act(db, user_id=17, chat_id=GROUP) is None
        assert NOW + HOUR == staff.seen_at(db, user_id=17, chat_id=GROUP)
        assert staff.seen_at(db, user_id=17, chat_id=-7) is None

    store.write_now(work)


def test_who_can_be_written_to(store: Store) -> None:
    """On duty, seated and with an open private chat."""

    def work(db: Db) -> None:
        ana, ben = nurse(db), nurse(db, user_id=18, name="Ben")
        assert staff.opened_chat(db, 17)
        assert not staff.opened_chat(db, 99)
        db.expire_all()
        assert [ana.id] == [each.id for each in staff.on_duty(db)]
        staff.opened_chat(db, 18)
        staff.leave(db, ana, now=NOW)
        assert [ben.id] == [each.id for each in staff.on_duty(db)]

    store.write_now(work)


def test_what_she_wrote_is_sealed(store: Store) -> None:
    """Her words open for staff, the table does not show them; a sticker has none."""

    def work(db: Db) -> None:
        jm = enrol(db)
        assert heard.last(db, jm.id) is None
        row = say(db, jm, "sore neck")
        assert row.words is not None
        assert "sore" not in row.words
        assert "sore neck" == heard.words(db, row)
        sticker = say(db, jm, None, message_id=2)
        assert "" == heard.words(db, sticker)
        say(db, enrol(db, chat_id=66), "noise", message_id=3)
        assert sticker is heard.last(db, jm.id)

    store.write_now(work)


def test_an_edit_is_another_revision(store: Store) -> None:
    """Both texts are kept, numbered."""

    def work(db: Db) -> None:
        jm = enrol(db)
        assert [0, 1, 0] == [
            say(db, jm, words, message_id=number).revision for words, number in (("a", 1), ("b", 1), ("c", 2))
        ]

    store.write_now(work)


def test_one_reply_at_a_time_a_person(store: Store) -> None:
    """A new draft takes the place of the older; its words are sealed for the patient."""

    def work(db: Db) -> None:
        jm, ana = enrol(db), nurse(db)
        flag = flags.raise_(db, patient_id=jm.id, visit_id=None, level="urgent", rules=[], now=NOW).flag
        how: dict[str, Any] = {"flag_id": flag.id, "prompt_id": None, "now": NOW}
        drafts.begin(db, staff_id=ana.id, close_after=False, **how)
        row = drafts.begin(db, staff_id=ana.id, close_after=True, **how)
        other = drafts.begin(db, staff_id=nurse(db, user_id=18).id, close_after=False, **how)
        assert row is drafts.of(db, ana.id)
        assert row is drafts.by_ref(db, row.ref)
        assert "" == drafts.words(db, row)
        drafts.fill(db, row, "rest it")
        assert row.words is not None
        assert "rest" not in row.words
        assert "rest it" == drafts.words(db, row)
        drafts.drop(db, row)
        assert drafts.of(db, ana.id) is None
        assert other is drafts.by_ref(db, other.ref)

    store.write_now(work)
