"""Untaught: what was not read well and that nobody has made a phrasing of yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select

from records import learnable
from records.models import Heard, Phrasing
from records.store import Db
from records.tally import theirs


def since(db: Db, moment: dt.datetime, *, places: Collection[str]) -> list[tuple[Heard, str]]:
    """Return such messages of some places since a moment, oldest first, each with why it is worth a look."""
    taught = set(db.scalars(select(Phrasing.heard_id).where(Phrasing.heard_id.is_not(None))))
    ours = set(db.scalars(theirs(places)))
    found = learnable.since(db, moment)
    return [(row, why) for row, why in found if row.patient_id in ours and row.id not in taught]


def by_ref(db: Db, ref: str, *, places: Collection[str]) -> Heard | None:
    """Return the message that a form names, if its patient was treated at one of these places, or none."""
    return db.scalar(select(Heard).where(Heard.ref == ref, Heard.patient_id.in_(theirs(places))))
