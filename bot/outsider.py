"""Outsiders: strangers, invited people and colleagues without a plan here. Danger is answered all the same."""

from __future__ import annotations

import datetime as dt

from bot.door import Work
from bot.house import House
from bot.standing import Standing
from messages.reading import Reading
from messages.replies import reply
from records import audit, invites
from records.lanes import Lane
from records.store import Db
from scheduler import say

SERIOUS = ("emergency", "crisis")


def answer(house: House, who: Standing, reading: Reading, *, chat_id: int, update_id: int, now: dt.datetime) -> Work:
    """Someone without a plan here: a red flag is answered all the same and nothing of it is kept."""

    def work(db: Db) -> None:
        lang = house.config.language
        if reading.level in SERIOUS:
            for number, said in enumerate(
                reply(reading, who.circumstances, house.wording, house.catalog.answers, now=now)
            ):
                say.to_chat(db, chat_id, said, now=now, lane=Lane.URGENT, dedup=f"alarm:{update_id}:{number}")
            audit.note(db, now=now, actor=who.role, action="alarm.answered", subject=reading.level)
            _tell_of_invited(db, house, who, chat_id, now=now)
            return
        key = {"staff": "staff_private", "invited": "invited_text"}.get(who.role, "stranger_text")
        said = house.wording.said(lang, key)
        say.to_chat(db, chat_id, said, now=now, dedup=_once_a_minute(key, chat_id, now))

    return work


def _once_a_minute(key: str, chat_id: int, now: dt.datetime) -> str:
    """Sixty words from a stranger are answered once, not sixty times."""
    return f"{key}:{chat_id}:{now:%Y%m%d%H%M}"


def _tell_of_invited(db: Db, house: House, who: Standing, chat_id: int, *, now: dt.datetime) -> None:
    invite = invites.opened_by(db, chat_id) if who.role == "invited" else None
    if invite is not None:
        who_it_is = invites.details(db, invite).initials
        said = house.wording.said("en", "staff_before_consent", who=who_it_is)
        say.to_staff(db, house, said, now=now, lane=Lane.URGENT, label="before_consent")
