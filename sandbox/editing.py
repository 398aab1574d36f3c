"""Methods that change or take back what is already in a chat."""

from __future__ import annotations

from typing import Any

from sandbox import keyboards
from sandbox.chats import Chat, Json, Message
from sandbox.params import Args, Method, kinds
from sandbox.reach import message_of, reachable
from sandbox.refusals import bad
from sandbox.sending import CAPTION, TEXT, captioned, written
from sandbox.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
#: Beyond this age (seconds) not even the bot's own message can be taken back.
OLD = 48 * 3600

TARGET = kinds("chat_id:chat message_id:int reply_markup:json")


def _edit_text(world: World, args: Args) -> Json:
    return _edit(world, args, written(args), ("text", "entities"))


def _edit_caption(world: World, args: Args) -> Json:
    return _edit(world, args, captioned(args), ("caption", "caption_entities"))


def _edit_markup(world: World, args: Args) -> Json:
    return _edit(world, args, {}, ())


def _edit(world: World, args: Args, content: Json, fields: tuple[str, ...]) -> Json:
    chat = reachable(world, args)
    message = _editable(world, chat, args, fields)
    markup = keyboards.checked(args.get("reply_markup"), private=chat.private, inline_only=True)
    changed = {key: value for key, value in message.body.items() if key not in (*fields, "reply_markup")} | content
    if markup is not None and any(markup["inline_keyboard"]):
        changed["reply_markup"] = markup
    before = {key: value for key, value in message.body.items() if key != "edit_date"}
    if before == {key: value for key, value in changed.items() if key != "edit_date"}:
        raise bad(SAME)
    world.limits.spend(chat.id)
    rewrite(world, chat, message, changed)
    return message.body


def _editable(world: World, chat: Chat, args: Args, fields: tuple[str, ...]) -> Message:
    message = message_of(chat, args, "edit")
    if message.author is not world.me or message.keyboard is not None:
        msg = "message can't be edited"
        raise bad(msg)
    if "text" in fields and "text" not in message.body:
        msg = "there is no text in the message to edit"
        raise bad(msg)
    if "caption" in fields and "text" in message.body:
        msg = "there is no caption in the message to edit"
        raise bad(msg)
    return message


def rewrite(world: World, chat: Chat, message: Message, body: Json) -> None:
    """Give a message its new body, and keep the old words for the transcript."""
    words = message.words
    message.body = body | {"edit_date": world.clock.stamp()}
    if message.words != words:
        message.edits.append(words)
    world.feed.tell("chat", chat=chat.id)


def _delete(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    _take_back(world, chat, message_of(chat, args, "delete"))
    return True


def _take_back(world: World, chat: Chat, message: Message) -> None:
    rules_group = not chat.private and chat.status(world.me.id) == "administrator"
    theirs = not chat.private and message.author is not world.me
    too_old = world.clock.stamp() - message.body["date"] > OLD
    if not rules_group and (too_old or theirs):
        msg = "message can't be deleted for everyone"
        raise bad(msg)
    world.limits.spend(chat.id)
    message.deleted = True
    world.feed.tell("chat", chat=chat.id)


def _delete_many(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    numbers: Any = args.get("message_ids")
    sound = isinstance(numbers, list) and all(type(number) is int for number in numbers)
    if not sound or not 1 <= len(numbers) <= 100:
        msg = "message identifiers are not specified"
        raise bad(msg)
    # As on Telegram, those that are not there are passed over.
    for message in [found for number in numbers if (found := chat.message(number))]:
        _take_back(world, chat, message)
    return True


METHODS = {
    "editMessageText": Method(TARGET | TEXT, _edit_text),
    "editMessageCaption": Method(TARGET | CAPTION, _edit_caption),
    "editMessageReplyMarkup": Method(TARGET, _edit_markup),
    "deleteMessage": Method(kinds("chat_id:chat message_id:int"), _delete),
    "deleteMessages": Method(kinds("chat_id:chat message_ids:json"), _delete_many),
}
