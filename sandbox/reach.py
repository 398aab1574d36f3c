"""Whom the bot can reach: chats as a call names them, and why one is closed to it."""

from __future__ import annotations

from sandbox.chats import Chat, Message
from sandbox.params import Args
from sandbox.refusals import bad, forbidden
from sandbox.world import World


def chat_of(world: World, chat_id: int | None) -> Chat:
    """Return the chat that a call names, if the bot ever saw it."""
    if chat_id is None:
        msg = "chat_id is empty"
        raise bad(msg)
    chat = world.chats.get(chat_id)
    if chat is None:
        # The bot has met this person, in the group perhaps, but has never been written to.
        if chat_id in world.users:
            raise forbidden("bot can't initiate conversation with a user")
        msg = "chat not found"
        raise bad(msg)
    if chat.moved_to is not None:
        msg = "group chat was upgraded to a supergroup chat"
        raise bad(msg, migrate_to_chat_id=chat.moved_to)
    return chat


def reachable(world: World, args: Args) -> Chat:
    """Return the chat that a call writes to, unless it is closed to the bot."""
    chat = chat_of(world, args.get("chat_id"))
    if chat.person is not None:
        if chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif not chat.has(world.me.id):
        raise forbidden(_out(chat, world))
    return chat


def _out(chat: Chat, world: World) -> str:
    if chat.status(world.me.id) == "kicked":
        return f"bot was kicked from the {chat.kind} chat"
    return f"bot is not a member of the {chat.kind} chat"


def message_of(chat: Chat, args: Args, verb: str) -> Message:
    """Return the message that a call names."""
    if args.get("message_id") is None:
        msg = "message identifier is not specified"
        raise bad(msg)
    found = chat.message(args["message_id"])
    if found is None:
        raise bad(f"message to {verb} not found")
    return found
