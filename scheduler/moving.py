"""Moving: where a patient may put a check-in that does not suit her, pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from messages.plan import Limits
from scheduler.quiet import Quiet

#: What she is offered, in minutes from where it stands.
STEPS = (-240, -120, -60, 60, 120, 240, 480)
#: A check-in is not put nearer than this to now, nor to the end of the session.
SOON, HOUR = dt.timedelta(minutes=10), dt.timedelta(hours=1)


def choices(
    limits: Limits,
    quiet: Quiet,
    *,
    due_at: dt.datetime,
    window_end: dt.datetime,
    ended_at: dt.datetime,
    others: Sequence[dt.datetime],
    now: dt.datetime,
) -> Sequence[int]:
    """Return by how many minutes a check-in may be moved: not into quiet hours, not beside another, not too late."""
    return [
        minutes
        for minutes in STEPS
        if _fits(
            limits,
            quiet,
            due_at + dt.timedelta(minutes=minutes),
            window_end=window_end,
            ended_at=ended_at,
            others=others,
            now=now,
        )
    ]


def _fits(
    limits: Limits,
    quiet: Quiet,
    moment: dt.datetime,
    *,
    window_end: dt.datetime,
    ended_at: dt.datetime,
    others: Sequence[dt.datetime],
    now: dt.datetime,
) -> bool:
    near = dt.timedelta(minutes=limits.merge_minutes)
    in_time = max(now + SOON, ended_at + HOUR) <= moment < window_end
    return in_time and not quiet.holds(moment) and all(abs(moment - each) >= near for each in others)
