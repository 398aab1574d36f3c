"""/sim: phones write, edit, tap, react and open links, and see what the bot sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.sandbox.wire import ANN, Line

BEA = 502
YES_NO = {
    "inline_keyboard": [
        [{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}],
        [{"text": "Join", "url": "https://t.me/aftercare_sandbox_bot?start=abc_1-2"}],
    ]
}


async def _chat(line: Line, chat: int = ANN) -> dict[str, Any]:
    status, shown = await line.sim(f"/sim/chats/{chat}")
    assert 200 == status
    return dict(shown)


async def _asked(line: Line, markup: dict[str, Any], chat: int = ANN) -> int:
    sent = await line.bot("sendMessage", chat_id=chat, text="Sore?", reply_markup=markup)
    return int(sent["result"]["message_id"])


async def test_a_stranger_is_made_as_they_write(line: Line) -> None:
    """A positive chat id is that person's private chat, opened by the first message."""
    status, said = await line.sim("/sim/message", {"chat": BEA, "from": BEA, "text": "/start abc"})
    assert (200, int, int) == (status, type(said["message_id"]), type(said["update_id"]))
    update = (await line.bot("getUpdates"))["result"][0]
    assert said["update_id"] == update["update_id"]
    assert [{"type": "bot_command", "offset": 0, "length": 6}] == update["message"]["entities"]
    assert (await line.bot("sendMessage", chat_id=BEA, text="Hi"))["ok"]


async def test_a_person_can_bring_a_name_and_a_language(line: Line) -> None:
    """`from` may be a person instead of a number."""
    bea = {"id": BEA, "first_name": "Bea", "language_code": "es"}
    await line.sim("/sim/message", {"chat": BEA, "from": bea, "text": "Hola"})
    sender = (await line.bot("getUpdates"))["result"][0]["message"]["from"]
    assert ("Bea", "es") == (sender["first_name"], sender["language_code"])


@pytest.mark.parametrize("thing", ["photo", "voice", "sticker", "contact", "location", "document", "video"])
async def test_things_are_made_up(line: Line, thing: str) -> None:
    """`true` sends a made-up photo, voice note, sticker, contact, place, document or video."""
    await line.sim("/sim/message", {"chat": ANN, "from": ANN, thing: True})
    message = (await line.bot("getUpdates"))["result"][0]["message"]
    assert message[thing]
    assert thing in (await _chat(line))["messages"][-1]


async def test_a_long_text_leaves_in_pieces(line: Line) -> None:
    """A phone splits what is too long: nothing is lost but the space at the cut."""
    words = " ".join(f"word{number}" for number in range(1500))
    _, said = await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": words})
    texts = [update["message"]["text"] for update in (await line.bot("getUpdates"))["result"]]
    assert len(said["message_ids"]) == len(texts) > 1
    assert words == " ".join(texts)
    assert all(len(text) <= 4096 for text in texts)


async def test_the_transcript_shows_the_phone(line: Line) -> None:
    """The transcript has ids, words, rows of buttons, replies, old words of edits, deletions and dates."""
    number = await _asked(line, YES_NO)
    _, said = await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": "6", "reply_to": number})
    own = {"chat": ANN, "from": ANN, "message_id": said["message_id"]}
    await line.sim("/sim/edit", {**own, "text": "7"})
    await line.bot("editMessageText", chat_id=ANN, message_id=number, text="Thanks")
    await line.bot("deleteMessage", chat_id=ANN, message_id=number)
    _, asked, answer = (await _chat(line))["messages"]
    assert ("Thanks", ["Sore?"], True, []) == tuple(asked[key] for key in ("text", "edits", "deleted", "buttons"))
    assert ("7", ["6"], False, number) == tuple(answer[key] for key in ("text", "edits", "deleted", "reply_to"))
    assert (ANN, True) == (answer["from"]["id"], asked["from"]["bot"])
    assert answer["date"].endswith("+00:00")


async def test_buttons_are_shown_by_label(line: Line) -> None:
    """Rows of buttons give label, data and link."""
    await _asked(line, YES_NO)
    buttons = (await _chat(line))["messages"][-1]["buttons"]
    assert {"label": "No", "data": "n", "url": None} == buttons[0][1]
    assert buttons[1][0]["url"].startswith("https://t.me/")


@pytest.mark.parametrize("how", [{"label": "Yes"}, {"data": "y"}, {"data": "forged:1"}])
async def test_a_tap_brings_the_bots_answer(line: Line, how: dict[str, str]) -> None:
    """A tap by label or data, forged data too, reaches the bot; the phone sees what it answered."""
    number = await _asked(line, YES_NO)
    tap = asyncio.create_task(line.sim("/sim/tap", {"chat": ANN, "from": ANN, "message_id": number, **how}))
    query = (await line.bot("getUpdates", timeout=5))["result"][-1]["callback_query"]
    assert (how.get("data", "y"), number) == (query["data"], query["message"]["message_id"])
    answer = {"callback_query_id": query["id"], "text": "Noted"}
    assert (await line.bot("answerCallbackQuery", **answer))["ok"]
    status, tapped = await tap
    assert (200, "Noted") == (status, tapped["answer"]["text"])
    again = await line.bot("answerCallbackQuery", **answer)
    assert again["description"].startswith("Bad Request: query is too old")


async def test_a_tap_without_an_answer_gives_up(line: Line) -> None:
    """The phone stops waiting, and a late answer is too old."""
    number = await _asked(line, YES_NO)
    tap = {"chat": ANN, "from": ANN, "message_id": number, "label": "Yes", "wait": 0.01}
    _, tapped = await line.sim("/sim/tap", tap)
    await line.world.clock.jump(120)
    late = await line.bot("answerCallbackQuery", callback_query_id=tapped["callback_query_id"])
    assert (None, False) == (tapped["answer"], late["ok"])


