"""The transcript: what the phones show, as data."""

from __future__ import annotations

from sandbox.chats import Chat, Json, Message, iso
from sandbox.keyboards import labels
from sandbox.people import PRESENT
from sandbox.world import World

#: Parts of a message that are shown as Telegram writes them.
AS_IS = [
    "photo",
    "voice",
    "sticker",
    "contact",
    "location",
    "document",
    "video",
    "caption",
    "forward_origin",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "sender_chat",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
    "forum_topic_edited",
]


def chats(world: World) -> list[Json]:
    """Return every chat in brief, the staff group first."""
    return [_brief(world, chat) for chat in sorted(world.chats.values(), key=lambda chat: chat.id > 0)]


def _brief(world: World, chat: Chat) -> Json:
    brief: Json = {"id": chat.id, "type": chat.kind, "title": _title(chat), "messages": len(chat.messages)}
    if chat.person is not None:
        return brief | {"started": chat.person.started, "blocked": chat.person.blocked}
    present = [user_id for user_id, status in chat.members.items() if status in PRESENT]
    people = [
        {"id": user_id, "name": world.users[user_id].name(), "status": chat.status(user_id)} for user_id in present
    ]
    topics = [{"id": each.id, "name": each.name, "closed": each.closed} for each in chat.topics.values()]
    return brief | {"members": people, "moved_to": chat.moved_to, "forum": chat.forum, "topics": topics}


def _title(chat: Chat) -> str:
    return chat.title if chat.person is None else chat.person.name()


def chat(world: World, shown: Chat) -> Json:
    """Return one chat with all its messages, deleted ones too."""
    messages = [entry(message) for message in shown.messages.values()]
    return _brief(world, shown) | {
        "keyboard": labels(shown.keyboard),
        "pinned": shown.pinned,
        "messages": messages,
    }


def entry(message: Message) -> Json:
    """Return one message."""
    body = message.body
    return {
        "id": message.id,
        "from": {"id": message.author.id, "name": message.author.name(), "bot": message.author.is_bot},
        "text": message.words,
        "entities": body.get("entities", body.get("caption_entities", [])),
        "buttons": [[_button(button) for button in row] for row in message.buttons()],
        "keyboard": labels(message.keyboard),
        "force_reply": bool(message.keyboard and "force_reply" in message.keyboard),
        "reply_to": _answered(body),
        "thread": body["message_thread_id"] if body.get("is_topic_message") else None,
        "edits": message.edits,
        "deleted": message.deleted,
        "reactions": [each.get("emoji") for given in message.reactions.values() for each in given],
        "date": iso(body["date"]),
        "edited": iso(body["edit_date"]) if "edit_date" in body else None,
    } | {key: body[key] for key in AS_IS if key in body}


def _answered(body: Json) -> int | None:
    """Return what a message answers; the line that opened its topic is none."""
    number: int | None = body.get("reply_to_message", {}).get("message_id")
    root = body.get("message_thread_id") if body.get("is_topic_message") else None
    return None if number == root else number


def _button(button: Json) -> Json:
    return {"label": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def people(world: World) -> list[Json]:
    """Return everyone but the bot."""
    return [
        {
            "id": each.id,
            "name": each.name(),
            "language": each.language_code,
            "started": each.started,
            "blocked": each.blocked,
        }
        for each in world.users.values()
        if not each.is_bot
    ]
