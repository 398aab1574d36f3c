"""The store: results only after COMMIT, works that share one, and none that is lost or done twice."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from records import settings as facts
from records.keys import Keys
from records.store import MOST, Closed, Db, Inline, Store, open_store, upgrade
from records.transactions import NotBegun
from tests.conftest import NOW


@pytest.fixture
def threaded(url: str, keys: Keys) -> Iterator[Store]:
    """A store with its own threads, as in production."""
    store = open_store(url, keys)
    yield store
    store.close_now()


def put(db: Db, key: str) -> str:
    """A work: keep a fact under its own name."""
    facts.put(db, key, key, now=NOW)
    return key


def putting(key: str) -> Callable[[Db], str]:
    """Return that work."""
    return lambda db: put(db, key)


def fall(db: Db) -> None:
    """A work that fails after it has written."""
    put(db, "fallen")
    raise ZeroDivisionError


def kept(store: Store) -> set[str]:
    """Return the names of all facts."""
    return set(store.read_now(lambda db: db.execute(text("SELECT key FROM settings")).scalars().all()))


def break_at_commit(db: Db) -> None:
    """A work that the database refuses only at COMMIT."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(text("PRAGMA defer_foreign_keys = ON"))
        db.execute(
            text("INSERT INTO findings (flag_id, kind, level, rules, symptoms, at) VALUES (-1, '', '', '', '', '')")
        )
    else:
        db.execute(text("CREATE TEMP TABLE once (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"))
        db.execute(text("INSERT INTO once VALUES (1), (1)"))


async def test_a_result_comes_after_commit(threaded: Store) -> None:
    """When `write` returns, every other connection sees what was written."""
    assert await threaded.write(lambda db: put(db, "a")) == "a"
    assert await threaded.read(lambda db: facts.get(db, "a")) == "a"


async def test_works_that_wait_together_share_a_transaction(store: Store) -> None:
    """A batch is committed once, and each caller gets its own result."""
    commits: list[int] = []
    store.on_commit.append(lambda: commits.append(1))
    names = [f"n{number}" for number in range(MOST)]
    assert names == await asyncio.gather(*(store.write(putting(name)) for name in names))
    assert [1] == commits


async def test_a_transaction_has_room_for_64_works(store: Store) -> None:
    """A crowd is served in several transactions, so that none grows without end."""
    commits: list[int] = []
    store.on_commit.append(lambda: commits.append(1))
    await asyncio.gather(*(store.write(lambda db: put(db, "same")) for _ in range(2 * MOST + 1)))
    assert [1, 1, 1] == commits


async def test_a_work_that_raises_falls_alone(store: Store) -> None:
    """Its own caller gets its error; its neighbours in the transaction stand."""
    works = [store.write(lambda db: put(db, "a")), store.write(fall), store.write(lambda db: put(db, "b"))]
    first, second, third = await asyncio.gather(*works, return_exceptions=True)
    assert ("a", "b") == (first, third)
    assert isinstance(second, ZeroDivisionError)
    assert {"a", "b"} == kept(store)


async def test_nothing_is_announced_when_nothing_was_written(store: Store) -> None:
    """A commit without a single successful work wakes nobody."""
    commits: list[int] = []
    store.on_commit.append(lambda: commits.append(1))
    with pytest.raises(ZeroDivisionError):
        await store.write(fall)
    await asyncio.sleep(0)
    assert [] == commits


async def test_a_failing_commit_is_undone_for_its_cause_only(store: Store) -> None:
    """When COMMIT fails each work runs again alone: the cause fails, the others stand, once each."""
    ran: list[str] = []

    def noted(db: Db, name: str) -> str:
        ran.append(name)
        return put(db, name)

    works = [
        store.write(lambda db: noted(db, "a")),
        store.write(break_at_commit),
        store.write(lambda db: noted(db, "b")),
    ]
    first, second, third = await asyncio.gather(*works, return_exceptions=True)
    assert ("a", "b") == (first, third)
    assert isinstance(second, IntegrityError)
    assert ["a", "b", "a", "b"] == ran
    assert {"a", "b"} == kept(store)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_broken_line_is_nobodys_fault(store: Store) -> None:
    """When the server drops the connection in the middle, every work runs again on a new one."""
    cuts: list[int] = []

    def cut_once(db: Db) -> str:
        if not cuts:
            cuts.append(1)
            db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return put(db, "cut")

    works = [
        store.write(lambda db: put(db, "a")),
        store.write(cut_once),
        store.write(lambda db: put(db, "b")),
    ]
    assert ["a", "cut", "b"] == await asyncio.gather(*works)
    assert {"a", "cut", "b"} == kept(store)


async def test_a_cancelled_caller_does_not_take_its_work_back(store: Store) -> None:
    """What was handed in runs, once, whether or not somebody still waits for it."""
    leaver = asyncio.create_task(store.write(lambda db: put(db, "left")))
    await asyncio.sleep(0)
    leaver.cancel()
    await store.write(lambda db: put(db, "stayed"))
    assert leaver.cancelled() or leaver.cancelling()
    assert {"left", "stayed"} == kept(store)


async def test_a_reader_cannot_write(store: Store) -> None:
    """The database itself refuses a write that is passed to `read`."""
    with pytest.raises(DBAPIError):
        await store.read(lambda db: put(db, "no"))
    assert set() == kept(store)


async def test_the_loop_goes_on_while_the_writer_waits(threaded: Store) -> None:
    """A slow transaction holds up neither the event loop nor the readers."""
    gate = threading.Event()
    slow = asyncio.create_task(threaded.write(lambda db: gate.wait(20)))
    await asyncio.sleep(0)
    assert await threaded.read(lambda db: facts.get(db, "a")) is None
    assert not slow.done()
    gate.set()
    assert await slow