async def test_a_key_of_the_reply_keyboard_sends_its_words(line: Line) -> None:
    """A label below the text box is simply written, and a one-time keyboard then goes."""
    await line.bot(
        "sendMessage",
        chat_id=ANN,
        text="Sore?",
        reply_markup={"keyboard": [["None", "A lot"]], "one_time_keyboard": True},
    )
    assert [["None", "A lot"]] == (await _chat(line))["keyboard"]
    await line.sim("/sim/tap", {"chat": ANN, "from": ANN, "label": "A lot"})
    assert "A lot" == (await line.bot("getUpdates"))["result"][0]["message"]["text"]
    assert [] == (await _chat(line))["keyboard"]


async def test_a_link_to_the_bot_presses_start(line: Line) -> None:
    """Opening t.me/<bot>?start=… on a phone opens its chat with the bot and sends the payload."""
    number = await _asked(line, YES_NO, chat=line.world.staff_chat)
    tap = {"chat": line.world.staff_chat, "from": 9001, "message_id": number, "label": "Join"}
    await line.sim("/sim/tap", tap)
    message = (await line.bot("getUpdates"))["result"][0]["message"]
    assert ("/start abc_1-2", 9001) == (message["text"], message["chat"]["id"])
    _, elsewhere = await line.sim("/sim/open", {"from": ANN, "url": "https://example.org/?start=x"})
    assert {"opened": "https://example.org/?start=x", "answer": None} == elsewhere


NONSENSE: list[tuple[str, dict[str, Any], str]] = [
    ("/sim/message", {"chat": -1001000000001, "text": "x"}, "from: Field required"),
    ("/sim/message", {"chat": ANN, "from": ANN}, "a message is exactly one of text"),
    ("/sim/message", {"chat": ANN, "from": ANN, "text": "x", "colour": "red"}, "colour: Extra inputs"),
    ("/sim/message", {"chat": ANN, "from": ANN, "text": "  "}, "The text is empty"),
    ("/sim/message", {"chat": ANN, "from": BEA, "text": "x"}, "somebody's private chat"),
    ("/sim/message", {"chat": -5, "from": ANN, "text": "x"}, "There is no chat -5"),
    ("/sim/message", {"chat": -1001000000001, "from": ANN, "text": "x"}, "is not in chat"),
    ("/sim/message", {"chat": ANN, "from": ANN, "text": "x", "reply_to": 99}, "There is no message 99"),
    ("/sim/edit", {"chat": ANN, "from": ANN, "message_id": 99, "text": "x"}, "There is no message 99"),
    ("/sim/tap", {"chat": ANN, "from": ANN, "label": "Nope"}, 'No button here says "Nope"'),
    ("/sim/tap", {"chat": ANN, "from": ANN, "message_id": 1, "data": "x"}, "not one of the bot's"),
    ("/sim/block", {"user": 12345}, "has no chat with the bot"),
    ("/sim/fault", {"error": "meteor"}, "error: Input should be"),
    ("/sim/join", {"chat": ANN, "user": BEA}, "Nobody joins a private chat"),
]


@pytest.mark.parametrize(("path", "body", "words"), NONSENSE)
async def test_nonsense_is_answered_with_a_sentence(line: Line, path: str, body: dict[str, Any], words: str) -> None:
    """A request that makes no sense is a 4xx with one sentence that says why, and nothing happens."""
    before = len(line.world.updates)
    status, answer = await line.sim(path, body)
    assert 400 == status
    assert words in answer["error"]
    assert before == len(line.world.updates)


async def test_a_blocked_phone_is_silent(line: Line) -> None:
    """Who blocked the bot cannot write to it until the block is lifted; pressing Start lifts nothing."""
    await line.sim("/sim/block", {"user": ANN})
    status, answer = await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": "x"})
    assert (400, True) == (status, "has blocked the bot" in answer["error"])
    await line.sim("/sim/block", {"user": ANN, "blocked": False})
    status, _ = await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": "x"})
    assert 200 == status


async def test_every_call_is_in_the_journal(line: Line) -> None:
    """GET /sim/calls lists calls with their answers, refused ones too; since= skips the known."""
    await line.bot("getMe")
    await line.bot("sendMessage", chat_id=ANN, text="")
    _, calls = await line.sim("/sim/calls")
    last = calls[-1]
    assert ("sendMessage", 400, {"chat_id": ANN, "text": ""}) == (
        last["method"],
        last["status"],
        last["params"],
    )
    assert (200, []) == await line.sim(f"/sim/calls?since={last['n']}")


async def test_health_waits_for_the_bot(line: Line) -> None:
    """503 until the first poll, 200 after it."""
    line.world.updates.polled = False
    assert 503 == (await line.sim("/healthz"))[0]
    await line.bot("getUpdates")
    assert 200 == (await line.sim("/healthz"))[0]


async def test_a_path_that_is_not_there_is_a_sentence_too(line: Line) -> None:
    """Unknown paths, chats and verbs are answered in JSON with an error."""
    asks: list[tuple[str, dict[str, Any] | None]] = [
        ("/sim/chats/77", None),
        ("/sim/nothing", {}),
        ("/sim/chats", {}),
    ]
    answers = [await line.sim(path, body) for path, body in asks]
    assert [404, 404, 405] == [status for status, _ in answers]
    assert all(answer["error"] for _, answer in answers)
