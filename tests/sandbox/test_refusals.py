"""The Bot API refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.files import Upload
from sandbox.phone import remove
from sandbox.places import block
from sandbox.wishes import Block
from sandbox.world import World
from tests.sandbox.wire import ANN, Line, ask, done, why, write

LONG = "a" * 4097
CLOWN = "🤡"


def _buttons(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", **button}]]}


MESSAGES: list[tuple[str, dict[str, Any], str]] = [
    ("no text", {"text": ""}, "message text is empty"),
    ("only spaces", {"text": " \n "}, "message text is empty"),
    ("4097 letters", {"text": LONG}, "message is too long"),
    ("2049 emoji, 4098 units", {"text": CLOWN * 2049}, "message is too long"),
    ("unknown parameter", {"text": "a", "colour": "red"}, 'unknown parameter "colour"'),
    (
        "data of 65 bytes",
        {"text": "a", "reply_markup": _buttons(callback_data="d" * 65)},
        "BUTTON_DATA_INVALID",
    ),
    ("data of 33 é", {"text": "a", "reply_markup": _buttons(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
    ("empty data", {"text": "a", "reply_markup": _buttons(callback_data="")}, "BUTTON_DATA_INVALID"),
    (
        "a button that does nothing",
        {"text": "a", "reply_markup": _buttons()},
        "can't parse keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "a link to nowhere",
        {"text": "a", "reply_markup": _buttons(url="nowhere")},
        "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        "a reply to nothing",
        {"text": "a", "reply_parameters": {"message_id": 99}},
        "message to be replied not found",
    ),
    (
        "an entity past the end",
        {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "ENTITY_BOUNDS_INVALID",
    ),
    (
        "half an emoji",
        {"text": CLOWN, "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        "ENTITY_BOUNDS_INVALID",
    ),
    ("broken JSON", {"text": "a", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
]


@pytest.mark.parametrize(("params", "words"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES])
async def test_a_message_that_is_not_sound_is_refused(world: World, params: dict[str, Any], words: str) -> None:
    """Every unsound message is a 400 in Telegram's words, and nothing reaches the phone."""
    before = len(world.chats[ANN].messages)
    assert (400, f"Bad Request: {words}") == await why(world, "sendMessage", chat_id=ANN, **params)
    assert before == len(world.chats[ANN].messages)


@pytest.mark.parametrize("text", ["a" * 4096, CLOWN * 2048])
async def test_4096_units_are_not_too_long(world: World, text: str) -> None:
    """The limit is 4096 UTF-16 units, not one less, and an emoji counts twice."""
    assert text == (await done(world, "sendMessage", chat_id=ANN, text=text))["text"]


async def test_a_caption_ends_at_1024(world: World) -> None:
    """A caption of 1025 units is refused, one of 1024 is not."""
    photo = Upload("code.png", b"\x89PNG", "image/png")
    sent = await done(world, "sendPhoto", chat_id=ANN, photo=photo, caption="c" * 1024)
    assert "c" * 1024 == sent["caption"]
    refused = await why(world, "sendPhoto", chat_id=ANN, photo=photo, caption="c" * 1025)
    assert (400, "Bad Request: message caption is too long") == refused


CLOSED = [
    ("nobody", 777, 400, "Bad Request: chat not found"),
    ("no number", "@ann", 400, "Bad Request: chat not found"),
    ("staff who never pressed Start", 9001, 403, "Forbidden: bot can't initiate conversation with a user"),
]


@pytest.mark.parametrize(("chat", "code", "words"), [row[1:] for row in CLOSED], ids=[row[0] for row in CLOSED])
async def test_the_bot_cannot_write_first(world: World, chat: Any, code: int, words: str) -> None:
    """The bot writes only where it was written to."""
    assert (code, words) == await why(world, "sendMessage", chat_id=chat, text="Hello")


async def test_a_blocked_bot_is_told_so(world: World) -> None:
    """Every way into a blocked chat is a 403, and open again when the block is lifted."""
    sent = await done(world, "sendMessage", chat_id=ANN, text="Hello")
    block(world, Block(user=ANN))
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert blocked == await why(world, "sendMessage", chat_id=ANN, text="Hello?")
    assert blocked == await why(world, "editMessageText", chat_id=ANN, message_id=sent["message_id"], text="x")
    block(world, Block(user=ANN, blocked=False))
    assert "Hello" == (await done(world, "sendMessage", chat_id=ANN, text="Hello"))["text"]


