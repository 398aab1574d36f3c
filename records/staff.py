"""Staff: who may act. Authority is a seat and a membership row, both read in the action's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from records.models import Member, Staff
from records.statements import changes
from records.store import Db

#: Makes invites and sees no patient's words.
FRONT_DESK = "front_desk"
ROLES = ("clinician", "front_desk", "lead")


def seat(db: Db, *, user_id: int, name: str, role: str, now: dt.datetime) -> Staff:
    """Give a person a seat, or bring name and role of a known one up to date."""
    person = db.scalar(select(Staff).where(Staff.user_id == user_id))
    if person is None:
        person = Staff(user_id=user_id, name=name, role=role, joined_at=now)
        db.add(person)
    person.name, person.role, person.left_at = name, role, None
    db.flush()
    return person


def leave(db: Db, person: Staff, *, now: dt.datetime) -> None:
    """End a seat and its duty; the row stays, for what she did stands."""
    person.left_at, person.on_duty = now, False
    db.flush()


def seated(db: Db) -> Sequence[Staff]:
    """Return everyone who has a seat."""
    return db.scalars(select(Staff).where(Staff.left_at.is_(None)).order_by(Staff.id)).all()


def named(db: Db, who: str) -> Staff | None:
    """Return the one seated person of this name or Telegram number; none when there is none, or more than one."""
    found = [each for each in seated(db) if who in (each.name, str(each.user_id))]
    return found[0] if len(found) == 1 else None


def by_user(db: Db, user_id: int) -> Staff | None:
    """Return the seated person with this Telegram id, or none."""
    return db.scalar(select(Staff).where(Staff.user_id == user_id, Staff.left_at.is_(None)))


def by_id(db: Db, staff_id: int) -> Staff:
    """Return the person with this row id, also one who left."""
    return db.get_one(Staff, staff_id)


def may_act(db: Db, *, user_id: int, chat_id: int) -> Staff | None:
    """Return the person if she is seated for cards and present in the staff chat, else none."""
    person = by_user(db, user_id)
    if person is None or person.role == FRONT_DESK:
        return None
    return person if present(db, user_id=user_id, chat_id=chat_id) else None


def present(db: Db, *, user_id: int, chat_id: int) -> bool:
    """Say whether the kept membership row has this user in this chat."""
    asked = select(Member.present).where(Member.chat_id == chat_id, Member.user_id == user_id)
    return bool(db.scalar(asked))


def member(db: Db, *, user_id: int, chat_id: int, is_present: bool, now: dt.datetime) -> None:
    """Keep what Telegram said of a membership, and when."""
    row = db.scalar(select(Member).where(Member.chat_id == chat_id, Member.user_id == user_id))
    if row is None:
        row = Member(chat_id=chat_id, user_id=user_id, present=is_present, seen_at=now)
        db.add(row)
    row.present, row.seen_at = is_present, now
    db.flush()


def seen_at(db: Db, *, user_id: int, chat_id: int) -> dt.datetime | None:
    """Return when the membership was last looked at, or none."""
    return db.scalar(select(Member.seen_at).where(Member.chat_id == chat_id, Member.user_id == user_id))


def put_on_duty(db: Db, person: Staff, *, on: bool) -> None:
    """Say whether urgent flags reach her in her own chat."""
    person.on_duty = on
    db.flush()


def opened_chat(db: Db, user_id: int) -> bool:
    """Note that direct messages can reach this person. False when she has no seat."""
    changed = changes(db, update(Staff).where(Staff.user_id == user_id, Staff.left_at.is_(None)).values(chat_open=True))
    return changed == 1


def closed_chat(db: Db, user_id: int) -> Staff | None:
    """Note that direct messages reach this person no more; none where that was known, or she has no seat."""
    person = by_user(db, user_id)
    if person is None or not person.chat_open:
        return None
    person.chat_open = False
    db.flush()
    return person


def move_members(db: Db, *, old: int, new: int) -> None:
    """A staff chat has become another one with the same people in it."""
    known = select(Member.user_id).where(Member.chat_id == new)
    changes(db, update(Member).where(Member.chat_id == old, Member.user_id.not_in(known)).values(chat_id=new))


def on_duty(db: Db, *, chat_id: int | None = None) -> Sequence[Staff]:
    """Return the seated people on duty who can be written to directly, all or those who are in a chat."""
    asked = select(Staff).where(Staff.left_at.is_(None), Staff.on_duty, Staff.chat_open, Staff.role != FRONT_DESK)
    if chat_id is not None:
        there = select(Member.user_id).where(Member.chat_id == chat_id, Member.present)
        asked = asked.where(Staff.user_id.in_(there))
    return db.scalars(asked.order_by(Staff.id)).all()
