"""The clerk: writes down how a row ended together with what that means for the rest of the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

import structlog

from records import outgoing
from records.lanes import TELEGRAM
from records.outgoing import Claimed, Gone
from records.store import Db
from scheduler import verdict
from scheduler.outcome import Migrated, Outcome, Unknown

log = structlog.get_logger()

#: Called in the transaction that records an end, with the outgoing row's new state.
Settle = Callable[[Db, Claimed | Gone, str, dt.datetime], None]
#: Called in the transaction that moves a group: old and new chat.
Moved = Callable[[Db, int, int, dt.datetime], None]


class Clerk:
    """Holds what the house wants to be told."""

    def __init__(self, settle: Settle, moved: Moved) -> None:
        """Tell `settle` of every end and `moved` of every group that has become another chat."""
        self._settle = settle
        self._moved = moved

    def record(self, db: Db, claimed: Claimed, outcome: Outcome, *, epoch: str, now: dt.datetime) -> None:
        """Write down what became of a send."""
        if isinstance(outcome, Migrated):
            self._readdress(db, claimed.chat_id, outcome.new_chat_id, now)
        state = verdict.record(db, claimed, outcome, epoch=epoch, now=now)
        if state:
            self._told(db, claimed, state, now)

    def expire(self, db: Db, *, now: dt.datetime) -> int:
        """End what would come too late; return how many rows."""
        gone = outgoing.expire(db, now=now)
        for each in gone:
            self._told(db, each, "expired", now)
        return len(gone)

    def adopt(self, db: Db, *, epoch: str, now: dt.datetime, lanes: Collection[int] = TELEGRAM) -> int:
        """Take over what an earlier courier of these lanes had in flight, as in doubt; return how many."""
        rows = outgoing.orphans(db, epoch=epoch, lanes=lanes)
        for row in rows:
            self.record(db, row, Unknown("the process ended while this was on its way"), epoch=epoch, now=now)
        return len(rows)

    def _readdress(self, db: Db, old: int, new: int, now: dt.datetime) -> None:
        outgoing.readdress(db, old=old, new=new)
        _guarded(db, lambda: self._moved(db, old, new, now), about=new)

    def _told(self, db: Db, row: Claimed | Gone, state: str, now: dt.datetime) -> None:
        if state != "sent":
            log.warning("outgoing.ended", outgoing=row.id, state=state)
        _guarded(db, lambda: self._settle(db, row, state, now), about=row.id)


def _guarded(db: Db, tell: Callable[[], None], *, about: int) -> None:
    """A fault in what follows must not undo the receipt: without it the row would be sent again and again."""
    try:
        with db.begin_nested():
            tell()
    except Exception as exc:
        log.error("outgoing.aftermath_failed", about=about, error=type(exc).__name__)
