"""Audit: who did what to what, and when. Lines are only ever added."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from records.models import Audit
from records.statements import table
from records.store import Db


def note(
    db: Db, *, now: dt.datetime, actor: str, action: str, subject: str, **details: str | float | bool | None
) -> None:
    """Add a line; `details` are ids, states and numbers, never a patient's words."""
    line = {"at": now, "actor": actor, "action": action, "subject": subject, "details": details}
    db.execute(insert(table(Audit)).values(line))
