"""Noise: rows of other people in every state, so that a forgotten condition shows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from records import inbox, outgoing, patients
from records.inbox import Arrived
from records.models import INBOX_STATES, OUTGOING_STATES, Inbox, Outgoing
from records.store import Db
from tests.conftest import NOW

#: The chat and the courier of rows that are none of a test's business.
CHAT = 999_999
EPOCH = "here"
LONG_AGO = NOW - dt.timedelta(days=1)
FAR = NOW + dt.timedelta(days=3650)


def make_noise(db: Db) -> None:
    """Write rows in all states for another patient and another chat."""
    patient = patients.enrol(
        db,
        ref="noise",
        chat_id=CHAT,
        initials="ZZ",
        zone="Europe/Madrid",
        lang="es",
        consent_version="0",
        now=LONG_AGO,
    )
    _inbox(db)
    for lane in range(6):
        for state in OUTGOING_STATES:
            _outgoing(db, patient.id, lane, state)


def _inbox(db: Db) -> None:
    for number, state in enumerate(INBOX_STATES):
        (row,) = inbox.remember(db, [Arrived(update_id=10_000_000 + number, chat_id=CHAT, raw="noise")], now=LONG_AGO)
        settled_at = None if state == "new" else LONG_AGO
        db.execute(update(Inbox).where(Inbox.id == row.id).values(state=state, settled_at=settled_at))


def _outgoing(db: Db, patient_id: int, lane: int, state: str) -> None:
    row_id = outgoing.say(
        db,
        now=LONG_AGO,
        lane=lane,
        chat_id=CHAT,
        body="noise",
        dedup=f"noise:{lane}:{state}",
        patient_id=patient_id,
        not_before=FAR if state == "ready" else LONG_AGO,
    )
    sent = {"sent_at": LONG_AGO, "message_id": 1000 + lane} if state == "sent" else {}
    db.execute(update(Outgoing).where(Outgoing.id == row_id).values(state=state, epoch=EPOCH, **sent))
