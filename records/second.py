"""Second readers: a sample of ended flags is graded once more, by somebody else who does not see the first grade."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from records.models import Flag, Grade
from records.store import Db

#: The share of ended flags that a second reader sees: of what was urgent and above, and of the rest.
SERIOUS, OTHERS = 0.5, 0.1
HIGH = ("emergency", "crisis", "urgent")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What two readers said of one flag, and what the lead made of it; None while she has not."""

    flag: Flag
    first: str
    second: str
    settled: str | None

    @property
    def differs(self) -> bool:
        """Say whether the two disagree."""
        return self.first != self.second


def sampled(ref: str, share: float) -> bool:
    """Say whether a flag is in the sample: always the same ones, whoever asks."""
    return int.from_bytes(hashlib.sha256(ref.encode()).digest()[:4], "big") < share * 2**32


def waiting(
    db: Db,
    *,
    reader: int,
    places: Collection[str],
    since: dt.datetime,
    serious: float = SERIOUS,
    others: float = OTHERS,
) -> list[Flag]:
    """Return the ended flags of the sample that this person may grade as a second reader, oldest first."""
    graded = select(Grade.flag_id).where(Grade.kind == "second")
    own = select(Grade.flag_id).where(Grade.staff_id == reader)
    asked = (
        select(Flag)
        .where(Flag.state == "resolved", Flag.resolved_at >= since, Flag.location.in_(places))
        # Whoever closed it has said what she thinks.
        .where(Flag.resolved_by != reader, Flag.id.not_in(graded), Flag.id.not_in(own))
        .order_by(Flag.resolved_at, Flag.id)
    )
    return [each for each in db.scalars(asked) if sampled(each.ref, serious if each.level in HIGH else others)]


def pairs(db: Db, *, places: Collection[str], since: dt.datetime) -> list[Pair]:
    """Return what was read twice since a moment, newest first."""
    rows = db.execute(_pairs(places, since)).all()
    return [Pair(flag=flag, first=first, second=second, settled=settled) for flag, first, second, settled in rows]


def _pairs(places: Collection[str], since: dt.datetime) -> Select[Flag, str, str, str]:
    first, second, settled = aliased(Grade), aliased(Grade), aliased(Grade)
    return (
        select(Flag, first.grade, second.grade, settled.grade)
        .join(first, and_(first.flag_id == Flag.id, first.kind == "first"))
        .join(second, and_(second.flag_id == Flag.id, second.kind == "second"))
        .outerjoin(settled, and_(settled.flag_id == Flag.id, settled.kind == "settled"))
        .where(Flag.location.in_(places), Flag.resolved_at >= since)
        .order_by(Flag.resolved_at.desc(), Flag.id.desc())
    )


def disputed(found: Sequence[Pair]) -> list[Pair]:
    """Return those on which two readers differ and the lead has not spoken."""
    return [each for each in found if each.differs and each.settled is None]
