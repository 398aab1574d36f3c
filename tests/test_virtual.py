"""Virtual time itself: other tests stand on it."""

from __future__ import annotations

import asyncio
import datetime as dt
import time

import pytest

from tests.virtual import START, NothingLeft, VirtualLoop, run_virtual, wall


def test_days_pass_in_moments() -> None:
    """A sleep of two days ends at once, and the loop and the wall agree on it."""

    async def sleep() -> tuple[float, dt.datetime]:
        await asyncio.sleep(2 * 86400)
        return asyncio.get_running_loop().time(), wall()

    begun = time.perf_counter()
    passed, now = run_virtual(sleep())
    assert 2 * 86400 == pytest.approx(passed)
    assert START + dt.timedelta(days=2) == now
    assert time.perf_counter() - begun < 5


def test_timers_ring_in_their_order() -> None:
    """Who sleeps less wakes first, whatever was started first."""
    woken: list[int] = []

    async def wake(after: int) -> None:
        await asyncio.sleep(after)
        woken.append(after)

    async def all_three() -> None:
        await asyncio.gather(wake(30), wake(10), wake(20))

    run_virtual(all_three())
    assert [10, 20, 30] == woken


def test_a_test_that_would_hang_says_so() -> None:
    """Waiting for something that cannot come ends in an error instead of silence."""

    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(NothingLeft):
        run_virtual(wait())


def test_the_wall_clock_can_be_wrong() -> None:
    """The wall can be moved alone: the loop's own time goes on."""

    async def move() -> tuple[float, dt.datetime]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.set_wall(-3600)
        await asyncio.sleep(60)
        return loop.time(), wall()

    passed, now = run_virtual(move())
    assert pytest.approx(60) == passed
    assert START - dt.timedelta(minutes=59) == now
