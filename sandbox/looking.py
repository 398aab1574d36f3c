"""Methods that look: who am I, who is where, what waits."""

from __future__ import annotations

from typing import Any

from sandbox import topics
from sandbox.chats import Chat, Json
from sandbox.params import Args, Method, kinds
from sandbox.people import PRESENT, membership
from sandbox.reach import chat_of, reachable
from sandbox.refusals import Refusal, bad
from sandbox.world import World

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def _me(world: World, args: Args) -> Json:
    powers = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return world.me.face() | powers | {"can_connect_to_business": False, "has_main_web_app": False}


async def _updates(world: World, args: Args) -> list[Json]:
    if world.webhook["url"]:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    return await world.updates.get(
        offset=args.get("offset", 0),
        limit=args.get("limit", 100),
        seconds=args.get("timeout", 0),
        allowed=_names(args.get("allowed_updates")),
    )


def _names(allowed: Any) -> list[str] | None:
    if allowed is not None and not isinstance(allowed, list):
        msg = "can't parse allowed_updates JSON object"
        raise bad(msg)
    return allowed


def _chat(world: World, args: Args) -> Json:
    chat = chat_of(world, args.get("chat_id"))
    whole = chat.face() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    pinned = chat.message(chat.pinned[-1]) if chat.pinned else None
    return whole | ({"pinned_message": pinned.body} if pinned else {})


GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def _member(world: World, args: Args) -> Json:
    chat = reachable(world, args)
    person = world.users.get(args.get("user_id", 0))
    if person is None:
        msg = "user not found"
        raise bad(msg)
    return membership(person, chat.status(person.id), topics=person.id not in chat.topicless)


def _group(world: World, args: Args) -> Chat:
    chat = reachable(world, args)
    if chat.private:
        msg = "there are no administrators in the private chat"
        raise bad(msg)
    return chat


def _administrators(world: World, args: Args) -> list[Json]:
    chat = _group(world, args)
    rule = (
        (world.users[user_id], status)
        for user_id, status in chat.members.items()
        if status in {"creator", "administrator"}
    )
    return [
        membership(person, status, topics=person.id not in chat.topicless)
        for person, status in rule
        if not person.is_bot or person is world.me
    ]


def _count(world: World, args: Args) -> int:
    chat = reachable(world, args)
    return 2 if chat.private else sum(status in PRESENT for status in chat.members.values())


def _action(world: World, args: Args) -> bool:
    topics.meant(world, reachable(world, args), args.get("message_thread_id"))
    if args.get("action") not in ACTIONS:
        msg = "wrong parameter action in request"
        raise bad(msg)
    return True


def _file(world: World, args: Args) -> Json:
    stored = world.files.get(args.get("file_id", ""))
    if stored is None:
        msg = "invalid file_id"
        raise bad(msg)
    if len(stored.upload.content) > 20 << 20:
        raise bad("file is too big")
    return stored.view() | {"file_path": stored.path}


def _leave(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    if chat.private:
        msg = "chat member status can't be changed in private chats"
        raise bad(msg)
    chat.members[world.me.id] = "left"
    world.feed.tell("chat", chat=chat.id)
    return True


METHODS = {
    "getMe": Method({}, _me),
    "getUpdates": Method(kinds("offset:int limit:int timeout:int allowed_updates:json"), _updates),
    "getChat": Method(kinds("chat_id:chat"), _chat),
    "getChatMember": Method(kinds("chat_id:chat user_id:int"), _member),
    "getChatAdministrators": Method(kinds("chat_id:chat"), _administrators),
    "getChatMemberCount": Method(kinds("chat_id:chat"), _count),
    "sendChatAction": Method(kinds("chat_id:chat message_thread_id:int action:str"), _action),
    "getFile": Method(kinds("file_id:str"), _file),
    "leaveChat": Method(kinds("chat_id:chat"), _leave),
}
