"""Sittings: whose a cookie is, while it lasts; an end is an end."""

from __future__ import annotations

import datetime as dt

import pytest

from records import sittings
from records.models import Sitting
from records.sittings import LONGEST, TOUCH
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import nurse

IDLE = dt.timedelta(minutes=30)


def sat(db: Db) -> str:
    """Let two people sit down; return what the first one's cookie holds."""
    token = sittings.begin(db, staff_id=nurse(db).id, now=NOW)
    sittings.begin(db, staff_id=nurse(db, user_id=18, name="Ben").id, now=NOW)
    return token


def found(db: Db, token: str, *, now: dt.datetime = NOW) -> Sitting | None:
    """Return the sitting of a cookie, or none."""
    seen = sittings.look(db, token, now=now, idle=IDLE)
    return None if seen is None else seen[0]


def test_a_cookie_names_its_person(store: Store) -> None:
    """Hers and nobody else's; what is stored of it names nobody."""

    def work(db: Db) -> None:
        token = sat(db)
        seen = sittings.look(db, token, now=NOW, idle=IDLE)
        assert seen is not None
        assert "Ana" == seen[1].name
        assert [None, None] == [found(db, wrong) for wrong in ("", seen[0].token_hash)]
        assert (43, True) == (len(token), token not in str(vars(seen[0])))

    store.write_now(work)


@pytest.mark.parametrize(("minutes", "stands"), [(29, True), (30, False), (31, False)])
def test_an_idle_sitting_is_over(store: Store, minutes: int, stands: bool) -> None:
    """Counted from the last time it was seen."""

    def work(db: Db) -> bool:
        token, later = sat(db), NOW + dt.timedelta(hours=2)
        sitting = found(db, token)
        assert sitting is not None
        sittings.touch(db, sitting.id, now=later)
        return found(db, token, now=later + dt.timedelta(minutes=minutes)) is not None

    assert stands == store.write_now(work)


def test_a_sitting_ends_after_a_shift(store: Store) -> None:
    """However lately it was seen."""

    def work(db: Db) -> None:
        token = sat(db)
        sitting = found(db, token)
        assert sitting is not None
        sittings.touch(db, sitting.id, now=NOW + LONGEST)
        assert found(db, token, now=NOW + LONGEST - TOUCH) is not None
        assert found(db, token, now=NOW + LONGEST) is None

    store.write_now(work)


def test_when_it_was_seen_only_moves_on_and_is_written_once_a_minute(store: Store) -> None:
    """A late writer does not take a newer moment back."""

    def work(db: Db) -> None:
        sitting = found(db, sat(db))
        assert sitting is not None
        assert [False, True] == [sittings.worn(sitting, now=NOW + late) for late in (TOUCH * 0.9, TOUCH)]
        sittings.touch(db, sitting.id, now=NOW + TOUCH)
        sittings.touch(db, sitting.id, now=NOW)
        db.refresh(sitting)
        assert NOW + TOUCH == sitting.seen_at

    store.write_now(work)


def test_an_end_is_an_end(store: Store) -> None:
    """One at a time, or all of a person's; a colleague's stays."""

    def work(db: Db) -> None:
        ana, token = nurse(db), sat(db)
        other = sittings.begin(db, staff_id=ana.id, now=NOW)
        sitting = found(db, token)
        assert sitting is not None
        assert [True, False] == [sittings.end(db, sitting.id, now=NOW) for _ in range(2)]
        assert [True, False] == [found(db, each) is None for each in (token, other)]
        ben = sittings.begin(db, staff_id=nurse(db, user_id=18, name="Ben").id, now=NOW)
        assert [1, 0] == [sittings.end_all(db, ana.id, now=NOW) for _ in range(2)]
        assert [True, False] == [found(db, each) is None for each in (other, ben)]

    store.write_now(work)