async def test_an_edit_that_changes_nothing_is_refused(world: World) -> None:
    """The same words with the same buttons are no edit; other buttons are."""
    yes = _buttons(callback_data="y")
    number = (await done(world, "sendMessage", chat_id=ANN, text="Sore?", reply_markup=yes))["message_id"]
    same = {"chat_id": ANN, "message_id": number, "text": "Sore?"}
    code, words = await why(world, "editMessageText", **same, reply_markup=yes)
    assert (400, True) == (code, words.startswith("Bad Request: message is not modified: specified new"))
    edited = await done(world, "editMessageText", **same)
    assert "reply_markup" not in edited
    code, words = await why(world, "editMessageReplyMarkup", chat_id=ANN, message_id=number)
    assert words.startswith("Bad Request: message is not modified: ")


async def test_what_is_gone_or_not_ours_is_not_edited(world: World) -> None:
    """A message that is unknown, deleted on the phone, or the patient's own cannot be edited."""
    theirs = write(world, "Hi").message.id
    gone = (await done(world, "sendMessage", chat_id=ANN, text="Bye"))["message_id"]
    remove(world, ANN, gone)
    missing = (400, "Bad Request: message to edit not found")
    assert missing == await why(world, "editMessageText", chat_id=ANN, message_id=9999, text="x")
    assert missing == await why(world, "editMessageText", chat_id=ANN, message_id=gone, text="x")
    own = await why(world, "editMessageText", chat_id=ANN, message_id=theirs, text="x")
    assert (400, "Bad Request: message can't be edited") == own
    lost = await why(world, "deleteMessage", chat_id=ANN, message_id=gone)
    assert (400, "Bad Request: message to delete not found") == lost


async def test_old_messages_stay(world: World) -> None:
    """After 48 hours of sandbox time the bot cannot take its own message back."""
    number = (await done(world, "sendMessage", chat_id=ANN, text="Hi"))["message_id"]
    await world.clock.jump(48 * 3600 + 5)
    refused = await why(world, "deleteMessage", chat_id=ANN, message_id=number)
    assert (400, "Bad Request: message can't be deleted for everyone") == refused


HALF = "\ud83e"


async def test_half_an_emoji_is_not_text(line: Line) -> None:
    """A lone surrogate is refused wherever it stands, as it cannot be UTF-8."""
    words = (400, "Bad Request: strings must be encoded in UTF-8")
    assert words == await why(line.world, "sendMessage", chat_id=ANN, text=HALF)
    broken = _buttons(callback_data=HALF)
    assert words == await why(line.world, "sendMessage", chat_id=ANN, text="a", reply_markup=broken)
    assert not (await line.bot("sendMessage", chat_id=ANN, text=HALF))["ok"]
    status, _ = await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": HALF})
    assert 400 == status


async def test_unknown_methods_are_not_found(world: World) -> None:
    """A method that does not exist is a 404; names are case-insensitive as Telegram's are."""
    assert (404, "Not Found") == await why(world, "sendPigeon", chat_id=ANN)
    assert (await ask(world, "GETME")).body["result"]["is_bot"]


async def test_a_group_without_the_bot_is_closed(world: World) -> None:
    """A bot that left a group can no longer write there."""
    await done(world, "leaveChat", chat_id=world.staff_chat)
    code, words = await why(world, "sendMessage", chat_id=world.staff_chat, text="x")
    assert (403, "Forbidden: bot is not a member of the supergroup chat") == (code, words)


async def test_commands_are_checked(world: World) -> None:
    """A command with a capital or without words is refused; good ones are given back."""
    shouting = [{"command": "HELP", "description": "Help"}]
    assert (400, "Bad Request: BOT_COMMAND_INVALID") == await why(world, "setMyCommands", commands=shouting)
    silent = [{"command": "help", "description": ""}]
    refused = await why(world, "setMyCommands", commands=silent)
    assert (400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID") == refused
    good = [{"command": "help", "description": "What I can do"}]
    await done(world, "setMyCommands", commands=good)
    assert good == await done(world, "getMyCommands")
    assert [] == await done(world, "getMyCommands", language_code="es")


async def test_a_wrong_token_is_unauthorized(line: Line) -> None:
    """Any other token is a 401, and its calls are not in the journal."""
    status, answer = await line.sim("/bot1:wrong/getMe")
    assert (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}) == (status, answer)
    assert 0 == line.world.journal.last()
