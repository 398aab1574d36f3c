"""Finding: whom and what a `/sim` request means."""

from __future__ import annotations

from sandbox.chats import Chat, Message
from sandbox.people import User
from sandbox.refusals import Misuse
from sandbox.wishes import Someone
from sandbox.world import World


def person(world: World, who: int | Someone) -> User:
    """Return whoever holds the phone; someone new is made."""
    if isinstance(who, int):
        found = world.user(who)
    else:
        found = world.user(who.id, **who.model_dump(exclude={"id"}, exclude_none=True))
    if found.is_bot:
        msg = f'{found.id} is the bot. Use a person\'s id in "from".'
        raise Misuse(msg)
    return found


def chat_with(world: World, chat_id: int, author: User) -> Chat:
    """Return the chat that a person writes in, opening a private one."""
    if chat_id > 0 and chat_id != author.id:
        msg = f"{chat_id} is somebody's private chat, but not that of {author.id}. Give both the same id."
        raise Misuse(msg)
    if chat_id > 0:
        return world.private(author)
    chat = known(world, chat_id)
    if not chat.has(author.id):
        msg = f"{author.id} is not in chat {chat_id}. Let them join first: POST /sim/join."
        raise Misuse(msg)
    return chat


def known(world: World, chat_id: int) -> Chat:
    """Return a chat, also the one a group moved to."""
    chat = world.chats.get(chat_id)
    if chat is None:
        msg = f"There is no chat {chat_id}. GET /sim/chats lists those there are."
        raise Misuse(msg)
    return known(world, chat.moved_to) if chat.moved_to is not None else chat


def message_in(chat: Chat, number: int) -> Message:
    """Return a message of a chat that is still there."""
    found = chat.message(number)
    if found is None:
        msg = f"There is no message {number} in chat {chat.id} (any more)."
        raise Misuse(msg)
    return found
