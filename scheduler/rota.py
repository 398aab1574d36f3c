"""The rota: which lane may take how many places. Urgent overtakes all; no lane is passed over for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from records import outgoing
from records.lanes import TELEGRAM, Lane
from records.outgoing import Claimed
from records.store import Db

#: Requests on their way at the same time: the most that a crash can leave in doubt.
IN_FLIGHT = 8
#: Of those, so many are kept for lanes that someone waits on: slow answers must not hold up an alarm.
KEPT = 2
#: A lane that was not asked for this long gets one place before its turn (but never before the urgent one).
HUNGRY = 5.0
WAITED_ON = (Lane.URGENT, Lane.REPLY)


@dataclass(frozen=True, kw_only=True)
class Share:
    """A lane's turn: it may take `most` rows, as long as no more than `upto` are taken in all."""

    lane: Lane
    most: int
    upto: int


@dataclass(kw_only=True)
class Taken:
    """The rows of one look, and the lanes that were asked."""

    claimed: list[Claimed] = field(default_factory=list)
    asked: set[Lane] = field(default_factory=set)


class Rota:
    """Knows when each lane was last asked."""

    def __init__(self, now: float, lanes: Sequence[Lane] = TELEGRAM) -> None:
        """Nobody is hungry at the start."""
        self._asked = dict.fromkeys(lanes, now)

    def shares(self, *, room: int, flying: int, now: float) -> list[Share]:
        """Return the lanes that may take anything, in their order; `flying` rows are on their way already."""
        hungry = [lane for lane in self._asked if lane != Lane.URGENT and now - self._asked[lane] >= HUNGRY]
        urgent = [lane for lane in self._asked if lane == Lane.URGENT]
        order = [(lane, IN_FLIGHT) for lane in urgent] + [(lane, 1) for lane in hungry]
        order += [(lane, IN_FLIGHT) for lane in self._asked if lane != Lane.URGENT]
        shares = [Share(lane=lane, most=most, upto=_upto(lane, room, flying)) for lane, most in order]
        return [share for share in shares if share.upto > 0]

    def asked(self, lanes: Collection[Lane], now: float) -> None:
        """Note which lanes got their turn."""
        self._asked.update(dict.fromkeys(lanes, now))


def _upto(lane: Lane, room: int, flying: int) -> int:
    places = IN_FLIGHT if lane in WAITED_ON else IN_FLIGHT - KEPT
    return max(0, min(room, places - flying))


def take(
    db: Db, shares: Sequence[Share], blocked: Mapping[Lane, Collection[int]], *, epoch: str, now: dt.datetime
) -> Taken:
    """Claim what is due, each lane its share, none for its blocked chats."""
    taken = Taken()
    for share in shares:
        limit = min(share.most, share.upto - len(taken.claimed))
        if limit > 0:
            taken.asked.add(share.lane)
            chats = blocked[share.lane]
            taken.claimed += outgoing.claim(db, now=now, epoch=epoch, lane=share.lane, limit=limit, not_chats=chats)
    return taken
