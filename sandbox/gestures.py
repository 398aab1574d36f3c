"""Methods that make no message: the answer to a tap, a reaction, a pin."""

from __future__ import annotations

from typing import Any

from sandbox.params import Args, Method, kinds
from sandbox.reach import message_of, reachable
from sandbox.refusals import bad
from sandbox.world import World

#: Seconds of sandbox time for which a tap waits for its answer.
TAP_WAITS = 60


def _answer(world: World, args: Args) -> bool:
    callback = world.callbacks.get(args.get("callback_query_id", ""))
    late = callback is not None and world.clock.stamp() - callback.asked > TAP_WAITS
    if callback is None or late or callback.answer is not None:
        msg = "query is too old and response timeout expired or query ID is invalid"
        raise bad(msg)
    if len(args.get("text", "")) > 200:
        msg = "MESSAGE_TOO_LONG"
        raise bad(msg)
    callback.answer = {"text": args.get("text", ""), "show_alert": args.get("show_alert", False)}
    world.answered.ring()
    return True


def _react(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    message = message_of(chat, args, "react")
    reactions = args.get("reaction", [])
    if not isinstance(reactions, list) or not all(_is_emoji(each) for each in reactions):
        msg = "REACTION_INVALID"
        raise bad(msg)
    if len(reactions) > 1:
        msg = "REACTIONS_TOO_MANY"
        raise bad(msg)
    message.reactions[world.me.id] = reactions
    world.feed.tell("chat", chat=chat.id)
    return True


def _is_emoji(reaction: Any) -> bool:
    return isinstance(reaction, dict) and reaction.get("type") == "emoji" and isinstance(reaction.get("emoji"), str)


def _pin(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    message = message_of(chat, args, "pin")
    chat.pinned = [number for number in chat.pinned if number != message.id] + [message.id]
    world.feed.tell("chat", chat=chat.id)
    return True


def _unpin(world: World, args: Args) -> bool:
    chat = reachable(world, args)
    number = args.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        msg = "message to unpin not found"
        raise bad(msg)
    chat.pinned.remove(number)
    world.feed.tell("chat", chat=chat.id)
    return True


METHODS = {
    "answerCallbackQuery": Method(
        kinds("callback_query_id:str text:str show_alert:bool url:str cache_time:int"), _answer
    ),
    "setMessageReaction": Method(kinds("chat_id:chat message_id:int reaction:json is_big:bool"), _react),
    "pinChatMessage": Method(kinds("chat_id:chat message_id:int disable_notification:bool"), _pin),
    "unpinChatMessage": Method(kinds("chat_id:chat message_id:int"), _unpin),
}
