"""Places: who is in which chat, who has blocked the bot, and the updates of such changes."""

from __future__ import annotations

from sandbox.chats import Chat, Json
from sandbox.finding import known, person
from sandbox.people import PRESENT, User, membership
from sandbox.refusals import Misuse
from sandbox.wishes import Block, Join
from sandbox.world import World


def block(world: World, wish: Block) -> int | None:
    """Block the bot, or let it write again."""
    who = world.users.get(wish.user)
    if who is None or who.id not in world.chats:
        msg = f"{wish.user} has no chat with the bot, so there is nothing to block."
        raise Misuse(msg)
    if who.blocked == wish.blocked:
        return None
    who.blocked = wish.blocked
    chat = world.private(who)
    world.feed.tell("chat", chat=chat.id)
    old, new = ("member", "kicked") if wish.blocked else ("kicked", "member")
    return world.tell("my_chat_member", chat, _change(world, chat, who, world.me, (old, new)))


def place(world: World, wish: Join) -> int | None:
    """Change someone's place in a group; the bot's own is told under another name."""
    chat = known(world, wish.chat)
    if chat.private:
        msg = "Nobody joins a private chat. Use the group's id."
        raise Misuse(msg)
    who = world.me if wish.user == world.me.id else person(world, wish.user)
    old = chat.status(who.id)
    actor = world.user(wish.by) if wish.by is not None else who
    body = _change(world, chat, actor, who, (old, wish.status))
    _announce(world, chat, actor, who, (old, wish.status))
    chat.members[who.id] = wish.status
    world.feed.tell("chat", chat=chat.id)
    return _tell(world, chat, who, body)


def _tell(world: World, chat: Chat, who: User, body: Json) -> int | None:
    if who is world.me:
        return world.updates.put("my_chat_member", body)
    # Only an administrator is told of other people's places.
    if chat.status(world.me.id) != "administrator":
        return None
    return world.tell("chat_member", chat, body)


def _change(world: World, chat: Chat, actor: User, who: User, change: tuple[str, str]) -> Json:
    old, new = (membership(who, status) for status in change)
    states = {"old_chat_member": old, "new_chat_member": new}
    return {"chat": chat.face(), "from": actor.face(), "date": world.clock.stamp()} | states


def _announce(world: World, chat: Chat, actor: User, who: User, change: tuple[str, str]) -> None:
    """Put the line into the chat that says who came or went."""
    was, now = (status in PRESENT for status in change)
    if was == now or who is world.me:
        return
    content = {"new_chat_members": [who.face()]} if now else {"left_chat_member": who.face()}
    message = world.add(chat, actor, content)
    world.tell("message", chat, message.body)
