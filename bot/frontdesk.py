"""The front desk: staff's commands in their private chat, away from the cards (people.md 23)."""

from __future__ import annotations

from telegram import Message

from bot import correcting, inviting, seats, today
from bot.commands import Command
from bot.door import Work
from bot.house import House
from records import staff
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
        if person is None:
            said = house.wording.said(LANG, "staff_not_member")
        elif asked.name == "invite":
            said = inviting.make(db, house, person, asked.rest, chat_id, now=now)
        elif asked.name == "today":
            said = today.links(db, house, now=now)
        elif asked.name == "correct":
            said = correcting.correct(db, house, person, asked.rest, now=now)
        else:
            said = house.wording.said(LANG, "staff_help_private")
        say.to_chat(db, chat_id, said, now=now, label=asked.name)

    return work
