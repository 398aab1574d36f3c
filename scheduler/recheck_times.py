"""The times of follow-ups, pure: counted from what she told us, and where quiet hours leave them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from messages.plan import FollowUp, Limits
from scheduler.quiet import Quiet

#: When a morning begins for somebody without quiet hours.
MORNING = dt.time(8, 0)


@dataclass(frozen=True, kw_only=True)
class Again:
    """One time of a follow-up (UTC), and the time in quiet hours at which it would be asked with her yes."""

    nth: int
    due_at: dt.datetime
    window_end: dt.datetime
    why: str
    wish_at: dt.datetime | None = None


def times(followup: FollowUp, limits: Limits, quiet: Quiet, *, now: dt.datetime) -> Sequence[Again]:
    """Return when a follow-up is asked, in order. Quiet hours may push two times onto one: then the later one asks."""
    if followup.next_morning:
        return (_at(followup, 0, _morning(quiet, limits, now), "the next morning"),)
    there = enumerate(followup.at_minutes)
    return [again(followup, limits, quiet, now=now, minutes=minutes, nth=nth) for nth, minutes in there]


def again(followup: FollowUp, limits: Limits, quiet: Quiet, *, now: dt.datetime, minutes: int, nth: int) -> Again:
    """Return one time, so many minutes from now, or after quiet hours until she says that it may be in them."""
    wish = now + dt.timedelta(minutes=minutes)
    why = f"{_span(minutes)} after she told us"
    if not quiet.holds(wish):
        return _at(followup, nth, wish, why)
    late = quiet.after(wish, dt.timedelta(minutes=limits.edge_margin_minutes))
    wished = wish if followup.quiet == "ask" else None
    return _at(followup, nth, late, f"{why} is quiet: on to after quiet hours", wish_at=wished)


def _at(followup: FollowUp, nth: int, moment: dt.datetime, why: str, *, wish_at: dt.datetime | None = None) -> Again:
    window = dt.timedelta(minutes=followup.window_minutes)
    return Again(nth=nth, due_at=moment, window_end=moment + window, why=why, wish_at=wish_at)


def _span(minutes: int) -> str:
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:g} h"


def _morning(quiet: Quiet, limits: Limits, now: dt.datetime) -> dt.datetime:
    """Return shortly after the end of the next quiet hours, or eight o'clock for somebody who has none."""
    begins = quiet.next(now) if not quiet.holds(now) else now
    if begins is not None:
        return quiet.after(begins, dt.timedelta(minutes=limits.edge_margin_minutes))
    eight = Quiet(zone=quiet.zone, start=dt.time(0, 0), end=MORNING)
    return eight.after(eight.next(now) or now, dt.timedelta())
