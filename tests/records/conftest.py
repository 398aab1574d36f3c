"""Every test of this room runs on both databases, among rows that are not its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.keys import Keys
from records.store import Inline, Store, open_store, upgrade
from tests.records.noise import make_noise
from tests.records.postgres import Furnished, Postgres, running

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One PostgreSQL server for the whole run."""
    with running(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which of the two databases this run of the test is about."""
    name: str = request.param
    return name


@pytest.fixture
def empty_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and other people's rows, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _furnish(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def furnished(postgres: Postgres) -> Iterator[Furnished]:
    """A PostgreSQL database with all tables and other people's rows, put back for each test."""
    made = Furnished(postgres, _furnish)
    yield made
    made.close()


def _furnish(url: str) -> None:
    upgrade(url)
    keys = Keys.in_memory()
    store = open_store(url, keys)
    store.write_now(make_noise)
    store.close_now()
    keys.close()


@pytest.fixture
def url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with all tables, in it rows that are not the test's."""
    if database == "sqlite":
        path = tmp_path / "records.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    furnished: Furnished = request.getfixturevalue("furnished")
    furnished.restore()
    return furnished.url


@pytest.fixture
def store(url: str, keys: Keys) -> Iterator[Store]:
    """A store of that database, run in the test's own thread."""
    inline = Inline()
    opened = open_store(url, keys, write_on=inline, read_on=inline)
    yield opened
    opened.close_now()
