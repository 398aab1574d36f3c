"""Phones: what people do in their chats, and the updates that come of it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox import entities, masks
from sandbox.chats import Chat, Json, Message, Topic
from sandbox.entities import units
from sandbox.finding import chat_with, known, message_in, person
from sandbox.forum import topic_in
from sandbox.people import User
from sandbox.pieces import split
from sandbox.refusals import Misuse
from sandbox.things import thing
from sandbox.wishes import Edit, Reaction, Saying
from sandbox.world import World

MOST_TEXT = 4096
MOST_CAPTION = 1024


@dataclass(frozen=True)
class Said:
    """A message that a phone sent, and the update it became (None when the bot does not see it)."""

    message: Message
    update_id: int | None


def say(world: World, saying: Saying) -> list[Said]:
    """Send a message from a phone; a long text leaves in pieces, as phones send it."""
    author = person(world, saying.sender)
    chat = chat_with(world, saying.chat, author)
    if author.blocked and chat.private:
        msg = f'{author.id} has blocked the bot. POST /sim/block with "blocked": false first.'
        raise Misuse(msg)
    reply = None if saying.reply_to is None else message_in(chat, saying.reply_to)
    topic = _topic(chat, author, saying, reply)
    contents = _contents(world, saying)
    mask, marks = masks.worn(chat, author, saying)
    author.started = author.started or chat.private
    return [_send(world, chat, mask, content | marks, reply, topic) for content in contents]


def _topic(chat: Chat, author: User, saying: Saying, reply: Message | None) -> Topic | None:
    topic = chat.topic_of(reply) if saying.thread is None else topic_in(chat, saying.thread)
    if topic is not None and topic.closed and not chat.manages(author.id, topic):
        msg = f"The topic {topic.name} is closed: only administrators write in it."
        raise Misuse(msg)
    return topic


def _contents(world: World, saying: Saying) -> list[Json]:
    extra = _forwarded(world, saying)
    if saying.text is not None:
        pieces = split(saying.text.strip(), MOST_TEXT)
        if not pieces:
            msg = "The text is empty: a phone does not send that."
            raise Misuse(msg)
        return [_marked("text", "entities", piece) | extra for piece in pieces]
    caption = (saying.caption or "").strip()
    if units(caption) > MOST_CAPTION:
        msg = f"A caption has at most {MOST_CAPTION} characters."
        raise Misuse(msg)
    captioned = _marked("caption", "caption_entities", caption) if caption else {}
    return [thing(world, saying) | captioned | extra]


def _marked(field: str, marks: str, text: str) -> Json:
    spans = entities.found(text)
    return {field: text} | ({marks: spans} if spans else {})


def _forwarded(world: World, saying: Saying) -> Json:
    source = saying.forward_from
    if source is None:
        return {}
    if isinstance(source, str):
        origin: Json = {"type": "hidden_user", "sender_user_name": source}
    else:
        origin = {"type": "user", "sender_user": world.user(source).face()}
    return {"forward_origin": origin | {"date": world.clock.stamp()}}


def _send(world: World, chat: Chat, author: User, content: Json, reply: Message | None, topic: Topic | None) -> Said:
    message = world.add(chat, author, content, reply=reply, topic=topic)
    if _hidden(world, chat, message):
        return Said(message, None)
    return Said(message, world.tell("message", chat, message.body))


def _hidden(world: World, chat: Chat, message: Message) -> bool:
    """Say whether privacy mode keeps a group message from the bot: it is not admin, and not spoken to."""
    if chat.private or chat.status(world.me.id) == "administrator":
        return False
    replied = message.body.get("reply_to_message", {}).get("from", {}).get("id") == world.me.id
    command = any(mark["type"] == "bot_command" for mark in message.body.get("entities", []))
    return not (replied or command)


def rewrite(world: World, edit: Edit) -> Said:
    """Edit one's own message."""
    author = person(world, edit.sender)
    chat = chat_with(world, edit.chat, author)
    message = message_in(chat, edit.message_id)
    if message.author is not author:
        msg = f"Message {edit.message_id} is not {author.id}'s own: nobody edits another's message."
        raise Misuse(msg)
    field, marks = ("text", "entities") if "text" in message.body else ("caption", "caption_entities")
    old = message.words
    kept = {key: value for key, value in message.body.items() if key != marks}
    message.body = kept | _marked(field, marks, edit.text) | {"edit_date": world.clock.stamp()}
    message.edits.append(old)
    world.feed.tell("chat", chat=chat.id)
    hidden = _hidden(world, chat, message)
    return Said(message, None if hidden else world.tell("edited_message", chat, message.body))


def remove(world: World, chat_id: int, message_id: int) -> None:
    """Delete a message on the phone; Telegram tells the bot nothing of it."""
    chat = known(world, chat_id)
    message_in(chat, message_id).deleted = True
    world.feed.tell("chat", chat=chat.id)


def react(world: World, wish: Reaction) -> int | None:
    """Put a reaction on a message, or take it away."""
    author = person(world, wish.sender)
    chat = chat_with(world, wish.chat, author)
    message = message_in(chat, wish.message_id)
    old = message.reactions.get(author.id, [])
    new = [{"type": "emoji", "emoji": wish.emoji}] if wish.emoji else []
    message.reactions[author.id] = new
    world.feed.tell("chat", chat=chat.id)
    body = {"chat": chat.face(), "message_id": message.id, "user": author.face()}
    body |= {"date": world.clock.stamp(), "old_reaction": old, "new_reaction": new}
    return world.tell("message_reaction", chat, body)
