"""The courier: claim what is due, send it, record what became of it. It is the only way out."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Sequence

import structlog

from records import outgoing
from records.lanes import TELEGRAM, Lane
from records.outgoing import Claimed
from records.store import Store
from scheduler.clerk import Clerk, Moved, Settle
from scheduler.flights import PATIENCE, Flights, Send
from scheduler.outcome import Flood, Outcome
from scheduler.pace import MINUTE, Pace
from scheduler.rota import Rota, Share, Taken, take

log = structlog.get_logger()

#: The truth is polled this often; a nudge only shortens the wait.
POLL = 1.0
#: The shortest wait.
BREATH = 0.01


class Courier:
    """One courier a house; its epoch names the rows that it holds."""

    def __init__(
        self,
        store: Store,
        send: Send,
        *,
        now: Callable[[], dt.datetime],
        pace: Pace,
        epoch: str,
        settle: Settle,
        moved: Moved,
        monotonic: Callable[[], float] = time.monotonic,
        lanes: Sequence[Lane] = TELEGRAM,
    ) -> None:
        """Send through `send`; `settle` and `moved` tell the rest of the house inside the transactions."""
        self._lanes = lanes
        self._store = store
        self._now = now
        self._pace = pace
        self._monotonic = monotonic
        self._clerk = Clerk(settle, moved)
        self._flights = Flights(store, send, self._clerk, now=now, came=self._came)
        self._rota = Rota(monotonic(), lanes)
        self._epoch, self._lives = epoch, 1
        self._busy = self._fell = False
        self._began: dict[int, float] = {}
        self._woken = asyncio.Event()

    async def recover(self) -> int:
        """What an earlier courier had in flight is in doubt at once: that one is dead. Return how many."""
        now, epoch = self._now(), self._epoch
        adopted = await self._store.write(lambda db: self._clerk.adopt(db, epoch=epoch, now=now, lanes=self._lanes))
        sent = await self._store.read(lambda db: outgoing.sent_since(db, since=now - dt.timedelta(seconds=MINUTE)))
        ages = [(each.chat_id, (now - each.sent_at).total_seconds()) for each in sent]
        self._pace.rebuild(ages, self._monotonic())
        return adopted

    async def run(self, stop: asyncio.Event) -> None:
        """Take turns until stopped, then let what is in flight land."""
        try:
            while not stop.is_set():
                if not await self.turn():
                    await self._rest()
        finally:
            if stop.is_set():
                await self._flights.land(PATIENCE)

    async def turn(self) -> bool:
        """End what is stale, start what is due and allowed; say whether there was work."""
        self._busy = True
        try:
            return await (self._begin_again() if self._fell else self._look())
        finally:
            self._busy = False

    async def _look(self) -> bool:
        shares = self._shares()
        if not shares or not self._is_due(await self._first()):
            return False
        expired, taken = await asyncio.gather(self._expire(), self._claim(shares))
        for claimed in taken.claimed:
            self._began[claimed.id] = self._monotonic()
            self._pace.count(claimed.chat_id, self._began[claimed.id])
            self._flights.start(claimed, epoch=self._epoch, landed=self.nudge)
        return bool(taken.claimed or expired)

    async def _expire(self) -> int:
        now = self._now()
        try:
            return await self._store.write(lambda db: self._clerk.expire(db, now=now))
        except Exception as exc:
            # They stay unsent either way: no claim takes what is too late.
            log.error("courier.cannot_expire", error=type(exc).__name__)
            return 0

    def _shares(self) -> list[Share]:
        at = self._monotonic()
        return self._rota.shares(room=self._pace.room(at), flying=len(self._flights), now=at)

    async def _claim(self, shares: Sequence[Share]) -> Taken:
        now, at = self._now(), self._monotonic()
        blocked = {lane: self._pace.blocked(at, lane) for lane in self._lanes}
        try:
            taken = await self._store.write(lambda db: take(db, shares, blocked, epoch=self._epoch, now=now))
        except BaseException:
            self._fell = True
            raise
        self._rota.asked(taken.asked, at)
        return taken

    async def _begin_again(self) -> bool:
        """Nobody knows whether the last claim was committed: begin as after a restart, once all landed."""
        if self._flights:
            return False
        self._lives += 1
        self._epoch = f"{self._epoch.partition('/')[0]}/{self._lives}"
        await self.recover()
        self._fell = False
        return True

    def _came(self, claimed: Claimed, outcome: Outcome) -> None:
        began = self._began.pop(claimed.id, None)
        if began is not None:
            self._pace.land(claimed.chat_id, began, self._monotonic())
        if isinstance(outcome, Flood):
            self._pace.flood(claimed.chat_id, outcome.retry_after, self._monotonic())

    def nudge(self) -> None:
        """Something may be due: look now instead of at the next poll."""
        self._woken.set()

    async def _rest(self) -> None:
        """Wait for a nudge, or until the first row is due or the pace allows more."""
        # First clear, then look: what is committed in between is seen one way or the other.
        self._woken.clear()
        wait = self._wait(await self._first())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), wait)

    def _wait(self, first: dt.datetime | None) -> float:
        if first is None:
            return POLL
        ahead = (first - self._now()).total_seconds()
        if ahead <= 0:
            at = self._monotonic()
            ahead = self._pace.next_free(at) - at
        return min(max(ahead, BREATH), POLL)

    def _is_due(self, first: dt.datetime | None) -> bool:
        return first is not None and first <= self._now()

    async def _first(self) -> dt.datetime | None:
        return await self._store.read(lambda db: outgoing.next_due(db, self._lanes))

    def idle(self) -> bool:
        """Say whether nothing is in flight and nothing is being claimed."""
        return not self._busy and not self._flights

    async def drain(self, timeout: float) -> bool:  # noqa: ASYNC109 (it answers instead of raising)
        """Wait, beside `run`, until nothing is due and nothing in flight; False when that takes too long."""
        deadline = self._monotonic() + timeout
        while self._monotonic() < deadline:
            first = await self._first()
            if self.idle() and not self._is_due(first):
                return True
            await asyncio.sleep(BREATH)
        return False
