"""Masks: an administrator who hides behind the group, and somebody who writes as a channel."""

from __future__ import annotations

from sandbox.chats import Chat, Json
from sandbox.people import CHANNEL_BOT, GROUP_BOT, User
from sandbox.refusals import Misuse
from sandbox.wishes import Saying

#: The number of every channel that somebody writes as.
CHANNEL = -1003000000000


def worn(chat: Chat, author: User, saying: Saying) -> tuple[User, Json]:
    """Return whom Telegram shows as the author, and what the message carries beside."""
    if saying.channel is not None and not chat.private:
        return CHANNEL_BOT, {"sender_chat": {"id": CHANNEL, "type": "channel", "title": saying.channel}}
    if not saying.anonymous:
        return author, {}
    if chat.status(author.id) not in ("creator", "administrator"):
        msg = f"Only administrators can be anonymous, and {author.id} is none in chat {chat.id}."
        raise Misuse(msg)
    return GROUP_BOT, {"sender_chat": chat.face()}
