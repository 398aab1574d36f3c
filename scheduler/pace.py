"""Pace: sliding windows below Telegram's limits, on monotonic seconds. It counts; it never waits."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

from records.lanes import Lane

SECOND, MINUTE = 1.0, 60.0
#: A second's messages are spread over five such stretches, so that who comes new waits 0.2 s at most.
STRETCH = SECOND / 5
#: Of a group's messages a minute, so many are kept for lanes that cannot wait.
RESERVE = 6
#: For how long the pace is halved after Telegram said "too fast".
CAUTION = 60.0
WAITING_LANES = (Lane.CHECKIN, Lane.CARD, Lane.QUIET)


class Pace:
    """How many may leave now, and which chats must wait. Not for use from several threads."""

    def __init__(self, *, overall: float = 25, group: int = 20, reserve: int = RESERVE) -> None:
        """Allow `overall` messages a second, `group` a minute to a group, one a second to a private chat."""
        self._overall = overall
        self._group = group
        self._reserve = min(reserve, max(group - 1, 0))
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._until: dict[int, float] = {}
        self._halt = -math.inf
        self._careful = -math.inf

    def room(self, now: float) -> int:
        """Return how many messages may leave at this moment, over all chats."""
        if now < self._halt:
            return 0
        _drop(self._all, now - SECOND)
        limit = max(1, int(self._overall / 2 if now < self._careful else self._overall))
        lately = sum(at > now - STRETCH for at in self._all)
        return max(0, min(limit - len(self._all), math.ceil(limit * STRETCH) - lately))

    def blocked(self, now: float, lane: int) -> frozenset[int]:
        """Return the chats to which nothing of this lane may go now."""
        self._forget(now)
        return frozenset(chat for chat in {*self._chats, *self._until} if self._full(chat, lane))

    def _full(self, chat: int, lane: int) -> bool:
        if chat in self._until:
            return True
        sent = len(self._chats[chat])
        if chat > 0:
            return sent >= 1
        return sent >= (self._group - self._reserve if lane in WAITING_LANES else self._group)

    def count(self, chat: int | None, at: float) -> None:
        """Write down one call: a message or an edit to a chat, or one that concerns no chat."""
        self._all.append(at)
        if chat is not None:
            self._chats.setdefault(chat, deque()).append(at)

    def land(self, chat: int, began: float, at: float) -> None:
        """A call has its answer: Telegram may have counted it as late as now, so its chat's window begins now."""
        times = self._chats.get(chat)
        if times is not None and began in times:
            times.remove(began)
            times.append(at)

    def flood(self, chat: int, retry_after: float, now: float) -> None:
        """Telegram said "too fast": a group waits alone; a private chat's 429 halts everything."""
        self._careful = now + CAUTION
        if chat < 0:
            self._until[chat] = max(self._until.get(chat, now), now + retry_after)
        else:
            self._halt = max(self._halt, now + retry_after)

    def rebuild(self, sent: Iterable[tuple[int, float]], now: float) -> None:
        """After a restart: take up the last minute's sends as (chat, seconds ago), else it would overrun."""
        # A clock that was set back makes some lie ahead; they count as just now.
        for chat, ago in sorted(((chat, max(0.0, ago)) for chat, ago in sent), key=lambda each: -each[1]):
            self.count(chat, now - ago)
        self._forget(now)

    def next_free(self, now: float) -> float:
        """Return the next moment at which more may go than now; infinity when nothing is held back."""
        self._forget(now)
        ends = [self._halt, *self._until.values(), *(at + SECOND for at in self._all)]
        ends += [at + STRETCH for at in self._all]
        ends += [times[0] + _window(chat) for chat, times in self._chats.items()]
        return min((end for end in ends if end > now), default=math.inf)

    def _forget(self, now: float) -> None:
        _drop(self._all, now - SECOND)
        for chat in list(self._chats):
            _drop(self._chats[chat], now - _window(chat))
            if not self._chats[chat]:
                del self._chats[chat]
        self._until = {chat: until for chat, until in self._until.items() if now < until}


def _window(chat: int) -> float:
    return SECOND if chat > 0 else MINUTE


def _drop(times: deque[float], before: float) -> None:
    while times and times[0] <= before:
        times.popleft()
