"""Joining: a colleague opens her one-time link and has a seat; leaving gives back what she held."""

from __future__ import annotations

import datetime as dt

from bot import deeds
from bot.house import House
from records import audit, links, sittings, staff
from records.models import Staff, StaffLink
from records.store import Db
from scheduler import say

LANG = "en"


def join(db: Db, house: House, link: StaffLink, chat_id: int, user_id: int, *, now: dt.datetime) -> None:
    """Seat whoever opens a staff link first, and say what is still missing."""
    if link.staff_id is not None or link.expires_at <= now:
        key = "staff_link_used" if link.staff_id is not None else "staff_link_expired"
        say.to_chat(db, chat_id, house.wording.said(LANG, key), now=now, label=key)
        return
    person = staff.seat(db, user_id=user_id, name=link.name, role=link.role, now=now)
    links.use(db, link, staff_id=person.id, now=now)
    staff.opened_chat(db, user_id)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="staff.joined", subject=link.role)
    said = house.wording.said(LANG, _welcome(db, house, user_id, link.role), name=link.name)
    say.to_chat(db, chat_id, said, now=now, label="staff_joined")


def _welcome(db: Db, house: House, user_id: int, role: str) -> str:
    """The front desk needs no group; everyone else is told whether she is seen there."""
    if role == "front_desk":
        return "staff_joined_front_desk"
    seen = staff.present(db, user_id=user_id, chat_id=house.staff_chat)
    return "staff_joined" if seen else "staff_joined_not_seen"


def leave(db: Db, house: House, who: str, *, now: dt.datetime) -> str | None:
    """End a person's seat and duty at once; what she held rings for the others. None when nobody is called so."""
    person = staff.named(db, who)
    if person is None:
        return None
    unseat(db, house, person, actor="command", now=now)
    return person.name


def unseat(db: Db, house: House, person: Staff, *, actor: str, now: dt.datetime) -> None:
    """End a seat: its duty, what it held, and every sitting at the page."""
    staff.leave(db, person, now=now)
    sittings.end_all(db, person.id, now=now)
    deeds.give_back(db, house, person, now=now)
    audit.note(db, now=now, actor=actor, action="staff.left", subject=str(person.id))
