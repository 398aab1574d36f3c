"""Telegram's limits, in real time: 30 a second over all, 1 a second a private chat, 20 a minute a group."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from sandbox.refusals import flood


class Window:
    """At most `most` in any stretch of `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        """Start empty."""
        self._most = most
        self._seconds = seconds
        self._spent: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return the seconds until there is room for one more; 0 when there is."""
        while self._spent and self._spent[0] <= now - self._seconds:
            self._spent.popleft()
        return 0.0 if len(self._spent) < self._most else self._spent[0] + self._seconds - now

    def spend(self, now: float) -> None:
        """Count one."""
        self._spent.append(now)


class Bucket:
    """One a second, with a short burst: what Telegram lets pass in a private chat."""

    def __init__(self, burst: int, now: float) -> None:
        """Start full."""
        self._burst = burst
        self._left = float(burst)
        self._at = now

    def wait(self, now: float) -> float:
        """Return the seconds until there is room for one more; 0 when there is."""
        self._left = min(self._burst, self._left + now - self._at)
        self._at = now
        return max(0.0, 1.0 - self._left)

    def spend(self, now: float) -> None:
        """Count one; the refill is done by `wait`, which is always asked first."""
        self._left -= 1.0


class Limits:
    """Every message and edit counts; what is refused does not."""

    def __init__(self, *, on: bool = True, burst: int = 3, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Keep the windows, or nothing when `on` is False."""
        self.on = on
        self._burst = burst
        self._monotonic = monotonic
        self._overall = Window(30, 1.0)
        self._chats: dict[int, Window | Bucket] = {}

    def spend(self, chat_id: int) -> None:
        """Count one message into a chat, or refuse with 429."""
        if not self.on:
            return
        now = self._monotonic()
        chat = self._chat(chat_id, now)
        wait = max(chat.wait(now), self._overall.wait(now))
        if wait > 0:
            raise flood(max(1, math.ceil(wait)))
        chat.spend(now)
        self._overall.spend(now)

    def _chat(self, chat_id: int, now: float) -> Window | Bucket:
        if chat_id not in self._chats:
            self._chats[chat_id] = Window(20, 60.0) if chat_id < 0 else Bucket(self._burst, now)
        return self._chats[chat_id]
