"""Patients and invites: who said yes, by which link, and whether she can be reached."""

from __future__ import annotations

import pytest

from records import invites, patients
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.noise import CHAT
from tests.records.people import HOUR, confirm, enrol, invite


def test_saying_yes_twice_is_once(store: Store) -> None:
    """A chat has one patient, who keeps her first reference."""

    def work(db: Db) -> None:
        first = enrol(db)
        assert first.id == enrol(db, ref="another").id
        found = patients.by_chat(db, 5)
        assert found is not None
        assert (first.id, "ref5") == (found.id, found.ref)
        assert patients.by_chat(db, 6) is None
        assert first is patients.by_id(db, first.id)

    store.write_now(work)


def test_an_unknown_patient_is_an_error(store: Store) -> None:
    """Asking for a row that is not there says which."""
    with pytest.raises(LookupError, match="no patient -1"):
        store.read_now(lambda db: patients.by_id(db, -1))


def test_initials_are_sealed(store: Store) -> None:
    """Staff read them, the table does not show them; without any they are a question mark."""

    def work(db: Db) -> None:
        jm = enrol(db)
        assert jm.initials is not None
        # Two letters may turn up by chance in what is sealed; the whole of it is no text of ours.
        assert len(jm.initials) > 100
        assert "JM" == patients.initials(db, jm)
        jm.initials = None
        assert "?" == patients.initials(db, jm)

    store.write_now(work)


def test_stop_and_resume(store: Store) -> None:
    """Each counts once; blocked and back again, she is as she was."""

    def work(db: Db) -> None:
        jm = enrol(db)
        assert patients.stop(db, jm, now=NOW)
        assert not patients.stop(db, jm, now=NOW)
        assert ("stopped", NOW) == (jm.state, jm.stopped_at)
        assert patients.unreachable(db, jm.id)
        assert not patients.unreachable(db, jm.id)
        assert patients.reachable(db, jm)
        assert "stopped" == jm.state
        assert patients.resume(db, jm)
        assert not patients.resume(db, jm)
        assert ("enrolled", None) == (jm.state, jm.stopped_at)
        assert patients.unreachable(db, jm.id)
        assert patients.reachable(db, jm)
        assert not patients.reachable(db, jm)
        assert "enrolled" == jm.state

    store.write_now(work)
    other = store.read_now(lambda db: patients.by_chat(db, CHAT))
    assert other is not None
    assert "enrolled" == other.state


def test_an_invite_is_found_by_its_link_only(store: Store) -> None:
    """The token is not stored; its details are sealed and come back whole."""

    def work(db: Db) -> None:
        other, made = invite(db), invite(db)
        found = invites.by_token(db, made.token)
        assert found is not None
        assert made.invite.id == found.id != other.invite.id
        assert made.token not in (found.token_hash, found.ref)
        assert invites.by_token(db, "rubbish") is None
        assert invites.by_ref(db, found.ref) is found
        assert ("JM", "neck", NOW - HOUR) == (
            (details := invites.details(db, found)).initials,
            details.area,
            details.ended_at,
        )

    store.write_now(work)


def test_an_invite_belongs_to_the_first_chat(store: Store) -> None:
    """The chat that opens it may open it again; another may not; late nobody may."""

    def work(db: Db) -> None:
        made = invite(db).invite
        assert invites.open_(db, made, chat_id=5, now=NOW)
        assert invites.open_(db, made, chat_id=5, now=NOW + HOUR)
        assert not invites.open_(db, made, chat_id=6, now=NOW)
        assert not invites.open_(db, made, chat_id=5, now=NOW + invites.LIFE)
        late = invite(db).invite
        assert not invites.open_(db, late, chat_id=5, now=NOW + invites.LIFE)
        assert made is invites.opened_by(db, 5)
        assert invites.opened_by(db, 6) is None

    store.write_now(work)


def test_an_invite_is_answered_once(store: Store) -> None:
    """Only an open one can be accepted or declined, and only once."""

    def work(db: Db) -> None:
        made, jm = invite(db).invite, enrol(db)
        assert not invites.settle(db, made, state="consented", now=NOW)
        invites.open_(db, made, chat_id=5, now=NOW)
        assert invites.settle(db, made, state="consented", now=NOW, patient_id=jm.id)
        assert not invites.settle(db, made, state="declined", now=NOW)
        assert ("consented", jm.id) == (made.state, made.patient_id)

    store.write_now(work)


def test_invites_expire(store: Store) -> None:
    """After 72 hours what was not accepted is closed; what was accepted stays."""

    def work(db: Db) -> None:
        fresh, opened, accepted = invite(db, now=NOW + HOUR).invite, invite(db).invite, invite(db).invite
        for each in (opened, accepted):
            invites.open_(db, each, chat_id=5, now=NOW)
        invites.settle(db, accepted, state="consented", now=NOW)
        assert 1 == invites.expire(db, now=NOW + invites.LIFE)
        for each in (fresh, opened, accepted):
            db.refresh(each)
        assert ("made", "expired", "consented") == (fresh.state, opened.state, accepted.state)

    store.write_now(work)


def test_a_visit_of_an_invite_is_one(store: Store) -> None:
    """Confirming twice finds the first visit."""

    def work(db: Db) -> None:
        jm, made = enrol(db), invite(db).invite
        assert confirm(db, jm, of=made).id == confirm(db, jm, of=made).id

    store.write_now(work)
