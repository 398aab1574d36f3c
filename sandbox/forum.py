"""A group as a forum: switched on and off, and what people do with its topics on their phones."""

from __future__ import annotations

from sandbox import topics
from sandbox.chats import Chat, Json, Topic
from sandbox.finding import chat_with, known, person
from sandbox.people import User, membership
from sandbox.refusals import Misuse
from sandbox.wishes import Forum, TopicAct
from sandbox.world import World


def switch(world: World, wish: Forum) -> int | None:
    """Turn topics on or off, and grant the bot the right to manage them or take it; the bot is told of its right."""
    chat = known(world, wish.chat)
    if chat.kind != "supergroup":
        msg = 'Only a supergroup has topics. POST /sim/fault with error "migrate" makes one of a group.'
        raise Misuse(msg)
    chat.forum = wish.on
    world.feed.tell("chat", chat=chat.id)
    return _grant(world, chat, rights=wish.rights)


def _grant(world: World, chat: Chat, *, rights: bool) -> int | None:
    had = world.me.id not in chat.topicless
    chat.topicless = chat.topicless - {world.me.id} if rights else chat.topicless | {world.me.id}
    if had == rights or chat.status(world.me.id) != "administrator":
        return None
    old, new = (membership(world.me, "administrator", topics=may) for may in (had, rights))
    body: Json = {"chat": chat.face(), "from": _owner(world, chat).face(), "date": world.clock.stamp()}
    return world.updates.put("my_chat_member", body | {"old_chat_member": old, "new_chat_member": new})


def _owner(world: World, chat: Chat) -> User:
    return next((world.users[each] for each, status in chat.members.items() if status == "creator"), world.me)


def act(world: World, wish: TopicAct) -> Json:
    """Open, close, reopen, rename or delete a topic on a phone. Of a deletion Telegram tells the bot nothing."""
    author = person(world, wish.sender)
    chat = chat_with(world, wish.chat, author)
    if wish.do == "open":
        topic, line = topics.opened(world, chat, author, wish.name or "Topic")
        return {"thread": topic.id, "update_id": world.tell("message", chat, line.body)}
    topic = topic_in(chat, wish.thread)
    if not chat.manages(author.id, topic):
        msg = f"{author.id} is no administrator of chat {chat.id}, so the topic stays as it is."
        raise Misuse(msg)
    return {"thread": topic.id, "update_id": _changed(world, chat, author, topic, wish)}


def _changed(world: World, chat: Chat, author: User, topic: Topic, wish: TopicAct) -> int | None:
    if wish.do == "delete":
        topics.removed(world, chat, topic)
        return None
    if wish.do == "rename":
        line = topics.renamed(world, chat, author, topic, wish.name or topic.name)
    else:
        line = topics.shut(world, chat, author, topic, closed=wish.do == "close")
    return world.tell("message", chat, line.body)


def topic_in(chat: Chat, number: int | None) -> Topic:
    """Return a topic of a chat by its number."""
    found = chat.topics.get(number or 0) if chat.forum else None
    if found is None:
        msg = f"There is no topic {number} in chat {chat.id}. GET /sim/chats/{chat.id} lists those there are."
        raise Misuse(msg)
    return found
