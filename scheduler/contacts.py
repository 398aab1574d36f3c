"""Contacts: people rung beside Telegram. A row says what is rung; its own courier takes it there."""

from __future__ import annotations

import datetime as dt

from messages.said import Said
from records import outgoing
from records.lanes import Lane
from records.models import Flag
from records.store import Db
from scheduler.say import Voice

#: What comes later than this is no alarm any more: the next step has rung by then.
STALE = dt.timedelta(hours=2)


def ring(db: Db, voice: Voice, whom: str, said: Said, *, mark: str, now: dt.datetime, flag: Flag | None = None) -> int:
    """Write one row for each channel of somebody, once for each `mark`; return how many are new."""
    rows = [
        outgoing.say(
            db,
            now=now,
            lane=Lane.OTHER,
            chat_id=channel.line,
            body=said.model_dump_json(),
            channel=channel.name,
            label="contact",
            dedup=f"contact:{channel.name}:{mark}",
            flag_id=None if flag is None else flag.id,
            expires_at=now + STALE,
        )
        for channel in voice.channels(whom)
    ]
    return sum(row is not None for row in rows)
