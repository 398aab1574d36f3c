"""Claiming: which rows the courier takes next, which are too late, and which were in flight when it died."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, literal_column, or_, select, update

from records.keys import CannotOpen
from records.lanes import TELEGRAM
from records.models import Outgoing
from records.statements import table
from records.store import Db, sealer

outgoing = table(Outgoing)
target = outgoing.alias("target")
busy = outgoing.alias("busy")
earlier = outgoing.alias("earlier")

# Written out, not bound: only so do the databases use the partial indexes.
ready: ColumnElement[str] = literal_column("'ready'")
sending: ColumnElement[str] = literal_column("'sending'")


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row in the courier's hands; `body` is the opened JSON of what is said."""

    id: int
    lane: int
    channel: str
    chat_id: int
    kind: str
    label: str | None
    owner: str
    body: str = field(repr=False)
    #: Telegram's number of the message that an edit changes.
    target_message_id: int | None
    #: Telegram's number of the message that this stands under.
    reply_message_id: int | None
    #: This attempt counted: 1 at the first.
    attempts: int
    unknowns: int
    patient_id: int | None
    checkin_id: int | None
    flag_id: int | None


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A row that ended unsent, with what it was about."""

    id: int
    patient_id: int | None
    checkin_id: int | None
    flag_id: int | None


def claim(
    db: Db, *, now: dt.datetime, epoch: str, lane: int, limit: int, not_chats: Collection[int] = ()
) -> list[Claimed]:
    """Take due rows of a lane, oldest first, at most one a chat and none for a chat with one in flight."""
    picked: dict[int, Row[Any]] = {}
    while len(picked) < limit:
        wanted = limit - len(picked)
        rows = db.execute(_due(now, lane, {*not_chats, *picked}).limit(4 * wanted)).all()
        if not rows:
            break
        for row in rows:
            if not _pointless(db, row, now) and len(picked) < limit:
                picked.setdefault(row.chat_id, row)
    return _take(db, list(picked.values()), now=now, epoch=epoch)


def _due(now: dt.datetime, lane: int, not_chats: Collection[int]) -> Select[Any]:
    in_flight = select(busy.c.chat_id).where(busy.c.state == sending)
    return (
        select(outgoing, target.c.state.label("target_state"), target.c.message_id.label("target_message"))
        .add_columns(target.c.chat_id.label("target_chat"))
        .select_from(outgoing.outerjoin(target, target.c.id == outgoing.c.target_id))
        .where(outgoing.c.state == ready, outgoing.c.lane == lane, outgoing.c.not_before <= now)
        .where(or_(outgoing.c.expires_at.is_(None), outgoing.c.expires_at > now))
        .where(outgoing.c.chat_id.not_in(not_chats), outgoing.c.chat_id.not_in(in_flight))
        .where(or_(outgoing.c.target_id.is_(None), target.c.state.not_in((ready, sending))))
        .where(*_in_order(lane))
        .order_by(outgoing.c.not_before, outgoing.c.id)
        # Only a matter for PostgreSQL: SQLite's writer is alone.
        .with_for_update(of=outgoing, skip_locked=True)
    )


def _in_order(lane: int) -> list[ColumnElement[bool]]:
    """An earlier row of the chat that must be tried again goes first; the urgent lane waits for nobody."""
    if lane == 0:
        return []
    same_line = and_(earlier.c.chat_id == outgoing.c.chat_id, earlier.c.lane == outgoing.c.lane)
    again = and_(earlier.c.state == ready, earlier.c.attempts > literal_column("0"), earlier.c.id < outgoing.c.id)
    return [~exists().where(same_line, again)]


def _pointless(db: Db, row: Row[Any], now: dt.datetime) -> bool:
    """An edit whose message never went out has nothing to change: it ends here."""
    if row.kind != "edit" or _message_of_target(row) is not None:
        return False
    _end(db, row.id, state="cancelled", error="there is no message to edit", now=now)
    return True


def _message_of_target(row: Row[Any]) -> int | None:
    # A chat that moved numbers its messages anew.
    return row.target_message if row.target_chat == row.chat_id else None


def _take(db: Db, rows: Sequence[Row[Any]], *, now: dt.datetime, epoch: str) -> list[Claimed]:
    readable = [(row, body) for row in rows if (body := _open(db, row, now)) is not None]
    taken = update(outgoing).where(outgoing.c.id.in_([row.id for row, _ in readable]))
    db.execute(taken.values(state="sending", epoch=epoch, attempts=outgoing.c.attempts + 1))
    return [_claimed(row, body, row.attempts + 1) for row, body in readable]


def _open(db: Db, row: Row[Any], now: dt.datetime) -> str | None:
    """Open a body; one that cannot be opened ends here, so that it does not hold up its lane."""
    try:
        return sealer(db).open(row.owner, f"outgoing.body:{row.ref}", row.body)
    except CannotOpen as exc:
        _end(db, row.id, state="dead", error=type(exc).__name__, now=now)
        return None


def _end(db: Db, row_id: int, *, state: str, error: str, now: dt.datetime) -> None:
    ended = update(outgoing).where(outgoing.c.id == row_id)
    db.execute(ended.values(state=state, error=error, settled_at=now))


def _claimed(row: Row[Any], body: str, attempts: int) -> Claimed:
    message = _message_of_target(row)
    return Claimed(
        id=row.id,
        lane=row.lane,
        channel=row.channel,
        chat_id=row.chat_id,
        kind=row.kind,
        label=row.label,
        owner=row.owner,
        body=body,
        target_message_id=message,
        reply_message_id=message or row.reply_to if row.kind == "say" else None,
        attempts=attempts,
        unknowns=row.unknowns,
        patient_id=row.patient_id,
        checkin_id=row.checkin_id,
        flag_id=row.flag_id,
    )


def expire(db: Db, *, now: dt.datetime, limit: int = 500) -> list[Gone]:
    """End the rows that would come too late; return them."""
    late = select(outgoing.c.id).where(outgoing.c.state == ready, outgoing.c.expires_at <= now)
    some = late.order_by(outgoing.c.expires_at).limit(limit)
    ended = update(outgoing).where(outgoing.c.id.in_(some.scalar_subquery()), outgoing.c.state == ready)
    about = (outgoing.c.id, outgoing.c.patient_id, outgoing.c.checkin_id, outgoing.c.flag_id)
    rows = db.execute(ended.values(state="expired", settled_at=now).returning(*about))
    gone = [Gone(id=row.id, patient_id=row.patient_id, checkin_id=row.checkin_id, flag_id=row.flag_id) for row in rows]
    return sorted(gone, key=lambda row: row.id)


def orphans(db: Db, *, epoch: str, lanes: Collection[int] = TELEGRAM) -> list[Claimed]:
    """Take over what an earlier courier of these lanes had in flight: `epoch` owns it now. Bodies are left empty."""
    theirs = and_(or_(outgoing.c.epoch != epoch, outgoing.c.epoch.is_(None)), outgoing.c.lane.in_(lanes))
    taken = update(outgoing).where(outgoing.c.state == sending, theirs).values(epoch=epoch).returning(outgoing.c.id)
    ids = db.scalars(taken).all()
    joined = outgoing.outerjoin(target, target.c.id == outgoing.c.target_id)
    asked = select(outgoing, target.c.message_id.label("target_message"), target.c.chat_id.label("target_chat"))
    rows = db.execute(asked.select_from(joined).where(outgoing.c.id.in_(ids)).order_by(outgoing.c.id))
    return [_claimed(row, "", row.attempts) for row in rows]
