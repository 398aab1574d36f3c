"""Receipts: what became of a row in flight; the late word of a courier that no longer holds it is void."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import update

from records.models import Outgoing
from records.statements import changes, table
from records.store import Db

#: Ends that are no success and that the courier knows for certain.
End = Literal["undeliverable", "dead", "cancelled"]

outgoing = table(Outgoing)


def record_sent(db: Db, row_id: int, *, epoch: str, now: dt.datetime, message_id: int) -> bool:
    """It went out, as this message. False when the row is no longer this courier's."""
    return _record(db, row_id, epoch, state="sent", message_id=message_id, sent_at=now, settled_at=now, error=None)


def record_not_sent(db: Db, row_id: int, *, epoch: str, now: dt.datetime, not_before: dt.datetime, error: str) -> bool:
    """It certainly did not go out: try again from `not_before`. False when no longer this courier's."""
    return _record(db, row_id, epoch, state="ready", not_before=not_before, error=error)


def record_unknown(
    db: Db,
    row_id: int,
    *,
    epoch: str,
    now: dt.datetime,
    not_before: dt.datetime,
    copies_left: bool,
    error: str,
) -> str:
    """Nobody knows its fate: send a copy, or leave it uncertain. Return the new state, "" when not ours."""
    once_more = {"unknowns": outgoing.c.unknowns + 1, "error": error}
    if copies_left:
        moved = _record(db, row_id, epoch, state="ready", not_before=not_before, **once_more)
    else:
        moved = _record(db, row_id, epoch, state="uncertain", settled_at=now, **once_more)
    return ("ready" if copies_left else "uncertain") if moved else ""


def record_end(db: Db, row_id: int, *, epoch: str, now: dt.datetime, state: End, error: str) -> bool:
    """It will never go out. False when the row is no longer this courier's."""
    return _record(db, row_id, epoch, state=state, settled_at=now, error=error)


def _record(db: Db, row_id: int, epoch: str, **values: object) -> bool:
    mine = (outgoing.c.id == row_id, outgoing.c.epoch == epoch, outgoing.c.state == "sending")
    return changes(db, update(outgoing).where(*mine).values(**values)) == 1
