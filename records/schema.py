"""The schema: Alembic run from here, without a configuration file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from records import engines

MIGRATIONS = Path(__file__).parent / "migrations"
#: Any number of our own: two processes that start together upgrade one after the other.
ADVISORY = 4_148_001


class TooNew(Exception):
    """A newer version of this program wrote this database: install that one, or restore an older backup."""


def upgrade(url: str) -> None:
    """Bring a database up to date; one that is up to date is left as it is."""
    engine = engines.patient(url)
    try:
        bring_up(engine)
    finally:
        engine.dispose()


def bring_up(engine: Engine) -> None:
    """Run the migrations that are missing, all in one transaction."""
    with engine.begin() as connection:
        _alone(connection)
        try:
            command.upgrade(config(connection), "head")
        except CommandError as exc:
            raise TooNew from exc


def behind(url: str) -> bool:
    """Say whether `upgrade` has something to do; asking makes no file."""
    file = engines.sqlite_file(url)
    if file is not None and not file.exists():
        return True
    engine = engines.patient(url)
    try:
        with engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    return set(here) != set(ScriptDirectory.from_config(config(None)).get_heads())


def config(connection: Connection | None) -> Config:
    """Return Alembic's configuration; migrations run on the connection handed in."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ADVISORY})
