"""The clock: turns come round, whatever goes wrong in them, in the real APScheduler under virtual time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from structlog.testing import capture_logs

from scheduler.clock import PATIENCE, Clock
from tests.virtual import VirtualLoop, run_virtual

HOUR = 3600.0


class Times:
    """A turn that notes when it was taken."""

    def __init__(self) -> None:
        """Nothing was taken yet."""
        self.at: list[float] = []

    async def __call__(self) -> None:
        """Note the time."""
        self.at.append(asyncio.get_running_loop().time())

    def gaps(self) -> set[float]:
        """Return the distances between turns."""
        return {round(later - sooner, 3) for sooner, later in zip(self.at, self.at[1:], strict=False)}


def spend(seconds: float, **turns: tuple[float, Callable[[], Awaitable[object]]]) -> None:
    """Let a clock run for some virtual time."""

    async def main() -> None:
        clock = Clock(turns)
        clock.start()
        await asyncio.sleep(seconds)
        clock.stop()
        await asyncio.sleep(1000)

    run_virtual(main())


def test_fifty_hours() -> None:
    """Every turn comes at once and then at its interval, over the whole plan, and none after the stop."""
    often, seldom = Times(), Times()
    begun = time.perf_counter()
    spend(50 * HOUR - 1, often=(60.0, often), seldom=(HOUR, seldom))
    assert (50 * 60, 50) == (len(often.at), len(seldom.at))
    assert ({60.0}, {HOUR}) == (often.gaps(), seldom.gaps())
    assert time.perf_counter() - begun < 20


def test_a_turn_that_fails_comes_again() -> None:
    """A fault is logged by its class, without its words, and the other turns do not feel it."""
    other = Times()

    async def fails() -> None:
        raise LookupError("a patient's words")

    with capture_logs() as logs:
        spend(11, fails=(5.0, fails), other=(5.0, other))
    wanted = {"turn": "fails", "error": "LookupError", "event": "clock.turn_failed", "log_level": "error"}
    assert [wanted] * 3 == logs
    assert 3 == len(other.at)


def test_a_turn_that_hangs_is_given_up() -> None:
    """It does not run twice side by side; after its patience it starts anew."""
    hung = Times()

    async def hangs() -> None:
        await hung()
        await asyncio.Event().wait()

    with capture_logs() as logs:
        spend(2 * PATIENCE + 30, hangs=(20.0, hangs))
    assert [0.0, 80.0] == [round(at, 1) for at in hung.at]
    assert ["TimeoutError"] * 2 == [each["error"] for each in logs]


def test_a_clock_set_back_does_not_stop_the_turns() -> None:
    """A wrong time server may cost a few minutes, not the hour by which it was wrong."""
    turn = Times()

    async def main() -> None:
        clock = Clock({"turn": (5.0, turn)})
        clock.start()
        await asyncio.sleep(60)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.set_wall(-HOUR)
        await asyncio.sleep(600)
        clock.stop()
        await asyncio.sleep(1)

    with capture_logs() as logs:
        run_virtual(main())
    assert ["clock.stood_still"] == [each["event"] for each in logs]
    assert max(turn.gaps()) < 100
    assert turn.at[-1] > 650


def test_after_a_suspension_a_turn_comes_once() -> None:
    """A machine that slept for a day does not catch up on every turn that it missed."""
    turn = Times()

    async def main() -> None:
        clock = Clock({"turn": (60.0, turn)})
        clock.start()
        await asyncio.sleep(30)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.set_wall(24 * HOUR + 37)
        await asyncio.sleep(40)
        clock.stop()
        await asyncio.sleep(1)

    run_virtual(main())
    assert [0, 60] == [round(at) for at in turn.at]


def test_all_turns_now() -> None:
    """The demo's clock takes every turn once, in order, also when one of them fails."""
    taken: list[str] = []

    async def one() -> None:
        taken.append("one")
        raise OSError

    async def two() -> None:
        taken.append("two")

    async def main() -> None:
        await Clock({"one": (5.0, one), "two": (5.0, two)}).run_all()

    with capture_logs():
        run_virtual(main())
    assert ["one", "two"] == taken


def test_never_twice_side_by_side() -> None:
    """A turn asked for by hand waits for the same one that is under way."""
    inside, most = 0, 0

    async def slow() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(2)
        inside -= 1

    async def main() -> None:
        clock = Clock({"slow": (5.0, slow)})
        await asyncio.gather(clock.run_all(), clock.run_all())

    run_virtual(main())
    assert 1 == most


def test_stopping_what_never_started() -> None:
    """A start that failed half way may stop everything."""

    async def main() -> None:
        Clock({}).stop()

    run_virtual(main())
