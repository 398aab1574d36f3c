"""Turns: what the clock looks at, and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

from bot import notices, pulse, teaching
from bot.house import House
from records import audit, inbox, invites, retention, settings, visits
from records.lanes import Lane
from records.store import Db
from scheduler import asking, batches, checkins, digest, escalation, say
from scheduler.clock import Turn

log = structlog.get_logger()

OFTEN, MINUTELY, HOURLY, DAILY = 5.0, 60.0, 3600.0, 86400.0


def all_of(house: House) -> dict[str, Turn]:
    """Return the house's turns."""
    return {
        "checkins": (OFTEN, _writes(house, lambda db, now: checkins.turn(db, house, now=now))),
        "asking": (OFTEN, _writes(house, lambda db, now: asking.turn(db, house, now=now))),
        "escalation": (OFTEN, _writes(house, lambda db, now: escalation.turn(db, house, now=now))),
        "digest": (MINUTELY, _writes(house, lambda db, now: digest.turn(db, house, now=now))),
        "batches": (MINUTELY, _writes(house, lambda db, now: batches.turn(db, house, now=now))),
        "taught": (MINUTELY, lambda: teaching.turn(house)),
        "pulse": (OFTEN, _writes(house, lambda db, now: pulse.turn(db, house, now=now))),
        "audit": (DAILY, lambda: _verify(house)),
        "housekeeping": (HOURLY, _writes(house, lambda db, now: _tidy(db, house, now=now))),
    }


def _writes(house: House, look: Callable[[Db, dt.datetime], object]) -> Callable[[], Awaitable[object]]:
    async def turn() -> object:
        now = house.now()
        return await house.store.write(lambda db: look(db, now))

    return turn


async def _verify(house: House) -> None:
    """Look through the record once a day, beside all else; where it does not fit, staff hear of it at once."""
    found, now = await house.store.read(audit.verify), house.now()
    if found.broken is None:
        await house.store.write(lambda db: settings.drop(db, audit.BROKEN))
        return
    log.error("audit.broken", line=found.broken)
    said, line = house.wording.said("en", "digest_audit_broken", n=found.broken), str(found.broken)

    def work(db: Db) -> None:
        settings.put(db, audit.BROKEN, line, now=now)
        say.to_staff(db, house, said, now=now, lane=Lane.ECHO, label="notice", dedup=f"audit:{now:%Y%m%d}")

    await house.store.write(work)


def _tidy(db: Db, house: House, *, now: dt.datetime) -> None:
    inbox.forget(db, now=now)
    visits.end_done(db, now=now)
    for invite in invites.to_expire(db, now=now):
        notices.tell(db, house, invite, "staff_invite_expired", now=now)
    invites.expire(db, now=now)
    retention.empty(db, now=now)
