"""Outgoing: what the clinic says, as rows that are due. The courier's side: `claiming` and `receipts`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, update
from sqlalchemy.sql.dml import ReturningInsert

from records.claiming import Claimed, Gone, claim, expire, orphans
from records.keys import HOUSE
from records.lanes import TELEGRAM, Lane
from records.models import Outgoing
from records.receipts import End, record_end, record_not_sent, record_sent, record_unknown
from records.statements import changes, dialect, insert, table
from records.store import Db, edition, sealer
from records.types import new_ref

__all__ = [
    "Claimed",
    "End",
    "Gone",
    "Sent",
    "cancel",
    "cancel_dedup",
    "claim",
    "expire",
    "figures",
    "find_sent",
    "last_label",
    "message_of",
    "next_due",
    "orphans",
    "readdress",
    "record_end",
    "record_not_sent",
    "record_sent",
    "record_unknown",
    "reword",
    "say",
    "sent_since",
    "supersede",
    "take_back",
    "unsent",
]

outgoing = table(Outgoing)
READY = outgoing.c.state == literal_column("'ready'")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that went out: what the pace counts."""

    chat_id: int
    sent_at: dt.datetime
    kind: str


def say(
    db: Db,
    *,
    now: dt.datetime,
    lane: int,
    chat_id: int,
    body: str,
    owner: str = HOUSE,
    label: str | None = None,
    dedup: str | None = None,
    kind: str = "say",
    channel: str = "telegram",
    target_id: int | None = None,
    reply_to: int | None = None,
    not_before: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    patient_id: int | None = None,
    checkin_id: int | None = None,
    flag_id: int | None = None,
) -> int | None:
    """Write one row, its body sealed for `owner`; return its id, or none where its `dedup` stands already."""
    ref = new_ref()
    row = {
        "ref": ref,
        "lane": int(lane),
        "chat_id": chat_id,
        "body": sealer(db).seal(owner, f"outgoing.body:{ref}", body),
        "owner": owner,
        "label": label,
        "dedup": dedup,
        "kind": kind,
        "channel": channel,
        "target_id": target_id,
        "reply_to": reply_to,
        "not_before": not_before or now,
        "expires_at": expires_at,
        "patient_id": patient_id,
        "checkin_id": checkin_id,
        "flag_id": flag_id,
        "created_at": now,
        "content_version": edition(db).content,
        "plan_version": edition(db).plan,
    }
    # Rows it points at may still wait in the session.
    db.flush()
    row_id: int | None = db.scalar(_written(dialect(db)), row)
    return row_id


@cache
def _written(name: str) -> ReturningInsert[Any]:
    """Made once: building and comparing it anew is half the cost of a row."""
    once = insert(name, Outgoing).on_conflict_do_nothing(index_elements=[outgoing.c.dedup])
    return once.returning(outgoing.c.id)


def reword(db: Db, row_id: int, *, epoch: str, owner: str, body: str) -> bool:
    """Send the same row with other words. False when it is no longer this courier's."""
    mine = (outgoing.c.id == row_id, outgoing.c.epoch == epoch, outgoing.c.state == "sending")
    ref = db.scalar(select(outgoing.c.ref).where(*mine))
    if ref is None:
        return False
    sealed = sealer(db).seal(owner, f"outgoing.body:{ref}", body)
    return changes(db, update(outgoing).where(*mine).values(state="ready", body=sealed)) == 1


def cancel(
    db: Db,
    *,
    now: dt.datetime,
    patient_id: int,
    lanes: Collection[int] | None = None,
    labels: Collection[str] | None = None,
) -> int:
    """Take back what was not sent to or about a patient, all or in some lanes or of some labels; return how many."""
    wanted = [outgoing.c.patient_id == patient_id]
    if lanes is not None:
        wanted.append(outgoing.c.lane.in_(lanes))
    if labels is not None:
        wanted.append(outgoing.c.label.in_(labels))
    return _cancel(db, *wanted, now=now)


def last_label(db: Db, patient_id: int) -> str | None:
    """Return the label of the newest message to a patient, edits aside; none before the first."""
    said = select(outgoing.c.label).where(outgoing.c.patient_id == patient_id, outgoing.c.kind == "say")
    return db.scalar(said.order_by(outgoing.c.id.desc()).limit(1))


