"""python-telegram-bot, the real library, at the sandbox's end of the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from sandbox.faults import Fault
from sandbox.places import block
from sandbox.wishes import Block
from tests.sandbox.wire import ANN, Line, write


@pytest.fixture
async def bot(line: Line) -> AsyncIterator[Bot]:
    """The library's bot, pointed at the sandbox."""
    async with Bot(line.world.token, f"{line.url}/bot", f"{line.url}/file/bot") as made:
        yield made


async def test_it_talks(line: Line, bot: Bot) -> None:
    """A whole conversation: poll, send with entities and buttons, tap, answer, edit, delete."""
    write(line.world, "Hi")
    assert "Hi" == (await bot.get_updates())[0].message.text  # type: ignore[union-attr]
    yes = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    bold = [MessageEntity("bold", 0, 4)]
    sent = await bot.send_message(ANN, "Sore?", entities=bold, reply_markup=yes)
    assert (tuple(bold), yes) == (sent.entities, sent.reply_markup)
    tap = {"chat": ANN, "from": ANN, "message_id": sent.message_id, "label": "Yes"}
    tapping = asyncio.create_task(line.sim("/sim/tap", tap))
    query = (await bot.get_updates(offset=-1, timeout=5))[-1].callback_query
    while query is None:
        query = (await bot.get_updates(offset=-1, timeout=5))[-1].callback_query
    await query.answer("Noted")
    _, tapped = await tapping
    assert "Noted" == tapped["answer"]["text"]
    edited = await sent.edit_text("Thanks")
    assert ("Thanks", None) == (edited.text, edited.reply_markup)  # type: ignore[union-attr]
    assert await sent.delete()


async def test_it_sends_pictures(bot: Bot) -> None:
    """An uploaded picture comes back byte by byte, and by its id again."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(40)
    sent = await bot.send_photo(ANN, picture, caption="Scan me")
    file = await sent.photo[0].get_file()
    assert picture == bytes(await file.download_as_bytearray())
    again = await bot.send_photo(ANN, sent.photo[0].file_id)
    assert sent.photo == again.photo


async def test_it_settles_in(line: Line, bot: Bot) -> None:
    """Start-up calls: webhook away, commands, texts, who is in the group, a reaction, a pin, an action."""
    staff = line.world.staff_chat
    assert await bot.delete_webhook()
    assert await bot.set_my_commands([BotCommand("help", "What I can do")])
    assert await bot.set_my_description("After your visit")
    assert await bot.set_my_short_description("Aftercare")
    assert {"creator", "administrator"} == {who.status for who in await bot.get_chat_administrators(staff)}
    assert "member" == (await bot.get_chat_member(staff, 9002)).status
    card = await bot.send_message(staff, "A card")
    assert await card.pin()
    assert await card.set_reaction("👍")
    assert await bot.send_chat_action(ANN, "typing")
    assert card == (await bot.get_chat(staff)).pinned_message


async def test_its_errors_are_the_librarys_own(line: Line, bot: Bot) -> None:
    """Each refusal becomes the error class that the library has for it."""
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ANN, "")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(777, "Hi")
    block(line.world, Block(user=ANN))
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ANN, "Hi")


FAULTS = [
    ("429", RetryAfter),
    ("502", NetworkError),
    ("500", NetworkError),
    ("drop", NetworkError),
    ("lost", NetworkError),
    ("409", Conflict),
    ("401", InvalidToken),
    ("migrate", ChatMigrated),
]


@pytest.mark.parametrize(("error", "kind"), FAULTS)
async def test_faults_are_the_librarys_errors_too(
    line: Line, bot: Bot, monkeypatch: pytest.MonkeyPatch, error: str, kind: type[Exception]
) -> None:
    """Each planned fault reaches a bot as the error it would meet in life."""
    # Without this the library warns that a number of seconds is the old way.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    line.world.faults.add(Fault.model_validate({"method": "sendMessage", "error": error}))
    with pytest.raises(kind):
        await bot.send_message(line.world.staff_chat, "Hi")
