"""Staff's commands: what each word with a slash says in the staff chat, and which of them the private chat knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot import brief, correcting, duty, inviting, lookup, open_cards, pagelink, today
from bot.house import House
from messages.said import Said
from records.models import Staff
from records.store import Db

LANG = "en"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A command: who asks, in which chat, and what stands behind it."""

    person: Staff
    chat_id: int
    rest: str


Says = Callable[[Db, House, Asked, dt.datetime], Said]


def _invite(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return inviting.make(db, house, asked.person, asked.rest, asked.chat_id, now=now)


def _open(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return open_cards.page(db, house, now=now)


def _today(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return today.page(db, house, now=now)


def _links(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return today.links(db, house, now=now)


def _patient(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return lookup.page(db, house, asked.person, asked.rest, now=now)


def _brief(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return brief.page(db, house, asked.rest, now=now)


def _correct(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return correcting.correct(db, house, asked.person, asked.rest, now=now)


def _duty(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return duty.page(db, house, asked.person, asked.rest, now=now)


def _desk(db: Db, house: House, asked: Asked, now: dt.datetime) -> Said:
    return pagelink.send(db, house, asked.person, now=now)


#: In the staff chat.
HERE: dict[str, Says] = {
    "invite": _invite,
    "open": _open,
    "today": _today,
    "patient": _patient,
    "brief": _brief,
    "correct": _correct,
    "duty": _duty,
    "desk": _desk,
}
#: In a colleague's own chat, where no card and no patient's words are shown (people.md 23).
PRIVATE: dict[str, Says] = {"invite": _invite, "today": _links, "correct": _correct, "desk": _desk}
#: Whoever has cards may also change her duty there.
PRIVATE_OF_CLINICIANS: dict[str, Says] = PRIVATE | {"duty": _duty}
