"""Promises, pure: by when a person means to have answered a flag of a level (clinical.md section 3)."""

from __future__ import annotations

import datetime as dt

from messages import hours
from messages.clinic import Clinic

#: Minutes within which an alarm is taken, and open minutes within which an urgent flag is answered.
ALARM, URGENT = 5, 120


def by(clinic: Clinic, level: str, opened_at: dt.datetime) -> dt.datetime:
    """Return the moment (UTC) by which a flag of this level is to be answered; open minutes count for urgent."""
    if level in ("emergency", "crisis"):
        return opened_at + dt.timedelta(minutes=ALARM)
    if level == "urgent":
        return hours.after_open(clinic, opened_at, URGENT)
    return hours.reply_by(clinic, opened_at)