def unsent(db: Db, *, chat_id: int, label: str) -> list[tuple[int, str]]:
    """Return what of a label waits for a chat and was never tried, oldest first, as (row id, opened body)."""
    waiting = select(outgoing.c.id, outgoing.c.ref, outgoing.c.owner, outgoing.c.body).where(
        READY, outgoing.c.lane == Lane.URGENT, outgoing.c.chat_id == chat_id, outgoing.c.label == label
    )
    rows = db.execute(waiting.where(outgoing.c.attempts == 0).order_by(outgoing.c.id)).all()
    return [(row.id, sealer(db).open(row.owner, f"outgoing.body:{row.ref}", row.body)) for row in rows]


def take_back(db: Db, row_ids: Collection[int], *, now: dt.datetime) -> int:
    """Take back rows that were not sent; return how many."""
    return _cancel(db, outgoing.c.id.in_(row_ids), now=now) if row_ids else 0


def cancel_dedup(db: Db, *, prefix: str, now: dt.datetime) -> int:
    """Take back what was not sent and whose `dedup` begins with `prefix`; return how many rows."""
    return _cancel(db, outgoing.c.dedup.startswith(prefix, autoescape=True), now=now)


def _cancel(db: Db, *wanted: ColumnElement[bool], now: dt.datetime) -> int:
    taken_back = update(outgoing).where(READY, *wanted).values(state="cancelled", settled_at=now)
    return changes(db, taken_back)


def supersede(db: Db, *, target_id: int, now: dt.datetime) -> int:
    """Take back edits of a message that wait: a newer one says it all, and a group has 20 a minute."""
    older = (outgoing.c.kind == "edit", outgoing.c.target_id == target_id)
    return _cancel(db, *older, now=now)


def readdress(db: Db, *, old: int, new: int) -> int:
    """A group became another chat: what is not sent yet, or in flight, goes there; return how many rows."""
    waiting = outgoing.c.state.in_((literal_column("'ready'"), literal_column("'sending'")))
    moved = update(outgoing).where(waiting, outgoing.c.chat_id == old).values(chat_id=new)
    return changes(db, moved)


def sent_since(db: Db, *, since: dt.datetime) -> list[Sent]:
    """Return what went out since a moment, oldest first: a new courier fills its windows with it."""
    asked = select(outgoing.c.chat_id, outgoing.c.sent_at, outgoing.c.kind).where(outgoing.c.sent_at >= since)
    rows = db.execute(asked.order_by(outgoing.c.sent_at))
    return [Sent(chat_id=chat, sent_at=at, kind=kind) for chat, at, kind in rows]


def next_due(db: Db, lanes: Collection[int] = TELEGRAM) -> dt.datetime | None:
    """Return when the earliest row of these lanes is due, which may be past; none when nothing waits."""
    # A question a lane: one for all of them would walk the whole index.
    moments = [db.scalar(_first_of(lane)) for lane in lanes]
    return min((moment for moment in moments if moment is not None), default=None)


def _first_of(lane: int) -> Select[Any]:
    asked = select(outgoing.c.not_before).where(READY, outgoing.c.lane == lane)
    return asked.order_by(outgoing.c.not_before).limit(1)


def find_sent(db: Db, *, chat_id: int, message_id: int) -> Outgoing | None:
    """Return the row that became this message, or none: which card or question was tapped or answered."""
    here = select(Outgoing).where(Outgoing.chat_id == chat_id, Outgoing.message_id == message_id)
    return db.scalar(here.where(Outgoing.kind == "say").order_by(Outgoing.id.desc()).limit(1))


def message_of(db: Db, row_id: int | None) -> int | None:
    """Return the message that a row became, or none while it has not gone out."""
    found: int | None = db.scalar(select(outgoing.c.message_id).where(outgoing.c.id == row_id))
    return found


def figures(db: Db) -> dict[str, int]:
    """Return how many rows stand in each state."""
    counted = select(outgoing.c.state, func.count()).group_by(outgoing.c.state)
    return dict(db.execute(counted).all())
