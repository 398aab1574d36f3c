"""Inviting at the page: what was made and can be printed now, and what is known of the links of the last days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from messages.said import Document
from records import listed
from records.invites import Details
from records.models import Invite, Staff
from records.store import Db
from review import daylist
from review.desk import Desk, Invited

#: A link lives for so long; older ones are over.
BACK = dt.timedelta(hours=72)
ENDS = ("paper", "phone", "declined")
OPEN = ("made", "opened", "expired")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of the last days as everyone at the desk may see it: initials, time and state."""

    ref: str
    initials: str
    ended_at: dt.datetime
    made_at: dt.datetime
    state: str
    settled_at: dt.datetime | None

    @property
    def waits(self) -> bool:
        """Say whether staff may still say what became of it."""
        return self.state in OPEN


@dataclass(frozen=True, kw_only=True)
class Made:
    """The links of one act: they are known until they are printed, and kept nowhere else."""

    invited: Sequence[Invited] = field(repr=False)
    #: How many of the same list still wait for their links.
    left: int = 0

    @property
    def sheets(self) -> list[Document]:
        """Return what is to be printed."""
        return [each.sheet for each in self.invited if each.sheet is not None]


def links(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> list[Link]:
    """Return the links of the last days, newest first."""
    rows = listed.recent(db, since=now - BACK, places=desk.places(db, person))
    return [_link(invite, details, now=now) for invite, details in rows]


def _link(invite: Invite, details: Details, *, now: dt.datetime) -> Link:
    over = invite.state in ("made", "opened") and invite.expires_at <= now
    return Link(
        ref=invite.ref,
        initials=details.initials,
        ended_at=details.ended_at,
        made_at=invite.made_at,
        state="expired" if over else invite.state,
        settled_at=invite.settled_at,
    )


def known(db: Db, desk: Desk, person: Staff, *, now: dt.datetime) -> list[tuple[Invite, Details]]:
    """Return the sessions that have been invited; until the transaction ends nobody else adds to them."""
    listed.alone(db)
    return listed.recent(db, since=now - BACK, places=desk.places(db, person))


def before(details: Details, there: Sequence[tuple[Invite, Details]]) -> Invite | None:
    """Return the invite that this session has already, or none."""
    return next((invite for invite, each in there if daylist.same(details, each)), None)
