"""The clocks of the levels (clinical.md 3): whether a person acted in time, and when."""

from __future__ import annotations

import datetime as dt

from messages.clinic import Clinic
from messages.promises import by as due
from records.promptness import Handled


def acted_at(flag: Handled) -> dt.datetime | None:
    """Return when a person did what its clock asks for, or none: to take an alarm, to answer or end all others."""
    taken = flag.taken_at if flag.level in ("emergency", "crisis") else None
    return min((each for each in (taken, flag.answered_at, flag.resolved_at) if each is not None), default=None)


def late(clinic: Clinic, flag: Handled, *, now: dt.datetime) -> bool:
    """Say whether its time passed before anybody acted."""
    return (acted_at(flag) or now) > due(clinic, flag.level, flag.opened_at)
