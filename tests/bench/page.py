"""`python -m tests.bench.page`: server time of the queue with 2,000 open flags, and of a patient with 500 events.

The real application answers over a socket of this machine, from a database on disk; what the browser does is not in it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web as http
from cryptography.fernet import Fernet

from records.keys import Keys
from records.models import Patient
from records.store import Db, Store, open_store, upgrade
from tests.review.ward import Visitor, Ward, course, enrol, hears, lift, says

LEVELS = ("emergency", "crisis", "urgent", "routine", "routine", "routine", "routine", "routine", "routine", "ask")
Handler = Callable[[http.Request], Awaitable[http.StreamResponse]]
Middleware = Callable[[http.Request, Handler], Awaitable[http.StreamResponse]]
#: Milliseconds, and how many of them the processor worked.
Taken = tuple[float, float]
#: Patients are written so many at a time.
BATCH = 200


def fill(store: Store, *, flags: int, events: int) -> str:
    """Write the flags, and one patient with so many events; return her ref."""
    for first in range(0, flags, BATCH):
        store.write_now(lambda db, first=first: _flags(db, first, min(BATCH, flags - first)))
    return store.write_now(lambda db: _long(db, events))


def _flags(db: Db, first: int, count: int) -> None:
    for number in range(first, first + count):
        patient = enrol(db, 100_000 + number, initials=f"P{number}", hours=20 + number % 20)
        hears(db, patient, f"it still hurts a little, number {number}", ago=1, level="routine")
        lift(db, patient, LEVELS[number % len(LEVELS)], "r16", ago=number % 97 / 10)


def _long(db: Db, events: int) -> str:
    patient: Patient = enrol(db, 99_999, initials="LONG", hours=40)
    course(db, patient)
    lift(db, patient, "urgent", "r21", "m03")
    for number in range(events // 2):
        hears(db, patient, f"words of hers, number {number}", ago=30 - number / 10)
        says(db, patient, f"words to her, number {number}", ago=30 - number / 10)
    return patient.ref


def stopwatch(found: list[Taken]) -> Middleware:
    """Return what notes the milliseconds from a request's head to its finished answer, and the processor's of them."""

    @http.middleware
    async def timing(request: http.Request, handler: Handler) -> http.StreamResponse:
        began, busy = time.perf_counter(), time.process_time()
        answer = await handler(request)
        found.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)))
        return answer

    return timing


async def timed(visitor: Visitor, path: str, repeats: int, found: list[Taken]) -> list[Taken]:
    """Return the milliseconds of each answer, after one that is not counted."""
    await visitor.sees(path)
    found.clear()
    for _ in range(repeats):
        await visitor.sees(path)
    return list(found)


def told(name: str, found: list[Taken]) -> str:
    """Return the figures for people; a busy machine makes a request long, but not its processor time."""
    ordered, busy = sorted(wall for wall, _ in found), [cost for _, cost in found]
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return (
        f"  {name}: median {statistics.median(ordered):.0f} ms, p95 {p95:.0f} ms, most {ordered[-1]:.0f} ms; "
        f"of it processor, median {statistics.median(busy):.0f} ms\n"
    )


async def measure(*, flags: int, events: int, repeats: int) -> str:
    """Fill a database, ask for each page so often, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        url, keys = (
            f"sqlite:///{Path(folder)}/page.db",
            Keys([Fernet.generate_key().decode()], f"sqlite:///{Path(folder)}/keys.db"),
        )
        upgrade(url)
        store = open_store(url, keys)
        ref = fill(store, flags=flags, events=events)
        ward, found = Ward(store), list[Taken]()
        ward.app.middlewares.insert(0, stopwatch(found))
        ana = await ward.enters("Ana")
        pages = {"queue": "/queue", "queue, live part": "/queue/live", "patient": f"/patient/{ref}"}
        lines = [told(name, await timed(ana, path, repeats, found)) for name, path in pages.items()]
        await ward.close()
        await store.close()
        keys.close()
    return f"page: {flags} open flags, {events} events, n={repeats} each\n" + "".join(lines)


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.page", description="Server time of the review page.")
    parser.add_argument("--flags", type=int, default=2000)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=30)
    asked = parser.parse_args()
    sys.stdout.write(asyncio.run(measure(flags=asked.flags, events=asked.events, repeats=asked.repeats)))


if __name__ == "__main__":
    main()
