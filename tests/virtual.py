"""Virtual time: an event loop on which days pass in moments, and the wall clock agrees with it."""

from __future__ import annotations

import asyncio
import datetime as dt
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

import time_machine

T = TypeVar("T")

#: A Thursday morning in Irvine.
START = dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)


class NothingLeft(Exception):
    """Everybody waits and no timer will ever ring: the test would hang."""


class _Skipping(selectors.DefaultSelector):
    """A selector that never waits: where it should, it moves the loop's time on."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; when nothing is, let the time pass instead of waiting."""
        ready = super().select(0)
        if not ready and timeout is None:
            raise NothingLeft
        if not ready and timeout:
            self._loop.skip(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock moves only when all its tasks wait for a timer."""

    def __init__(self, wall: time_machine.Traveller) -> None:
        """Keep `wall`, the clock that everybody else reads, in step."""
        self._passed = 0.0
        self._wall = wall
        super().__init__(_Skipping(self))

    def time(self) -> float:
        """Return the virtual seconds since the loop began."""
        return self._passed

    def skip(self, seconds: float) -> None:
        """Let time pass, for this loop and on the wall."""
        self._passed += seconds
        self._wall.shift(seconds)

    def set_wall(self, seconds: float) -> None:
        """Move the wall clock alone, as a wrong time server does."""
        self._wall.shift(seconds)


def run_virtual(main: Coroutine[Any, Any, T], *, start: dt.datetime = START) -> T:
    """Run `main` to its end in virtual time that begins at `start`."""
    with (
        time_machine.travel(start, tick=False) as wall,
        asyncio.Runner(loop_factory=lambda: VirtualLoop(wall)) as runner,
    ):
        return runner.run(main)


def wall() -> dt.datetime:
    """Return what the clock on the wall says."""
    return dt.datetime.now(dt.UTC)
