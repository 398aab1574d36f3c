"""Methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from sandbox import entities, files, keyboards, markup, topics
from sandbox.chats import Chat, Json, Message
from sandbox.entities import units
from sandbox.params import Args, Method, kinds
from sandbox.reach import chat_of, reachable
from sandbox.refusals import bad
from sandbox.world import World

MOST_TEXT = 4096
MOST_CAPTION = 1024

#: What every send method takes.
COMMON = kinds(
    "chat_id:chat message_thread_id:int disable_notification:bool protect_content:bool reply_parameters:json "
    "reply_markup:json"
)
TEXT = kinds("text:str parse_mode:str entities:json link_preview_options:json")
CAPTION = kinds("caption:str parse_mode:str caption_entities:json")
REPLY_FIELDS = frozenset({"message_id", "chat_id", "allow_sending_without_reply"})


def written(args: Args) -> Json:
    """Return the text and its entities, or refuse."""
    text, spans = _read(args, "text", "entities")
    if not text:
        msg = "message text is empty"
        raise bad(msg)
    if units(text) > MOST_TEXT:
        msg = "message is too long"
        raise bad(msg)
    return _marked("text", text, "entities", spans)


def captioned(args: Args) -> Json:
    """Return the caption and its entities, or refuse."""
    caption, spans = _read(args, "caption", "caption_entities")
    if units(caption) > MOST_CAPTION:
        msg = "message caption is too long"
        raise bad(msg)
    return _marked("caption", caption, "caption_entities", spans)


def _read(args: Args, field: str, marks: str) -> tuple[str, Any]:
    """Return the words and what marks them: entities as given, or those that the markup makes."""
    text, mode = args.get(field, ""), args.get("parse_mode")
    if mode:
        text, spans = markup.parsed(text, mode)
        return text.rstrip(), spans
    return text.strip(), args.get(marks)


def _marked(field: str, text: str, marks: str, given: Any) -> Json:
    spans = entities.checked(given, text)
    return ({field: text} if text else {}) | ({marks: spans} if spans else {})


def post(world: World, args: Args, content: Json) -> Message:
    """Send what is sound: reply, keyboard and limits are looked at last."""
    chat = reachable(world, args)
    reply = _replied(world, chat, args.get("reply_parameters"))
    topic = topics.meant(world, chat, args.get("message_thread_id"), reply)
    keyboard = keyboards.checked(args.get("reply_markup"), private=chat.private)
    world.limits.spend(chat.id)
    # An answer to another topic's message goes out, but stands alone.
    near = reply if chat.topic_of(reply) is topic else None
    return world.add(chat, world.me, content, reply=near, markup=keyboard, topic=topic)


def _replied(world: World, chat: Chat, wish: Any) -> Message | None:
    if wish is None:
        return None
    if not isinstance(wish, dict) or type(wish.get("message_id")) is not int or set(wish) - REPLY_FIELDS:
        msg = "can't parse reply parameters JSON object"
        raise bad(msg)
    if wish.get("chat_id", chat.id) != chat.id:
        msg = "replies to other chats are not known here"
        raise bad(msg)
    found = chat.message(wish["message_id"])
    if found is None and not wish.get("allow_sending_without_reply"):
        msg = "message to be replied not found"
        raise bad(msg)
    return found


def _send_message(world: World, args: Args) -> Json:
    reachable(world, args)
    return post(world, args, written(args)).body


def _send_photo(world: World, args: Args) -> Json:
    return _send_file(world, args, "photo")


def _send_document(world: World, args: Args) -> Json:
    return _send_file(world, args, "document")


def _send_voice(world: World, args: Args) -> Json:
    return _send_file(world, args, "voice")


SHAPES = {"photo": files.photo, "document": files.document, "voice": files.voice}


def _send_file(world: World, args: Args, kind: str) -> Json:
    reachable(world, args)
    if not args.get(kind):
        raise bad(f"there is no {kind} in the request")
    caption = captioned(args)
    stored = world.files.given(kind, args[kind])
    return post(world, args, SHAPES[kind](stored) | caption).body


#: What a copy carries over.
CONTENT = frozenset(
    [
        "text",
        "entities",
        "caption",
        "caption_entities",
        "photo",
        "document",
        "voice",
        "sticker",
        "contact",
        "location",
    ]
)


def _copy_message(world: World, args: Args) -> Json:
    source = _source(world, args, "copy")
    return {"message_id": post(world, args, _content(source)).id}


def _forward_message(world: World, args: Args) -> Json:
    source = _source(world, args, "forward")
    origin = {"type": "user", "sender_user": source.author.face(), "date": source.body["date"]}
    return post(world, args, _content(source) | {"forward_origin": origin}).body


def _content(source: Message) -> Json:
    return {key: value for key, value in source.body.items() if key in CONTENT}


def _source(world: World, args: Args, verb: str) -> Message:
    reachable(world, args)
    found = chat_of(world, args.get("from_chat_id")).message(args.get("message_id"))
    if found is None:
        raise bad(f"message to {verb} not found")
    if not _content(found):
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return found


METHODS = {
    "sendMessage": Method(COMMON | TEXT, _send_message),
    "sendPhoto": Method(COMMON | CAPTION | kinds("photo:file"), _send_photo),
    "sendDocument": Method(COMMON | CAPTION | kinds("document:file"), _send_document),
    "sendVoice": Method(COMMON | CAPTION | kinds("voice:file duration:int"), _send_voice),
    "copyMessage": Method(COMMON | kinds("from_chat_id:chat message_id:int"), _copy_message),
    "forwardMessage": Method(
        kinds("chat_id:chat message_thread_id:int from_chat_id:chat message_id:int")
        | kinds("disable_notification:bool protect_content:bool"),
        _forward_message,
    ),
}
