"""`python -m tests.bench.planning`: how long 10,000 visits take to plan, in all zones, and what memory it costs."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
import tracemalloc
from zoneinfo import available_timezones

from messages.catalog import CONTENT, load_plan
from scheduler.plan import timetable

VISITS, ROUNDS = 10_000, 3
#: A clinic group lives in a few zones; the second figure takes all of them.
FEW = ("America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Madrid")


def planned(zones: tuple[str, ...], seed: int) -> float:
    """Plan the visits once; return the seconds it took."""
    plan, dice = load_plan(CONTENT), random.Random(seed)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    ends = [start + dt.timedelta(minutes=dice.randrange(10 * 525_600)) for _ in range(VISITS)]
    begun = time.perf_counter()
    for number, ended in enumerate(ends):
        timetable(
            plan,
            ended_at=ended,
            enrolled_at=ended,
            zone=zones[number % len(zones)],
            quiet_from="21:00",
            quiet_to="08:00",
        )
    return time.perf_counter() - begun


def main() -> None:
    """Print seconds and memory for a few zones and for all."""
    everywhere = tuple(sorted(available_timezones() - {"localtime", "Factory"}))
    for name, zones in (("four zones", FEW), ("all zones", everywhere)):
        took = sorted(planned(zones, seed) for seed in range(ROUNDS))
        sys.stdout.write(f"{VISITS} visits, {name}: median {took[1]:.2f} s ({took[0]:.2f}-{took[-1]:.2f})\n")
    tracemalloc.start()
    for seed in range(ROUNDS):
        planned(FEW, seed)
        now, peak = tracemalloc.get_traced_memory()
        sys.stdout.write(f"memory after round {seed + 1}: {now / 1e6:.1f} MB, peak {peak / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
