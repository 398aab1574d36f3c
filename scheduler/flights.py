"""Flights: what is on its way to Telegram. Each one lands with a receipt, however long the database takes."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

from records.outgoing import Claimed
from records.store import Store
from scheduler.clerk import Clerk
from scheduler.outcome import Outcome, Refused, Unknown

log = structlog.get_logger()

#: Seconds after which a send is in doubt.
PATIENCE = 20.0
#: A row into which our own code stumbles this often is given up, and staff are told.
STUMBLES = 5
#: Seconds between tries to write a receipt down: doubled up to the second.
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0

Send = Callable[[Claimed], Awaitable[Outcome]]
#: Called when a flight has an outcome, before that is written down.
Came = Callable[[Claimed, Outcome], None]


class Flights:
    """The sends in the air."""

    def __init__(self, store: Store, send: Send, clerk: Clerk, *, now: Callable[[], dt.datetime], came: Came) -> None:
        """Send through `send`, have the clerk write down what became of it."""
        self._store = store
        self._send = send
        self._clerk = clerk
        self._now = now
        self._came = came
        self._flying: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Return how many are in the air."""
        return len(self._flying)

    def start(self, claimed: Claimed, *, epoch: str, landed: Callable[[], None]) -> None:
        """Send one row, beside the others; `landed` is called when its receipt is written."""
        flight = asyncio.create_task(self._deliver(claimed, epoch))
        self._flying.add(flight)
        flight.add_done_callback(self._flying.discard)
        flight.add_done_callback(lambda _: landed())

    async def land(self, patience: float) -> None:
        """Wait for all; those that take longer are given up and stay in doubt until the next start."""
        if not self._flying:
            return
        _, late = await asyncio.wait(self._flying, timeout=patience)
        for flight in late:
            flight.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _deliver(self, claimed: Claimed, epoch: str) -> None:
        outcome = await self._outcome(claimed)
        self._came(claimed, outcome)
        wait = FIRST_WAIT
        while not await self._recorded(claimed, outcome, epoch):
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _outcome(self, claimed: Claimed) -> Outcome:
        try:
            return await asyncio.wait_for(self._send(claimed), PATIENCE)
        except TimeoutError:
            return Unknown("no answer in time")
        except Exception as exc:
            log.error("courier.stumbled", outgoing=claimed.id, error=type(exc).__name__)
            reason = f"a fault of ours while sending ({type(exc).__name__})"
            return Refused(reason) if claimed.attempts >= STUMBLES else Unknown(reason)

    async def _recorded(self, claimed: Claimed, outcome: Outcome, epoch: str) -> bool:
        now = self._now()
        try:
            await self._store.write(lambda db: self._clerk.record(db, claimed, outcome, epoch=epoch, now=now))
        except Exception as exc:
            # Only this process knows the outcome, so it keeps trying: a restart would have to doubt it.
            log.error("courier.unrecorded", outgoing=claimed.id, error=type(exc).__name__)
            return False
        return True
