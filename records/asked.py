"""Asked: the one-tap questions that wait for an answer, and what silence makes of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from records.models import Asked
from records.statements import changes
from records.store import Db

OPEN = ("open", "repeated")
#: So long her words may answer a question that stands beside "did you get help?".
BESIDE = dt.timedelta(minutes=10)


def ask(
    db: Db,
    *,
    patient_id: int,
    heard_id: int | None,
    kind: str,
    rules: Sequence[str],
    silence: str,
    next_at: dt.datetime,
    now: dt.datetime,
) -> Asked:
    """Write down that a question is open; a new one takes the place of an older one.

    But "did you get help?" stands: another question beside it has buttons that work and no clock of its own.
    """
    standing = waiting(db, patient_id)
    beside = standing is not None and standing.kind == "help" and kind != "help"
    if not beside:
        close(db, patient_id, now=now)
    row = Asked(
        patient_id=patient_id,
        heard_id=heard_id,
        kind=kind,
        rules=list(rules),
        silence=silence,
        state="escalated" if beside else "open",
        asked_at=now,
        next_at=None if beside else next_at,
        settled_at=now if beside else None,
    )
    db.add(row)
    db.flush()
    return row


def put_last(db: Db, patient_id: int, *, now: dt.datetime) -> Asked | None:
    """Return the question that her bare words can mean: the one put to her last, or none.

    After an emergency that is not "did you get help?" while it is still to be put: "yes" to "is this happening now?"
    must not be heard as "I have help".
    """
    open_ = waiting(db, patient_id)
    if open_ is None or open_.kind != "help":
        return open_
    newest = db.scalar(select(Asked).where(Asked.patient_id == patient_id).order_by(Asked.id.desc()).limit(1))
    if newest is not None and newest.id != open_.id and now - newest.asked_at < BESIDE:
        return newest
    return open_ if open_.state == "repeated" else None


def close(db: Db, patient_id: int, *, now: dt.datetime) -> None:
    """Whatever was asked of her need not be answered any more."""
    db.execute(
        update(Asked)
        .where(Asked.patient_id == patient_id, Asked.state.in_(OPEN))
        .values(state="answered", settled_at=now, next_at=None)
    )


def waiting(db: Db, patient_id: int) -> Asked | None:
    """Return the question that this patient has not answered, or none."""
    return db.scalar(select(Asked).where(Asked.patient_id == patient_id, Asked.state.in_(OPEN)))


def by_ref(db: Db, ref: str) -> Asked | None:
    """Return the question that a button names, or none."""
    return db.scalar(select(Asked).where(Asked.ref == ref))


def answer(db: Db, row: Asked, *, now: dt.datetime) -> bool:
    """Close a question that was answered. False when it was closed already."""
    return _move(db, row, OPEN, state="answered", settled_at=now, next_at=None)


def repeat(db: Db, row: Asked, *, next_at: dt.datetime) -> bool:
    """It was put once more; wait until `next_at`. False when it was closed meanwhile."""
    return _move(db, row, ("open",), state="repeated", next_at=next_at)


def escalate(db: Db, row: Asked, *, now: dt.datetime) -> bool:
    """Silence was taken for an answer. False when it was closed meanwhile."""
    return _move(db, row, OPEN, state="escalated", settled_at=now, next_at=None)


def due(db: Db, *, now: dt.datetime, limit: int = 200) -> Sequence[Asked]:
    """Return the open questions whose waiting time is over, oldest first."""
    asked = select(Asked).where(Asked.state.in_(OPEN), Asked.next_at <= now)
    return db.scalars(asked.order_by(Asked.next_at).limit(limit)).all()


def _move(db: Db, row: Asked, old: tuple[str, ...], **values: object) -> bool:
    changed = changes(db, update(Asked).where(Asked.id == row.id, Asked.state.in_(old)).values(**values))
    db.refresh(row)
    return changed == 1
