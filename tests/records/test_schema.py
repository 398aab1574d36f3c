"""The schema: migrations and models say the same, on both databases, forwards and back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from records import engines
from records.models import Base
from records.schema import TooNew, behind, config, upgrade


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A writer's engine on a database without tables."""
    made = engines.writer(empty_url)
    yield made
    made.dispose()


#: Everything a database knows of its tables, indexes and constraints, as it would write it.
SQLITE = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%alembic%' ORDER BY name"
POSTGRES = """
    SELECT conname AS name, pg_get_constraintdef(oid) AS sql FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE '%alembic%'
    UNION ALL
    SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%alembic%'
    UNION ALL
    SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT LIKE '%alembic%'
    ORDER BY 1, 2
"""


PARTS = re.compile(r"\n|, (?=\w+ (?:TEXT|DATETIME|BOOLEAN|INTEGER|BIGINT)\b)")


def written_out(connection: Connection) -> dict[str, set[str]]:
    """Return each thing's definition as a set of its parts: the order of columns is no difference.

    SQLite writes a column that was added later behind the last one, on the same line, and a table that was made anew
    with its name in quotation marks.
    """
    asked = SQLITE if connection.dialect.name == "sqlite" else POSTGRES
    rows = connection.execute(text(asked)).all()
    return {name: {part.strip(" \n\t,") for part in PARTS.split((sql or "").replace('"', ""))} for name, sql in rows}


def test_alembic_finds_no_difference(empty_url: str, engine: Engine) -> None:
    """After all migrations, Alembic would generate nothing more."""
    upgrade(empty_url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert [] == found


def test_every_word_is_the_same(empty_url: str, engine: Engine) -> None:
    """Migrations make what the models would make, conditions of partial indexes and constraints included."""
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        by_models = written_out(connection)
        Base.metadata.drop_all(connection)
    upgrade(empty_url)
    with engine.connect() as connection:
        by_migrations = written_out(connection)
    assert by_models == by_migrations
    assert any("'ready'" in " ".join(parts) for parts in by_migrations.values())


def test_down_to_nothing_and_up_again(empty_url: str, engine: Engine) -> None:
    """Every migration can be taken back; what is left is Alembic's own table."""
    upgrade(empty_url)
    with engine.begin() as connection:
        command.downgrade(config(connection), "base")
        left = inspect(connection).get_table_names()
    assert ["alembic_version"] == left
    upgrade(empty_url)
    assert not behind(empty_url)


def test_behind_says_when_there_is_something_to_do(empty_url: str) -> None:
    """An empty database is behind, an upgraded one is not, and upgrading twice is once."""
    assert behind(empty_url)
    upgrade(empty_url)
    upgrade(empty_url)
    assert not behind(empty_url)


def test_asking_makes_no_file(tmp_path: Path) -> None:
    """A SQLite file that is not there is behind, and still not there afterwards."""
    assert behind(f"sqlite:///{tmp_path}/none.db")
    assert [] == list(tmp_path.iterdir())


def test_a_database_from_the_future_is_refused(empty_url: str, engine: Engine) -> None:
    """An older program leaves a newer database alone and says so."""
    upgrade(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(TooNew):
        upgrade(empty_url)


def test_two_processes_may_upgrade_at_once(empty_url: str) -> None:
    """They take turns; the second finds nothing to do."""
    with ThreadPoolExecutor(2) as threads:
        assert [None, None] == list(threads.map(upgrade, [empty_url] * 2))
    assert not behind(empty_url)


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    """A writer's connection flushes on every commit, keeps a write-ahead log and honours foreign keys."""
    engine = engines.writer(f"sqlite:///{tmp_path}/a.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    engine.dispose()
    assert wanted == found


def test_a_writer_takes_the_lock_at_once(tmp_path: Path) -> None:
    """`BEGIN IMMEDIATE`: a second writer waits at its beginning and not in its middle."""
    engine = engines.writer(f"sqlite:///{tmp_path}/a.db")
    other = sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None)
    with engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    engine.dispose()
