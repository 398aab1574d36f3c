"""Turns: what the clock looks at, and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from bot import notices
from bot.house import House
from records import inbox, invites, retention, visits
from records.store import Db
from scheduler import asking, checkins, escalation
from scheduler.clock import Turn

OFTEN, HOURLY = 5.0, 3600.0


def all_of(house: House) -> dict[str, Turn]:
    """Return the house's turns."""
    return {
        "checkins": (OFTEN, _writes(house, lambda db, now: checkins.turn(db, house, now=now))),
        "asking": (OFTEN, _writes(house, lambda db, now: asking.turn(db, house, now=now))),
        "escalation": (OFTEN, _writes(house, lambda db, now: escalation.turn(db, house, now=now))),
        "housekeeping": (HOURLY, _writes(house, lambda db, now: _tidy(db, house, now=now))),
    }


def _writes(house: House, look: Callable[[Db, dt.datetime], object]) -> Callable[[], Awaitable[object]]:
    async def turn() -> object:
        now = house.now()
        return await house.store.write(lambda db: look(db, now))

    return turn


def _tidy(db: Db, house: House, *, now: dt.datetime) -> None:
    inbox.forget(db, now=now)
    visits.end_done(db, now=now)
    for invite in invites.to_expire(db, now=now):
        notices.tell(db, house, invite, "staff_invite_expired", now=now)
    invites.expire(db, now=now)
    retention.empty(db, now=now)
