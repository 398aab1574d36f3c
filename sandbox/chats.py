"""Chats and the messages in them, with what the sandbox remembers beside Telegram's own fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.people import PRESENT, User

Json = dict[str, Any]


@dataclass(kw_only=True)
class Message:
    """One message: `body` is what Telegram gives; the rest is for the transcript."""

    body: Json
    author: User
    #: The reply keyboard or forced reply that came with it; Telegram never shows it to the bot again.
    keyboard: Json | None = None
    edits: list[str] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    deleted: bool = False

    @property
    def id(self) -> int:
        """Return the id within its chat."""
        return int(self.body["message_id"])

    @property
    def words(self) -> str:
        """Return the text or the caption."""
        return str(self.body.get("text", self.body.get("caption", "")))

    def buttons(self) -> list[list[Json]]:
        """Return the inline keyboard, as Telegram writes it."""
        rows: list[list[Json]] = self.body.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    def quoted(self) -> Json:
        """Return the message as others quote it: one level deep."""
        return {key: value for key, value in self.body.items() if key != "reply_to_message"}


@dataclass(kw_only=True)
class Topic:
    """A topic of a forum; its id is the number of the message that opened it."""

    id: int
    name: str
    color: int
    maker: int
    closed: bool = False

    def face(self) -> Json:
        """Return the topic as Telegram writes it."""
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.color}

    def marks(self) -> Json:
        """Return what a message in here carries."""
        return {"message_thread_id": self.id, "is_topic_message": True}


@dataclass(kw_only=True)
class Chat:
    """A private chat, or a group with members."""

    id: int
    kind: str
    title: str = ""
    #: The person of a private chat.
    person: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    #: The reply keyboard that is shown now.
    keyboard: Json | None = None
    pinned: list[int] = field(default_factory=list)
    moved_to: int | None = None
    forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    #: Administrators who may not manage topics.
    topicless: set[int] = field(default_factory=set)

    @property
    def private(self) -> bool:
        """Say whether this is one person's chat with the bot."""
        return self.kind == "private"

    def face(self) -> Json:
        """Return the chat as Telegram writes it."""
        if self.person is not None:
            return self.person.chat()
        face: Json = {"id": self.id, "type": self.kind, "title": self.title}
        return face | ({"is_forum": True} if self.forum else {})

    def status(self, user_id: int) -> str:
        """Return a person's status here; everyone unknown has left."""
        if self.person is not None:
            return "member" if user_id == self.person.id else "left"
        return self.members.get(user_id, "left")

    def has(self, user_id: int) -> bool:
        """Say whether a person is in here."""
        return self.status(user_id) in PRESENT

    def manages(self, user_id: int, topic: Topic | None = None) -> bool:
        """Say whether a person may make topics, or may change and write in this one whatever its state."""
        status = self.status(user_id)
        rules = status == "creator" or (status == "administrator" and user_id not in self.topicless)
        return rules or (topic is not None and topic.maker == user_id)

    def topic_of(self, message: Message | None) -> Topic | None:
        """Return the topic that a message stands in, or none for the chat itself."""
        number = None if message is None else message.body.get("message_thread_id")
        return self.topics.get(number) if self.forum and number is not None else None

    def take(self, message: Message, markup: Json | None) -> None:
        """Take in a message with its inline keyboard, or with a new reply keyboard for the whole chat."""
        self.messages[message.id] = message
        if markup is None:
            return
        if "inline_keyboard" in markup:
            message.body["reply_markup"] = markup
            return
        message.keyboard = markup
        if "force_reply" not in markup:
            self.keyboard = markup if "keyboard" in markup else None

    def message(self, number: int | None) -> Message | None:
        """Return a message that is still there."""
        found = None if number is None else self.messages.get(number)
        return None if found is None or found.deleted else found

    def there(self) -> Iterator[Message]:
        """Yield the messages that are still there, oldest first."""
        return (message for message in self.messages.values() if not message.deleted)


def iso(stamp: int) -> str:
    """Return Telegram's seconds as a date a person can read."""
    return dt.datetime.fromtimestamp(stamp, dt.UTC).isoformat()
