"""The front desk: staff's commands in their private chat, away from the cards (people.md 23)."""

from __future__ import annotations

from telegram import Message

from bot import seats, staffcommands
from bot.commands import Command
from bot.door import Work
from bot.house import House
from bot.staffcommands import Asked
from records import staff
from records.models import Staff
from records.store import Db
from scheduler import say

LANG = "en"


def command(house: House, message: Message, asked: Command) -> Work:
    """Obey what a colleague asks for in private; cards and patients' words are never shown here."""
    now, chat_id = house.now(), message.chat_id
    user_id = message.from_user.id if message.from_user else 0

    def work(db: Db) -> None:
        staff.opened_chat(db, user_id)
        person = seats.may_invite(db, house, user_id)
        known = staffcommands.PRIVATE if _front(person) else staffcommands.PRIVATE_OF_CLINICIANS
        says = known.get(asked.name)
        if person is None:
            said = house.wording.said(LANG, "staff_not_member")
        elif says is None:
            said = house.wording.said(LANG, "staff_help_private")
        else:
            said = says(db, house, Asked(person=person, chat_id=chat_id, rest=asked.rest), now)
        say.to_chat(db, chat_id, said, now=now, label=asked.name)

    return work


def _front(person: Staff | None) -> bool:
    return person is None or person.role == staff.FRONT_DESK
