"""The world: people, chats, clock, queue, limits and faults of one sandbox Telegram."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.bell import Bell
from sandbox.chats import Chat, Json, Message, Topic
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.journal import Feed, Journal
from sandbox.limits import Limits
from sandbox.people import User
from sandbox.updates import Updates

TOKEN = "4200000001:SANDBOX-no-secret"
STAFF_CHAT = -1001000000001
#: The staff of a world that names no others: the first made the group.
STAFF = ((9001, "Ana"), (9002, "Ben"))

#: Real seconds that a bot has to fetch what waits before time moves on.
TAKING = 3.0


@dataclass(kw_only=True)
class Callback:
    """A tap that waits to be answered."""

    id: str
    asked: int
    answer: Json | None = None


class World:
    """One bot, one staff group, and everyone who ever wrote."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "aftercare_sandbox_bot",
        name: str = "Aftercare",
        staff_chat: int = STAFF_CHAT,
        staff_title: str = "Clinic team",
        staff: Iterable[tuple[int, str]] = STAFF,
        limits: bool | Limits = True,
        clock: Clock | None = None,
        zone: str = "America/Los_Angeles",
        banner: str = "",
        keep_calls: int = 20_000,
        forum: bool = False,
    ) -> None:
        """Make the world with its staff group; patients come as they write."""
        self.token = token
        self.zone = zone
        self.banner = banner
        self.clock = clock or Clock()
        self.limits = limits if isinstance(limits, Limits) else Limits(on=limits)
        self.faults = Faults()
        self.files = Files()
        self.journal = Journal(most=keep_calls)
        self.feed = Feed()
        self.updates = Updates(self.clock)
        # A message that was sent before time is moved was also received before.
        self.clock.before = lambda: self.updates.taken(seconds=TAKING)
        self.me = User(id=int(token.partition(":")[0]), first_name=name, username=username, is_bot=True)
        self.users: dict[int, User] = {self.me.id: self.me}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.answered = Bell()
        self.profile: dict[str, Any] = {}
        self.webhook: Json = {"url": ""}
        self._private_ids = itertools.count(1)
        self._group_ids: dict[int, itertools.count[int]] = {}
        self.staff_chat = staff_chat
        self._found_group(staff_chat, staff_title, staff)
        self.chats[staff_chat].forum = forum

    def _found_group(self, chat_id: int, title: str, staff: Iterable[tuple[int, str]]) -> None:
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = self.chats[chat_id] = Chat(id=chat_id, kind=kind, title=title)
        for place, (user_id, name) in enumerate(staff):
            self.user(user_id, first_name=name)
            chat.members[user_id] = "member" if place else "creator"
        chat.members[self.me.id] = "administrator"

    def user(self, user_id: int, **known: Any) -> User:
        """Return a person; one who is new is made, and what is newly known replaces what was."""
        person = self.users.get(user_id)
        if person is None:
            person = self.users[user_id] = User(id=user_id, first_name=f"Person {user_id}")
        for key, value in known.items():
            setattr(person, key, value)
        return person

    def private(self, person: User) -> Chat:
        """Return a person's private chat with the bot, opened by this if it was not yet."""
        if person.id not in self.chats:
            self.chats[person.id] = Chat(id=person.id, kind="private", person=person)
        return self.chats[person.id]

    def now_iso(self) -> str:
        """Return sandbox time as text."""
        return self.clock.now().isoformat()

    def add(
        self,
        chat: Chat,
        author: User,
        content: Json,
        *,
        reply: Message | None = None,
        markup: Json | None = None,
        topic: Topic | None = None,
    ) -> Message:
        """Put a message into a chat; whether it may be is decided before."""
        body: Json = {"message_id": self._message_id(chat), "from": author.face(), "chat": chat.face()}
        body |= {"date": self.clock.stamp()} | content
        if topic is not None:
            body |= topic.marks()
            # As on Telegram: what answers nothing else answers the line that opened its topic.
            reply = reply or chat.message(topic.id)
        elif reply is not None and chat.kind == "supergroup":
            # Answers make threads outside of topics too; nobody can write into those by their number.
            body["message_thread_id"] = reply.body.get("message_thread_id", reply.id)
        if reply is not None:
            body["reply_to_message"] = reply.quoted()
        message = Message(body=body, author=author)
        chat.take(message, markup)
        self.feed.tell("chat", chat=chat.id)
        return message

    def _message_id(self, chat: Chat) -> int:
        # As on Telegram: a supergroup counts for itself, all other chats of the bot share one count.
        if chat.kind != "supergroup":
            return next(self._private_ids)
        return next(self._group_ids.setdefault(chat.id, itertools.count(1)))

    def tell(self, kind: str, chat: Chat, body: Json) -> int | None:
        """Queue an update if the bot is there to see it."""
        if not chat.private and not chat.has(self.me.id):
            return None
        return self.updates.put(kind, body)

    def migrate(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup with another id; the old id answers only with the new one."""
        moved = Chat(id=self._free_id(), kind="supergroup", title=chat.title, members=dict(chat.members))
        self.chats[moved.id] = moved
        anyone = self.users[min(chat.members, key=lambda user_id: user_id == self.me.id)]
        last = self.add(chat, anyone, {"migrate_to_chat_id": moved.id})
        first = self.add(moved, anyone, {"migrate_from_chat_id": chat.id})
        self.tell("message", chat, last.body)
        self.tell("message", moved, first.body)
        chat.moved_to = moved.id
        if self.staff_chat == chat.id:
            self.staff_chat = moved.id
        return moved

    def _free_id(self) -> int:
        return min(-1002000000000, *self.chats) - 1
