"""The verdict on a send: the error table of reliability.md section 2, in its one place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from messages.said import Said
from records import outgoing
from records.lanes import Lane
from records.outgoing import Claimed
from records.store import Db
from scheduler.outcome import (
    BadMarkup,
    Flood,
    Migrated,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unchanged,
    Unreachable,
)

#: Seconds between tries when Telegram is away: 1, 2, 4 … up to this.
LONGEST = 60
#: A patient message is copied at most once more than it was sent.
COPIES = 1
#: Further tries of a lane-0 row wait this long each time, so that doubt does not become a flood.
URGENT_AGAIN = 5


def record(db: Db, claimed: Claimed, outcome: Outcome, *, epoch: str, now: dt.datetime) -> str:
    """Write down what became of a row; return the state it ended in, or "" when it will be tried again."""
    row = _Row(db=db, claimed=claimed, epoch=epoch, now=now)
    match outcome:
        case Sent(message_id=number):
            state = row.sent(number)
        case Unchanged():
            state = row.sent(claimed.target_message_id or 0)
        case Unreachable(reason=reason):
            state = row.end("undeliverable", reason)
        case Refused(reason=reason):
            state = row.end("dead", reason)
        case BadMarkup():
            state = row.plain()
        case Flood(retry_after=seconds):
            state = row.later(seconds, "too fast")
        case Migrated():
            state = row.later(0, "the group has moved")
        case NotSent(reason=reason):
            state = row.later(min(LONGEST, 2 ** min(claimed.attempts - 1, 6)), reason)
        case _:
            state = row.doubt(outcome.reason)
    return state


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row in hand; each method writes one kind of end and returns the state, "" for a row still to go."""

    db: Db
    claimed: Claimed
    epoch: str
    now: dt.datetime

    def sent(self, number: int) -> str:
        mine = outgoing.record_sent(self.db, self.claimed.id, epoch=self.epoch, now=self.now, message_id=number)
        return "sent" if mine else ""

    def end(self, state: outgoing.End, reason: str) -> str:
        mine = outgoing.record_end(self.db, self.claimed.id, epoch=self.epoch, now=self.now, state=state, error=reason)
        return state if mine else ""

    def later(self, seconds: float, reason: str) -> str:
        after = self.now + dt.timedelta(seconds=seconds)
        outgoing.record_not_sent(
            self.db, self.claimed.id, epoch=self.epoch, now=self.now, not_before=after, error=reason
        )
        return ""

    def doubt(self, reason: str) -> str:
        """Urgent rows go until one is confirmed, edits may be repeated, everything else has one copy."""
        repeatable = self.claimed.lane in (Lane.URGENT, Lane.OTHER) or self.claimed.kind == "edit"
        wait = min(LONGEST, URGENT_AGAIN * self.claimed.unknowns)
        state = outgoing.record_unknown(
            self.db,
            self.claimed.id,
            epoch=self.epoch,
            now=self.now,
            not_before=self.now + dt.timedelta(seconds=wait),
            copies_left=repeatable or self.claimed.unknowns < COPIES,
            error=reason,
        )
        return state if state == "uncertain" else ""

    def plain(self) -> str:
        """Telegram cannot read the entities: the same words once more without them."""
        said = Said.model_validate_json(self.claimed.body)
        if not said.entities:
            return self.end("dead", "unreadable without entities")
        body = said.model_copy(update={"entities": ()}).model_dump_json()
        outgoing.reword(self.db, self.claimed.id, epoch=self.epoch, owner=self.claimed.owner, body=body)
        return ""
