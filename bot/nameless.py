"""The nameless: administrators who hide behind the group, and people who write as a channel. They may nothing."""

from __future__ import annotations

from telegram import Message
from telegram.constants import ChatID

from bot import asides, commands
from bot.door import Work
from bot.house import House
from records import audit
from records.lanes import Lane
from records.store import Db
from scheduler import say

LANG = "en"
#: Whom Telegram names in their place.
STAND_INS = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL)


def hear(house: House, message: Message) -> Work:
    """Whoever wants something of the bot is told to come under a name; talk among people stays talk."""
    now = house.now()
    command = commands.of(message, house.username)

    def work(db: Db) -> None:
        if command is None and not asides.answers(db, message) and asides.whose(db, message) is None:
            return
        sender = message.sender_chat.id if message.sender_chat else 0
        audit.note(db, now=now, actor=f"chat:{sender}", action="nameless.refused", subject=str(message.message_id))
        said = house.wording.said(LANG, "staff_nameless")
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)

    return work


def tap(house: House, user_id: int, ref: str) -> Work:
    """Refuse a tap that comes without a person."""
    now = house.now()

    def work(db: Db) -> str:
        audit.note(db, now=now, actor=f"user:{user_id}", action="tap.refused", subject=ref)
        return house.wording.text(LANG, "staff_nameless_tap")

    return work
