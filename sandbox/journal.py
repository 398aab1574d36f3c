"""The journal: every Bot API call and its answer, and a live feed for the page."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]


class Journal:
    """The last calls, numbered from 1."""

    def __init__(self, *, most: int = 20_000) -> None:
        """Keep at most `most` calls."""
        self._calls: deque[Json] = deque(maxlen=most)
        self._count = 0

    def write(self, *, at: str, method: str, params: Json, status: int, answer: Json) -> Json:
        """Add one call."""
        self._count += 1
        call = {
            "n": self._count,
            "at": at,
            "method": method,
            "params": params,
            "status": status,
            "answer": answer,
        }
        self._calls.append(call)
        return call

    def since(self, number: int = 0) -> list[Json]:
        """Return the calls after `number`."""
        return [call for call in self._calls if call["n"] > number]

    def last(self) -> int:
        """Return the number of the last call."""
        return self._count


class Feed:
    """Tells pages that something changed; a slow page loses the oldest news."""

    def __init__(self) -> None:
        """Start with no listeners."""
        self._listeners: set[asyncio.Queue[Json]] = set()

    def tell(self, kind: str, **what: Any) -> None:
        """Tell every listener."""
        for listener in self._listeners:
            if listener.full():
                listener.get_nowait()
            listener.put_nowait({"kind": kind, **what})

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Json]]:
        """Yield a queue that gets all news while it is open."""
        queue: asyncio.Queue[Json] = asyncio.Queue(maxsize=500)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)
