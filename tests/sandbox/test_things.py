"""What phones send beside text, and requests that leave out what is plain."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sandbox.things import DOT
from tests.sandbox.wire import ANN, Line, done

PICTURE = "data:image/png;base64," + base64.b64encode(DOT).decode()

THINGS: list[tuple[str, Any]] = [
    ("photo", True),
    ("photo", "bruise.jpg"),
    ("photo", PICTURE),
    ("voice", True),
    ("voice", 12),
    ("voice", "note.ogg"),
    ("sticker", "🙂"),
    ("document", "letter.pdf"),
    ("location", True),
    ("location", {"latitude": 1.5, "longitude": 2.5}),
    ("contact", True),
    ("video", True),
]


@pytest.mark.parametrize(("name", "given"), THINGS)
async def test_a_thing_arrives_as_one(line: Line, name: str, given: Any) -> None:
    """Each kind of thing becomes a message with Telegram's field of that name, and no text."""
    status, sent = await line.sim("/sim/message", {"chat": ANN, "from": ANN, name: given})
    update = (await line.bot("getUpdates"))["result"][0]
    assert (200, sent["update_id"]) == (status, update["update_id"])
    assert (True, False) == (name in update["message"], "text" in update["message"])


async def test_a_photo_can_be_fetched(line: Line) -> None:
    """The picture that a phone sent comes back byte for byte."""
    await line.sim("/sim/message", {"chat": ANN, "from": ANN, "photo": PICTURE, "caption": "look"})
    message = (await line.bot("getUpdates"))["result"][0]["message"]
    file = await done(line.world, "getFile", file_id=message["photo"][-1]["file_id"])
    stored = line.world.files.at(file["file_path"])
    assert ("look", DOT) == (message["caption"], stored.upload.content if stored else None)


async def test_in_a_private_chat_from_may_be_left_out(line: Line) -> None:
    """Only one person can write there."""
    await line.sim("/sim/message", {"chat": ANN, "text": "Hi"})
    assert ANN == (await line.bot("getUpdates"))["result"][0]["message"]["from"]["id"]


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"text": "Hi", "photo": True}, "exactly one of"),
    ({}, "exactly one of"),
    ({"sticker": True, "caption": "c"}, "has no caption"),
    ({"text": "Hi", "colour": "red"}, "colour"),
    ({"photo": "data:image/png;base64,???"}, "data: URL"),
    ({"photo": True, "caption": "c" * 1025}, "1024"),
    ({"text": "Hi", "reply_to": 999}, "no message 999"),
    ({"text": "  "}, "empty"),
]


@pytest.mark.parametrize(("body", "words"), MISTAKES)
async def test_a_mistake_is_told_in_a_sentence(line: Line, body: dict[str, Any], words: str) -> None:
    """What a phone could not send is refused with what is wrong, and nothing arrives."""
    status, answer = await line.sim("/sim/message", {"chat": ANN, "from": ANN, **body})
    assert (400, True) == (status, words in answer["error"])
    assert [] == (await line.bot("getUpdates"))["result"]


async def test_a_fault_may_be_named_by_its_number(line: Line) -> None:
    """429 and "429" are the same fault."""
    await line.sim("/sim/fault", {"method": "sendMessage", "error": 429, "retry_after": 7})
    answer = await line.bot("sendMessage", chat_id=ANN, text="Hi")
    assert (429, 7) == (answer["error_code"], answer["parameters"]["retry_after"])