async def test_close_finishes_what_was_handed_in(threaded: Store) -> None:
    """Nothing that was accepted is dropped by closing; afterwards everything is refused."""
    works = [asyncio.create_task(threaded.write(putting(f"n{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    await threaded.close()
    assert ["n0", "n1", "n2"] == await asyncio.gather(*works)
    with pytest.raises(Closed):
        await threaded.write(lambda db: put(db, "late"))
    with pytest.raises(Closed):
        await threaded.read(lambda db: facts.get(db, "a"))


async def test_close_before_anything_was_asked(threaded: Store) -> None:
    """A store that was only opened closes without a word."""
    await threaded.close()
    with pytest.raises(Closed):
        threaded.write_now(lambda db: put(db, "late"))


def test_without_a_loop(store: Store) -> None:
    """`write_now` and `read_now` do the same for commands: result after COMMIT, errors to the caller."""
    assert store.write_now(lambda db: put(db, "a")) == "a"
    with pytest.raises(ZeroDivisionError):
        store.write_now(fall)
    assert {"a"} == kept(store)


async def test_everybody_hears_when_no_transaction_begins(tmp_path: Path, keys: Keys) -> None:
    """A database that is away fails every caller at once, after one try."""
    folder = tmp_path / "away"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder}/gone.db", keys, write_on=Inline(), read_on=Inline())
    (folder / "gone.db").unlink()
    folder.rmdir()
    ends = await asyncio.gather(*(store.write(lambda db: put(db, "a")) for _ in range(3)), return_exceptions=True)
    assert [NotBegun, NotBegun, NotBegun] == [type(end) for end in ends]
    await store.close()


async def test_an_executor_that_is_gone_leaves_nobody_waiting(url: str, keys: Keys) -> None:
    """Even trouble that is not the database's is given to the callers."""
    store = open_store(url, keys)
    store.close_now()
    store._closed = False
    with pytest.raises(RuntimeError):
        await store.write(lambda db: put(db, "a"))


async def test_in_memory_with_threads(keys: Keys) -> None:
    """A database in memory has one connection, so reads and writes take turns in one thread."""
    store = open_store("sqlite://", keys)
    works = [store.write(putting(f"n{n}")) for n in range(5)]
    reads = [store.read(lambda db: facts.get(db, "n0")) for _ in range(5)]
    await asyncio.gather(*works, *reads)
    assert {"n0", "n1", "n2", "n3", "n4"} == kept(store)
    await store.close()


def test_files_are_their_owners_only(tmp_path: Path, keys: Keys) -> None:
    """The database and its side files can be read by nobody else, whatever the umask."""
    upgrade(f"sqlite:///{tmp_path}/own.db")
    store = open_store(f"sqlite:///{tmp_path}/own.db", keys)
    store.write_now(lambda db: put(db, "a"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    store.close_now()
    assert {"own.db": 0o600, "own.db-wal": 0o600, "own.db-shm": 0o600} == modes


@settings(max_examples=25, deadline=None)
@given(plan=st.lists(st.sampled_from(["put", "fall"]), max_size=12))
def test_what_was_answered_is_what_stands(plan: list[str]) -> None:
    """In whatever mixture works share transactions: what returned stands, the others left nothing."""
    keys = Keys.in_memory()
    store = open_store("sqlite://", keys, write_on=Inline(), read_on=Inline())

    async def all_at_once() -> list[object]:
        works = [store.write(fall) if each == "fall" else store.write(putting(f"n{n}")) for n, each in enumerate(plan)]
        return await asyncio.gather(*works, return_exceptions=True)

    ends = asyncio.run(all_at_once())
    assert {end for end in ends if isinstance(end, str)} == kept(store)
    assert plan.count("fall") == sum(isinstance(end, ZeroDivisionError) for end in ends)
    store.close_now()
    keys.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
async def test_a_line_that_breaks_at_commit(store: Store) -> None:
    """When the connection is gone just before COMMIT, every work runs again on a new one."""
    cuts: list[int] = []

    @event.listens_for(store._writer, "commit")
    def cut_once(connection: Connection) -> None:
        if not cuts:
            cuts.append(1)
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            store.read_now(lambda db: db.execute(text(f"SELECT pg_terminate_backend({pid}, 5000)")))

    assert ("a", "b") == tuple(await asyncio.gather(store.write(putting("a")), store.write(putting("b"))))
    assert ({"a", "b"}, [1]) == (kept(store), cuts)


@pytest.fixture
def rival(store: Store, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection to the same SQLite file; our writer does not wait for it."""
    store.write_now(lambda db: db.execute(text("PRAGMA busy_timeout = 0")))
    other = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
    yield other
    other.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_database_that_stays_locked(store: Store, rival: sqlite3.Connection) -> None:
    """While another process holds the write lock, writing fails and reading goes on."""
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotBegun, match="locked"):
        await store.write(putting("a"))
    assert set() == kept(store)
    rival.execute("ROLLBACK")
    assert await store.write(putting("a")) == "a"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_lock_that_comes_between(store: Store, rival: sqlite3.Connection) -> None:
    """When works run alone and the database goes away, the rest hear it without waiting in turn."""
    ends_of_transactions: list[int] = []

    @event.listens_for(store._writer, "checkin")
    def lock_after_the_second(connection: object, record: object) -> None:
        ends_of_transactions.append(1)
        if len(ends_of_transactions) == 2:
            rival.execute("BEGIN IMMEDIATE")

    works = [store.write(putting("a")), store.write(break_at_commit), store.write(putting("b"))]
    first, *rest = await asyncio.gather(*works, return_exceptions=True)
    assert ("a", [NotBegun, NotBegun]) == (first, [type(end) for end in rest])
    assert {"a"} == kept(store)
