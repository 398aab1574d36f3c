"""Logins: one link, one entry, ten minutes; what is stored of it lets nobody in."""

from __future__ import annotations

import pytest

from records import logins
from records.logins import LIFE
from records.models import Login
from records.store import Db, Store
from tests.conftest import NOW
from tests.records.people import nurse


def made(db: Db) -> tuple[str, Login]:
    """Return a fresh link of a nurse, beside a colleague's."""
    logins.make(db, staff_id=nurse(db, user_id=18, name="Ben").id, now=NOW)
    token = logins.make(db, staff_id=nurse(db).id, now=NOW)
    login = logins.by_token(db, token)
    assert login is not None
    return token, login


def test_a_link_lets_its_person_in_once(store: Store) -> None:
    """The second use finds it used, and changes nothing of when that was."""

    def work(db: Db) -> None:
        _, login = made(db)
        assert nurse(db).id == login.staff_id
        assert logins.use(db, login, now=NOW)
        assert not logins.use(db, login, now=NOW + LIFE / 2)
        assert NOW == login.used_at

    store.write_now(work)


@pytest.mark.parametrize(("age", "fresh"), [(LIFE - LIFE / 1000, True), (LIFE, False), (2 * LIFE, False)])
def test_a_link_grows_old(store: Store, age: object, fresh: bool) -> None:
    """For ten minutes, not a moment longer."""
    assert fresh == store.write_now(lambda db: logins.use(db, made(db)[1], now=NOW + age))  # type: ignore[operator]


def test_a_token_is_long_and_never_stored(store: Store) -> None:
    """128 bits at least, each another, and in the table only as a hash."""

    def work(db: Db) -> None:
        token, login = made(db)
        assert (22, True) == (len(token), token not in str(vars(login)))
        assert logins.by_token(db, login.token_hash) is None
        assert logins.by_token(db, "") is None

    store.write_now(work)
