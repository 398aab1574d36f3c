"""Graded: what people of the clinic said of the levels of ended flags, the lead's word before the first."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import aliased

from records.models import Flag, Grade
from records.store import Db


def by_level(db: Db, since: dt.datetime) -> Counter[tuple[str, str]]:
    """Count the flags resolved since a moment by (level, grade): as settled where two differed, else as first said."""
    first, settled = aliased(Grade), aliased(Grade)
    asked = (
        select(Flag.level, first.grade, settled.grade)
        .join(first, (first.flag_id == Flag.id) & (first.kind == "first"))
        .outerjoin(settled, (settled.flag_id == Flag.id) & (settled.kind == "settled"))
        .where(Flag.resolved_at >= since)
    )
    return Counter((level, last or said) for level, said, last in db.execute(asked))


def doubly(db: Db, since: dt.datetime) -> tuple[int, int]:
    """Return how many flags resolved since a moment two people graded, and for how many they said the same."""
    first, second = aliased(Grade), aliased(Grade)
    asked = (
        select(first.grade, second.grade)
        .join(second, (second.flag_id == first.flag_id) & (second.kind == "second"))
        .join(Flag, Flag.id == first.flag_id)
        .where(first.kind == "first", Flag.resolved_at >= since)
    )
    pairs = db.execute(asked).all()
    return len(pairs), sum(one == other for one, other in pairs)
