"""The postman of rehearsals: hands over everything that is ready, at once, as if Telegram had taken it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from records.models import Flag, Outgoing
from records.store import Db


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """One message that arrived: to whom, of which label, about which row."""

    chat_id: int
    kind: str
    label: str
    patient_id: int | None
    checkin_id: int | None
    flag_id: int | None


def deliver(db: Db, *, now: dt.datetime) -> Sequence[Delivered]:
    """Mark what is due as sent, and alerts as seen; return it, the oldest first."""
    wanted = select(Outgoing).where(Outgoing.state == "ready", Outgoing.not_before <= now).order_by(Outgoing.id)
    rows = db.scalars(wanted).all()
    for row in rows:
        row.state, row.sent_at, row.message_id = "sent", now, row.id
    db.flush()
    _settle(db, now=now)
    return [_delivered(row) for row in rows]


def _settle(db: Db, *, now: dt.datetime) -> None:
    db.execute(update(Flag).where(Flag.state == "open").values(state="alerted", alerted_at=now))
    db.expire_all()


def _delivered(row: Outgoing) -> Delivered:
    return Delivered(
        chat_id=row.chat_id,
        kind=row.kind,
        label=row.label or "",
        patient_id=row.patient_id,
        checkin_id=row.checkin_id,
        flag_id=row.flag_id,
    )
