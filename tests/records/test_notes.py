"""Notes: what colleagues tell each other of a patient is sealed under her key."""

from __future__ import annotations

import pytest

from records import notes
from records.keys import Destroyed, Swapped
from records.models import Note
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import enrol, nurse


def kept(db: Db, *texts: str) -> list[Note]:
    """Keep notes on one patient, and one on another."""
    patient, ana = enrol(db), nurse(db)
    notes.add(db, patient_id=enrol(db, chat_id=66).id, flag_id=None, staff_id=ana.id, words="other", now=NOW)
    return [notes.add(db, patient_id=patient.id, flag_id=None, staff_id=ana.id, words=text, now=NOW) for text in texts]


def test_notes_come_back_in_order_and_only_hers(store: Store) -> None:
    """Oldest first, as they were written."""

    def work(db: Db) -> None:
        rows = kept(db, "first", "second\nline")
        again = notes.of_patient(db, rows[0].patient_id)
        assert ["first", "second\nline"] == [notes.words(db, row) for row in again]

    store.write_now(work)


def test_a_note_is_sealed_in_its_own_row(store: Store) -> None:
    """The table does not show it, it opens nowhere else, and goes with her key."""

    def work(db: Db) -> None:
        one, two = kept(db, "private", "also")
        assert "private" not in str(vars(one))
        one.words, two.words = two.words, None
        with pytest.raises(Swapped):
            notes.words(db, one)
        assert "" == notes.words(db, two)

    store.write_now(work)


def test_a_note_is_erased_with_the_patients_key(store: Store) -> None:
    """Nobody can read it afterwards."""
    rows = store.write_now(lambda db: kept(db, "private"))
    store.keys.destroy("ref5")
    with pytest.raises(Destroyed):
        store.read_now(lambda db: notes.words(db, db.merge(rows[0])))
