"""Due: flags that were opened before a moment are past the one by which a person was promised to have answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from messages.clinic import Clinic
from messages.promises import by as due

__all__ = ["cutoffs", "due"]

#: No promise reaches further than this, and to the second is near enough.
LONGEST, SECOND = dt.timedelta(days=90), dt.timedelta(seconds=1)


def cutoffs(clinic: Clinic, levels: Iterable[str], *, now: dt.datetime) -> dict[str, dt.datetime]:
    """Return for each level the moment before which whatever was opened is overdue by now."""
    return {level: _cutoff(clinic, level, now) for level in levels}


def _cutoff(clinic: Clinic, level: str, now: dt.datetime) -> dt.datetime:
    """What was opened earlier is due earlier, so the moment is found by halving."""
    early, late = now - LONGEST, now
    while late - early > SECOND:
        middle = early + (late - early) / 2
        early, late = (middle, late) if due(clinic, level, middle) < now else (early, middle)
    return late
