"""Outgoing rows: said once, sealed, taken back, readdressed, found again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from records import outgoing, patients
from records.models import Outgoing
from records.outgoing import Sent
from records.store import Store
from tests.conftest import NOW
from tests.records.noise import CHAT, FAR
from tests.records.wire import LATER, claim, end, ids, say, say_again, sent, state
from tests.records.wire import row as whole

SECOND = dt.timedelta(seconds=1)


def enrolled(store: Store, chat_id: int = 5) -> int:
    """Return the id of a patient in this chat."""
    return store.write_now(
        lambda db: patients.enrol(
            db,
            ref=f"r{chat_id}",
            chat_id=chat_id,
            initials="JM",
            zone="UTC",
            lang="en",
            consent_version="1",
            now=NOW,
        )
    ).id


def test_the_same_key_is_said_once(store: Store) -> None:
    """A `dedup` that stands already writes nothing, whatever else differs; without one rows differ."""
    assert say_again(store, dedup="plan:1") is not None
    assert say_again(store, dedup="plan:1", chat_id=6, body="other") is None
    assert say_again(store, dedup="plan:2") is not None
    assert say(store) != say(store)


def test_a_sent_key_is_not_said_again(store: Store) -> None:
    """The key outlives the sending."""
    row_id = say(store, dedup="plan:1")
    claim(store)
    sent(store, row_id)
    assert say_again(store, dedup="plan:1") is None


def test_the_body_is_sealed_for_its_owner(store: Store) -> None:
    """What is stored says nothing; the claimed row carries the words, opened with the owner's key."""
    row_id = say(store, body="your plan", owner="jm")
    stored = whole(store, row_id)
    assert "your plan" not in stored.body
    assert "your plan" == store.keys.open("jm", f"outgoing.body:{stored.ref}", stored.body)
    (claimed,) = claim(store)
    assert ("your plan", "jm") == (claimed.body, claimed.owner)
    assert "your plan" not in repr(claimed)


def test_a_row_is_due_at_once_or_when_it_says(store: Store) -> None:
    """Without `not_before` a row is due now."""
    assert NOW == whole(store, say(store)).not_before
    assert LATER == whole(store, say(store, not_before=LATER)).not_before


def test_a_patients_rows_are_taken_back(store: Store) -> None:
    """`cancel` ends what is ready for this patient, in the lanes named; what flies or is another's stays."""
    jm, other = enrolled(store), enrolled(store, chat_id=6)
    flying = say(store, patient_id=jm, lane=3)
    claim(store, 3)
    reply, checkin = say(store, patient_id=jm, lane=1), say(store, patient_id=jm, lane=3)
    theirs = say(store, patient_id=other, chat_id=6, lane=3)
    assert 1 == store.write_now(lambda db: outgoing.cancel(db, now=NOW, patient_id=jm, lanes=(3, 4)))
    assert ("cancelled", NOW) == (state(store, checkin), whole(store, checkin).settled_at)
    assert ["sending", "ready", "ready"] == [state(store, each) for each in (flying, reply, theirs)]
    assert 1 == store.write_now(lambda db: outgoing.cancel(db, now=NOW, patient_id=jm))
    assert "cancelled" == state(store, reply)


def test_rows_are_taken_back_by_the_beginning_of_their_key(store: Store) -> None:
    """The prefix is taken letter for letter: `%` and `_` are no wild cards."""
    mine, other, odd = (
        say(store, dedup="alarm:7:a"),
        say(store, dedup="alarm:77:a"),
        say(store, dedup="alarm_7:a"),
    )
    assert 1 == store.write_now(lambda db: outgoing.cancel_dedup(db, prefix="alarm:7:", now=NOW))
    assert 0 == store.write_now(lambda db: outgoing.cancel_dedup(db, prefix="%", now=NOW))
    assert ["cancelled", "ready", "ready"] == [state(store, each) for each in (mine, other, odd)]


def test_a_group_that_moved(store: Store) -> None:
    """What waits or is in flight goes to the new chat; what was sent stays where it is."""
    done = say(store, chat_id=-5)
    claim(store)
    sent(store, done)
    flying = say(store, chat_id=-5)
    claim(store)
    waiting, theirs = say(store, chat_id=-5), say(store, chat_id=6)
    assert 2 == store.write_now(lambda db: outgoing.readdress(db, old=-5, new=-1005))
    assert [-5, -1005, -1005, 6] == [whole(store, each).chat_id for each in (done, flying, waiting, theirs)]


def test_messages_of_the_old_chat_are_not_touched_in_the_new(store: Store) -> None:
    """A chat that moved numbers its messages anew: an edit ends, an answer goes out under nothing."""
    card = say(store, chat_id=-5)
    claim(store)
    sent(store, card, message_id=70)
    edit, under = say(store, chat_id=-5, kind="edit", target_id=card), say(store, chat_id=-5, target_id=card)
    store.write_now(lambda db: outgoing.readdress(db, old=-5, new=-1005))
    (claimed,) = claim(store)
    assert (under, None) == (claimed.id, claimed.reply_message_id)
    assert "cancelled" == state(store, edit)


def test_what_went_out_since(store: Store) -> None:
    """Sent rows from a moment on, oldest first, with what the pace must count."""
    first, second, third = say(store), say(store, chat_id=-6), say(store, chat_id=7)
    claim(store)
    sent(store, second, now=NOW + SECOND)
    sent(store, first, now=NOW)
    end(store, third)
    since_now = store.read_now(lambda db: outgoing.sent_since(db, since=NOW))
    assert [
        Sent(chat_id=5, sent_at=NOW, kind="say"),
        Sent(chat_id=-6, sent_at=NOW + SECOND, kind="say"),
    ] == since_now
    assert [-6] == [each.chat_id for each in store.read_now(lambda db: outgoing.sent_since(db, since=NOW + SECOND))]


def test_when_the_next_row_is_due(store: Store) -> None:
    """The earliest ready row of all lanes, past or to come; none when nothing is ready."""
    assert FAR == store.read_now(outgoing.next_due)
    say(store, lane=5, not_before=LATER)
    row_id = say(store, lane=2)
    assert NOW == store.read_now(outgoing.next_due)
    claim(store, 2)
    sent(store, row_id)
    assert LATER == store.read_now(outgoing.next_due)
    store.write_now(lambda db: db.execute(delete(Outgoing)))
    assert store.read_now(outgoing.next_due) is None


def test_a_message_is_found_by_its_number(store: Store) -> None:
    """A tap or answer finds the row that became its message, also after edits; numbers are a chat's own."""
    card, other = say(store, label="card"), say(store, chat_id=6)
    claim(store)
    sent(store, card, message_id=70)
    sent(store, other, message_id=70)
    edit = say(store, kind="edit", target_id=card)
    claim(store)
    sent(store, edit, message_id=70)
    found = store.read_now(lambda db: outgoing.find_sent(db, chat_id=5, message_id=70))
    assert found is not None
    assert (card, "card") == (found.id, found.label)
    assert store.read_now(lambda db: outgoing.find_sent(db, chat_id=5, message_id=71)) is None


def test_figures_count_by_state(store: Store) -> None:
    """One row more in a state is one more in its figure."""
    before = store.read_now(outgoing.figures)
    say(store)
    assert before | {"ready": before["ready"] + 1} == store.read_now(outgoing.figures)


def test_rows_may_point_at_what_was_just_written(store: Store) -> None:
    """A row and the patient it is about are written in one transaction."""
    jm = enrolled(store, chat_id=8)
    assert jm == whole(store, say(store, patient_id=jm)).patient_id
    assert CHAT not in ids(claim(store))
