"""Sending: what a `Said` becomes on the wire, and what Telegram's answers mean, through the real library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot import demo
from bot.send import Sender
from bot.taps import Signer
from bot.transport import Transport
from messages.said import Button, Composer, Curve, Picture, Said
from records.outgoing import Claimed
from review import curve
from sandbox import World
from sandbox.faults import Fault
from scheduler.outcome import Flood, Migrated, NotSent, Outcome, Refused, Sent, Unchanged, Unknown, Unreachable

JULIA = 7001
SORENESS = Curve(
    points=((2, 5), (24, 3)), band=((0, 2, 6), (48, 0, 4)), title="Your soreness", y_label="0 to 10", x_label="hours",
    band_label="usual",
)  # fmt: skip


@pytest.fixture
async def bot(world: tuple[World, str]) -> AsyncIterator[Bot]:
    """The real library's bot on our transport; Julia has pressed Start."""
    world[0].private(world[0].user(JULIA))
    world[0].users[JULIA].started = True
    made = Bot(demo.TOKEN, base_url=f"{world[1]}/bot", request=Transport(), get_updates_request=Transport())
    yield made
    await made.request.shutdown()


def claimed(said: Said, *, kind: str = "say", chat: int = JULIA, target: int | None = None) -> Claimed:
    """Return a row as the courier hands it over."""
    return Claimed(
        id=1, lane=1, channel="telegram", chat_id=chat, kind=kind, label=None, owner="house",
        body=said.model_dump_json(),
        target_message_id=target, reply_message_id=None, attempts=1, unknowns=0, patient_id=None, checkin_id=None,
        flag_id=None,
    )  # fmt: skip


async def sent(bot: Bot, row: Claimed) -> Outcome:
    """Send one row."""
    return await Sender(bot, Signer(b"s"))(row)


async def test_text_with_entities_arrives_as_meant(bot: Bot, world: tuple[World, str]) -> None:
    """Offsets count UTF-16 units, emoji and all."""
    said = Composer().line("😀 first").bold("second").said()

    outcome = await sent(bot, claimed(said))

    (message,) = world[0].chats[JULIA].messages.values()
    assert Sent(message.id) == outcome
    assert [{"type": "bold", "offset": 9, "length": 6}] == message.body["entities"]


async def test_a_picture_is_drawn_when_sent(bot: Bot, world: tuple[World, str]) -> None:
    """A QR recipe becomes a photo with the words as its caption."""
    said = Said(text="Scan this", picture=Picture(kind="qr", data="https://t.me/x?start=abc"))

    assert isinstance(await sent(bot, claimed(said)), Sent)
    (message,) = world[0].chats[JULIA].messages.values()
    assert "Scan this" == message.body["caption"]
    assert message.body["photo"]


async def test_a_curve_is_drawn_when_sent(bot: Bot, world: tuple[World, str]) -> None:
    """Its recipe becomes a photo with a caption, styled words and buttons."""
    said = Composer().bold("So far").said(buttons=((Button(label="Thanks", action="now", ref="abc.yes"),),))

    assert isinstance(await sent(bot, claimed(said.model_copy(update={"curve": SORENESS}))), Sent)
    (message,) = world[0].chats[JULIA].messages.values()
    kept = world[0].files.get(message.body["photo"][0]["file_id"])
    assert kept is not None
    assert ("soreness.png", curve.png(SORENESS)) == (kept.upload.name, kept.upload.content)
    assert "So far" == message.body["caption"]
    assert [{"type": "bold", "offset": 0, "length": 6}] == message.body["caption_entities"]
    assert "Thanks" == message.buttons()[0][0]["text"]


async def test_a_curve_holds_nobody_up(bot: Bot, world: tuple[World, str]) -> None:
    """Others are served while a curve is drawn."""
    with curve.ONE_AT_A_TIME:
        waiting = asyncio.create_task(sent(bot, claimed(Said(text="So far", curve=SORENESS))))
        await sent(bot, claimed(Said(text="Meanwhile")))
        assert not waiting.done()

    assert isinstance(await waiting, Sent)
    assert ["Meanwhile", None] == [each.body.get("text") for each in world[0].chats[JULIA].messages.values()]


async def test_buttons_are_signed_for_their_chat(bot: Bot, world: tuple[World, str]) -> None:
    """What goes out is data that only this chat can send back."""
    await sent(bot, claimed(Said(text="?", buttons=((Button(label="Yes", action="now", ref="abc.yes"),),))))

    (message,) = world[0].chats[JULIA].messages.values()
    tap = Signer(b"s").read(message.buttons()[0][0]["callback_data"], chat_id=JULIA)
    assert tap is not None
    assert ("now", "abc", "yes") == (tap.action, tap.ref, tap.option)


async def test_an_unchanged_edit_is_as_good_as_sent(bot: Bot) -> None:
    """Telegram's "not modified" is no error."""
    first = await sent(bot, claimed(Said(text="same")))
    assert isinstance(first, Sent)

    assert Unchanged() == await sent(bot, claimed(Said(text="same"), kind="edit", target=first.message_id))


async def test_an_edit_without_its_message_is_refused(bot: Bot) -> None:
    """There is nothing to edit."""
    assert isinstance(await sent(bot, claimed(Said(text="x"), kind="edit")), Refused)
    assert isinstance(await sent(bot, claimed(Said(text="x"), kind="edit", target=999)), Refused)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ("403", Unreachable),
        ("400", Unreachable),
        ("500", Unknown),
        ("502", Unknown),
        ("drop", Unknown),
        ("lost", Unknown),
        ("429", Flood),
    ],
)
async def test_the_error_table(bot: Bot, world: tuple[World, str], error: str, outcome: type) -> None:
    """Each of Telegram's troubles has its outcome (reliability.md section 2)."""
    world[0].faults.add(Fault(method="sendMessage", error=error, times=1, retry_after=3))

    assert isinstance(await sent(bot, claimed(Said(text="x"))), outcome)


async def test_who_never_pressed_start_cannot_be_reached(bot: Bot, world: tuple[World, str]) -> None:
    """Nor can a chat that does not exist."""
    world[0].user(8001)

    assert isinstance(await sent(bot, claimed(Said(text="x"), chat=8001)), Unreachable)
    assert isinstance(await sent(bot, claimed(Said(text="x"), chat=123456)), Unreachable)


async def test_a_group_that_moved_is_told(bot: Bot, world: tuple[World, str]) -> None:
    """The new number comes with the refusal."""
    old = world[0].staff_chat
    moved = world[0].migrate(world[0].chats[old])

    outcome = await sent(bot, claimed(Said(text="x"), chat=old))

    assert Migrated(moved.id) == outcome


async def test_what_never_left_can_be_sent_again(bot: Bot) -> None:
    """A refused connection is certain: nothing was sent."""
    nowhere = Bot(demo.TOKEN, base_url="http://127.0.0.1:9/bot", request=Transport(), get_updates_request=Transport())

    outcome = await sent(nowhere, claimed(Said(text="x")))
    await nowhere.request.shutdown()

    assert isinstance(outcome, NotSent)


async def test_the_token_is_in_no_error(bot: Bot) -> None:
    """What may be logged does not hold the token."""
    nowhere = Bot(demo.TOKEN, base_url="http://127.0.0.1:9/bot", request=Transport(), get_updates_request=Transport())

    outcome = await sent(nowhere, claimed(Said(text="x")))
    await nowhere.request.shutdown()

    assert demo.TOKEN not in repr(outcome)
