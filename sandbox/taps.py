"""Taps: buttons under messages, keys of a reply keyboard, and links that lead to the bot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.chats import Chat, Json, Message
from sandbox.finding import chat_with, message_in, person
from sandbox.keyboards import labels
from sandbox.people import User
from sandbox.phone import Said, say
from sandbox.refusals import Misuse
from sandbox.wishes import Opening, Saying, Tapping
from sandbox.world import Callback, World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Pressed:
    """A button under a finger, and the message that holds it."""

    holder: Json
    data: str
    url: str = ""


async def tap(world: World, wish: Tapping) -> Json:
    """Tap, and wait a moment for the bot's answer."""
    author = person(world, wish.sender)
    chat = chat_with(world, wish.chat, author)
    if author.blocked and chat.private:
        msg = f'{author.id} has blocked the bot. POST /sim/block with "blocked": false first.'
        raise Misuse(msg)
    if wish.data is not None and wish.message_id is not None:
        return await _press(world, chat, author, wish, _forged(world, chat, wish.message_id, wish.data))
    found = _labelled(chat, wish.message_id, wish.label or "")
    if found is None:
        return _key(world, chat, author, wish)
    if found.url:
        return follow(world, Opening.model_validate({"from": author.id, "url": found.url}))
    return await _press(world, chat, author, wish, found)


def _labelled(chat: Chat, number: int | None, label: str) -> Pressed | None:
    """Return the inline button with this label: on one message, or on the newest that has it."""
    newest_first = reversed(list(chat.there()))
    messages = newest_first if number is None else [message_in(chat, number)]
    pairs = ((message, button) for message in messages for row in message.buttons() for button in row)
    return next((_pressed(*pair) for pair in pairs if pair[1]["text"] == label), None)


def _pressed(message: Message, button: Json) -> Pressed:
    return Pressed(message.body, button.get("callback_data", ""), button.get("url", ""))


def _key(world: World, chat: Chat, author: User, wish: Tapping) -> Json:
    """Press a key of the reply keyboard: that sends its words."""
    if not any(wish.label in row for row in labels(chat.keyboard)):
        msg = f'No button here says "{wish.label}". GET /sim/chats/{chat.id} shows those there are.'
        raise Misuse(msg)
    said = say(world, _words(wish.chat, author, wish.label or ""))
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
    return {"message_id": said[0].message.id, "update_id": said[0].update_id, "answer": None}


async def _press(world: World, chat: Chat, author: User, wish: Tapping, found: Pressed) -> Json:
    callback = _ask(world)
    body: dict[str, Any] = {"id": callback.id, "from": author.face(), "message": found.holder}
    body |= {"chat_instance": str(chat.id * 7919), "data": found.data}
    update_id = world.tell("callback_query", chat, body)
    await world.answered.until(lambda: callback.answer is not None, seconds=wish.wait)
    return {"update_id": update_id, "callback_query_id": callback.id, "answer": callback.answer}


def _forged(world: World, chat: Chat, number: int, data: str) -> Pressed:
    """Press what a modified client may press: any data, also under a message that is gone."""
    message = chat.messages.get(number)
    if message is None or message.author is not world.me:
        msg = f"Message {number} in chat {chat.id} is not one of the bot's: nobody can tap there."
        raise Misuse(msg)
    if message.deleted:
        return Pressed({"chat": chat.face(), "message_id": number, "date": 0}, data)
    return Pressed(message.body, data)


def _ask(world: World) -> Callback:
    number = len(world.callbacks) + 1
    callback = Callback(id=str(4_200_000_000_000 + number * 7), asked=world.clock.stamp())
    world.callbacks[callback.id] = callback
    return callback


def payload(world: World, url: str) -> str | None:
    """Return what a deep link to this bot carries ("" for a plain one); None for any other link."""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    query = parse_qs(parts.query)
    if parts.scheme == "tg":
        ours = parts.netloc == "resolve" and query.get("domain") == [world.me.username]
    else:
        ours = parts.hostname in {"t.me", "telegram.me"} and parts.path.strip("/") == world.me.username
    return (query.get("start") or [""])[0] if ours else None


def follow(world: World, wish: Opening) -> Json:
    """Open a link: one to the bot opens the person's private chat with it and presses Start."""
    start = payload(world, wish.url)
    if start is None:
        return {"opened": wish.url, "answer": None}
    if start and not PAYLOAD.fullmatch(start):
        msg = "A start payload is at most 64 of A-Z a-z 0-9 _ and -: Telegram would not open this link."
        raise Misuse(msg)
    said = start_chat(world, person(world, wish.sender), start)
    return {
        "chat": said.message.body["chat"]["id"],
        "message_id": said.message.id,
        "update_id": said.update_id,
    }


def start_chat(world: World, who: User, start: str) -> Said:
    """Press Start in a private chat."""
    text = f"/start {start}".strip()
    return say(world, _words(who.id, who, text))[0]


def _words(chat_id: int, author: User, text: str) -> Saying:
    return Saying.model_validate({"chat": chat_id, "from": author.id, "text": text})
