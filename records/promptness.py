"""Promptness: when flags were opened, and when a person first acted on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from records.models import Finding, Flag
from records.store import Db
from records.tally import Span

#: What staff do that reaches a patient.
ANSWERS = ("replied", "called", "asked_to_phone")


@dataclass(frozen=True, kw_only=True)
class Handled:
    """One flag's times; none where it has not happened."""

    level: str
    opened_at: dt.datetime
    answered_at: dt.datetime | None
    taken_at: dt.datetime | None
    resolved_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        """Say whether no person has ended it."""
        return self.resolved_at is None


def handled(db: Db, span: Span) -> Sequence[Handled]:
    """Return the flags that were opened in a span, and older ones that are still open, oldest first."""
    first = (
        select(Finding.flag_id, func.min(Finding.at).label("at"))
        .where(Finding.kind.in_(ANSWERS))
        .group_by(Finding.flag_id)
        .subquery()
    )
    asked = (
        select(Flag.level, func.coalesce(Flag.raised_at, Flag.opened_at), first.c.at, Flag.taken_at, Flag.resolved_at)
        .outerjoin(first, first.c.flag_id == Flag.id)
        .where(Flag.opened_at < span.until, Flag.location.in_(span.places))
        .where(or_(Flag.opened_at >= span.since, Flag.state != "resolved"))
        .order_by(Flag.opened_at, Flag.id)
    )
    rows = db.execute(asked).all()
    return [Handled(level=a, opened_at=b, answered_at=c, taken_at=d, resolved_at=e) for a, b, c, d, e in rows]
