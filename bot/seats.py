"""Seats: who of staff may act. Authority is looked up in the action's own transaction."""

from __future__ import annotations

from bot.house import House
from records import staff
from records.models import Staff
from records.store import Db


def may(db: Db, house: House, user_id: int) -> Staff | None:
    """Return the person if she has a seat and is in the staff chat, else none."""
    return staff.may_act(db, user_id=user_id, chat_id=house.staff_chat)


def acts(db: Db, house: House, person: Staff) -> Staff | None:
    """Return somebody known by her seat, if it stands and she may act on cards."""
    return may(db, house, person.user_id)


def may_invite(db: Db, house: House, user_id: int) -> Staff | None:
    """Return who may make invites: the front desk by her seat alone, everyone else like for cards."""
    person = staff.by_user(db, user_id)
    return person if person is not None and person.role == staff.FRONT_DESK else may(db, house, user_id)
