"""Learnable: what was heard and not read well, so that the clinic can make phrasings of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from records.models import Finding, Grade, Heard
from records.store import Db

ASKED_CLINIC = "r25_asked_clinic"


def since(db: Db, moment: dt.datetime) -> Sequence[tuple[Heard, str]]:
    """Return messages since a moment, oldest first, each once, with why it is worth a look."""
    found: dict[int, tuple[Heard, str]] = {}
    for row, why in (*_graded(db, moment), *_asked_on(db, moment), *_not_understood(db, moment)):
        found.setdefault(row.id, (row, why))
    return [found[number] for number in sorted(found)]


def _graded(db: Db, moment: dt.datetime) -> list[tuple[Heard, str]]:
    asked = (
        select(Heard, Grade.grade)
        .join(Finding, Finding.heard_id == Heard.id)
        .join(Grade, Grade.flag_id == Finding.flag_id)
        .where(Heard.at >= moment, Heard.words.is_not(None), Grade.grade != "right")
    )
    return [(row, f"too_{grade}") for row, grade in db.execute(asked).all()]


def _asked_on(db: Db, moment: dt.datetime) -> list[tuple[Heard, str]]:
    asked = select(Heard, Finding.rules).join(Finding, Finding.heard_id == Heard.id)
    rows = db.execute(asked.where(Heard.at >= moment, Heard.words.is_not(None))).all()
    return [(row, "asked_clinic") for row, rules in rows if ASKED_CLINIC in rules]


def _not_understood(db: Db, moment: dt.datetime) -> list[tuple[Heard, str]]:
    asked = select(Heard).where(Heard.at >= moment, Heard.words.is_not(None), Heard.understood.is_(False))
    return [(row, "not_understood") for row in db.scalars(asked)]
