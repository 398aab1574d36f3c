"""The gate cannot be gone around: whatever carries her words, and wherever she stands, danger is answered first."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from telegram.constants import MessageAttachmentType

from records.models import Heard
from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town

WORDS = "my chest is tight and I can't breathe"
FIRST = "This could be an emergency. Call 911 now."
DARK = "I want to kill myself"
KIND = "I am sorry you feel this way. You matter."

FILE: dict[str, Any] = {"file_id": "f", "file_unique_id": "u"}
SEEN = FILE | {"width": 1, "height": 1}
#: What may carry a caption, as Telegram writes it.
CAPTIONED: dict[str, dict[str, Any]] = {
    "photo": {"photo": [SEEN]},
    "video": {"video": SEEN | {"duration": 1}},
    "animation": {"animation": SEEN | {"duration": 1}},
    "audio": {"audio": FILE | {"duration": 1}},
    "voice": {"voice": FILE | {"duration": 1}},
    "document": {"document": FILE},
}
#: What carries words in a place of its own.
WORDED: dict[str, dict[str, Any]] = {
    "poll": {
        "poll": {
            "id": "1",
            "question": WORDS,
            "options": [{"persistent_id": "a", "text": "yes", "voter_count": 0}],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
}
#: What carries no words of hers; `story`, `game`, `invoice` and the like are other people's.
WORDLESS = {
    "contact", "dice", "game", "invoice", "live_photo", "location", "paid_media", "passport_data", "sticker", "story",
    "successful_payment", "video_note", "venue",
}  # fmt: skip


def test_every_kind_of_attachment_has_been_decided() -> None:
    """A kind that Telegram adds fails here until somebody has decided where its words are."""
    assert {each.value for each in MessageAttachmentType} == {*CAPTIONED, *WORDED, *WORDLESS}


def first_to_her(said: list[str]) -> str:
    """Return the first thing that is hers: cards for staff stand beside it."""
    staffs = ("EMERGENCY", "CRISIS", "Now EMERGENCY", "Now CRISIS", "New from")
    return next(each for each in said if not each.startswith(staffs))


@pytest.mark.holds("rule:2")
@pytest.mark.parametrize("content", [*CAPTIONED.values()], ids=[*CAPTIONED])
async def test_a_caption_crosses_the_gate(town: Town, content: dict[str, Any]) -> None:
    """The words under a picture, a file or a voice note are words."""
    await town.enrolled()

    assert first_to_her(await town.sends(**content, caption=WORDS)).startswith(FIRST)


@pytest.mark.parametrize("content", [*WORDED.values()], ids=[*WORDED])
async def test_words_in_odd_places_cross_the_gate(town: Town, content: dict[str, Any]) -> None:
    """A question put as a poll is read like any other."""
    await town.enrolled()

    assert first_to_her(await town.sends(**content)).startswith(FIRST)


@pytest.mark.parametrize(
    "more",
    [
        {"reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": JULIA, "type": "private"}, "text": "old"}},
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "Other"}},
        {"quote": {"text": "old", "position": 0}},
        {"entities": [{"type": "spoiler", "offset": 0, "length": 5}]},
    ],
    ids=["reply", "forwarded", "via another bot", "quoting", "spoiler"],
)
async def test_however_it_is_sent(town: Town, more: dict[str, Any]) -> None:
    """Replying, forwarding, quoting and styling change nothing."""
    await town.enrolled()

    assert first_to_her(await town.hear(JULIA, JULIA, WORDS, **more)).startswith(FIRST)


async def test_an_edit_crosses_the_gate(town: Town) -> None:
    """Words put in by an edit are as good as words written at once; so is an edited caption."""
    await town.enrolled()
    await town.says("all fine")
    number = await town.house.store.read(lambda db: db.scalar(select(Heard.message_id)))

    assert first_to_her(await town.edits(number or 0, WORDS)).startswith(FIRST)


@pytest.mark.holds("people:4", "bad:stop_inside")
@pytest.mark.parametrize("words", [f"/help {WORDS}", f"/stop {WORDS}", f"STOP {WORDS}", f"/nonsense {WORDS}"])
@pytest.mark.holds("hazard:H16")
async def test_a_command_hides_nothing(town: Town, words: str) -> None:
    """Words behind a command or beside STOP matter more than it."""
    await town.enrolled()
    command = (
        [{"type": "bot_command", "offset": 0, "length": len(words.split(maxsplit=1)[0])}] if words[0] == "/" else []
    )

    assert first_to_her(await town.hear(JULIA, JULIA, words, entities=command)).startswith(FIRST)


async def _taken(town: Town) -> None:
    await town.says("I fainted in the kitchen")
    await town.tap(STAFF_CHAT, ANA, "Take")


async def _asked_now(town: Town) -> None:
    await town.says("I had chest pain last year")


async def _asked_for_a_number(town: Town) -> None:
    await town.turn(hours=2, minutes=1)
    await town.tap(JULIA, JULIA, "None of these")


async def _stopped(town: Town) -> None:
    await town.says("STOP")


async def _finished(town: Town) -> None:
    await town.turn(hours=100)


async def _nothing(town: Town) -> None:
    """She stands as she was enrolled."""


STANDINGS = [_nothing, _taken, _asked_now, _asked_for_a_number, _stopped, _finished]


@pytest.mark.holds("people:4", "rule:2")
@pytest.mark.parametrize(("words", "first"), [(WORDS, FIRST), (DARK, KIND)], ids=["chest", "death"])
@pytest.mark.parametrize("stand", STANDINGS, ids=[each.__name__.strip("_") for each in STANDINGS])
@pytest.mark.holds("hazard:H2")
async def test_wherever_she_stands(town: Town, stand: Any, words: str, first: str) -> None:
    """In hand, asked something, stopped or long done: the fixed text is first, and staff have a card."""
    await town.enrolled()
    await stand(town)

    said = await town.says(words)

    assert first_to_her(said).startswith(first), said
    assert any("EMERGENCY" in each or "CRISIS" in each for each in await town.texts(STAFF_CHAT))


@pytest.mark.holds("people:4", "rule:2")
@pytest.mark.parametrize(("words", "first"), [(WORDS, FIRST), (DARK, KIND)], ids=["chest", "death"])
async def test_before_consent_and_to_strangers(town: Town, words: str, first: str) -> None:
    """Whoever writes is answered at once: with an invite open, or from nowhere."""
    await town.people()

    assert first_to_her(await town.hear(4242, 4242, words)).startswith(first)
