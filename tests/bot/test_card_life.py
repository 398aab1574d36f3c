"""A card's life: what it shows, what each button does, and who is told what."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from messages.cards import why_of
from records.models import Flag, Grade
from tests.bot.town import ANA, BEN, EVE, JULIA, STAFF_CHAT, Town, token_of

COMMAND = [{"type": "bot_command", "offset": 0, "length": 7}]
PHOTO: dict[str, Any] = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
TOP = Path(__file__).parent.parent.parent


async def flagged(town: Town, line: str = "JM left neck Ana #4711 949-555-0123 66") -> None:
    """Julia is enrolled with all that the desk knew, and has fainted."""
    await town.people()
    said = await town.hear(STAFF_CHAT, ANA, f"/invite {line}", entities=COMMAND)
    await town.says(f"/start {token_of(said[-1])}")
    await town.tap(JULIA, JULIA, "That is me, 18 or over. I agree")
    await town.tap(JULIA, JULIA, "I take a blood thinner")
    await town.says("I fainted in the kitchen")


async def card(town: Town) -> str:
    """Return the card as it was last written."""
    return [each for each in await town.texts(STAFF_CHAT) if "after the session" in each][-1]


async def bold(town: Town) -> list[str]:
    """Return the styles on the newest card."""
    said = [said for said, row in await town.said() if row.label in ("card", "card_edit")]
    return [entity.kind for entity in said[-1].entities]


@pytest.mark.holds("people:10", "rule:7")
async def test_the_card_says_what_a_nurse_needs(town: Town) -> None:
    """Who, where, what is known of her, why in words with the rule, her own words as a quotation, what she was told."""
    await flagged(town)
    shown = await card(town)

    for words in (
        "EMERGENCY · JM, Thu 10:00",
        "left neck, dry needling, Ana",
        "0 h after the session",
        "blood thinner, age 66",
        "fainted (r09_faint)",
        "I fainted in the kitchen",
        "The patient was told: call 911 now",
    ):
        assert words in shown
    assert "blockquote" in await bold(town), "her words are set apart by an entity, never by markup"
    assert "949-555-0123" not in shown, "the number is behind a button"


async def test_phone_reveals_the_number_to_staff_alone(town: Town) -> None:
    """*Phone* shows it to whoever may act, and is remembered; Eve learns nothing."""
    await flagged(town)
    toast = await town.tap_answer(STAFF_CHAT, ANA, "Phone")
    stranger = await town.tap_answer(STAFF_CHAT, EVE, "Phone")

    assert "949-555-0123" in (toast or "")
    assert "949" not in (stranger or "")


@pytest.mark.holds("people:20")
async def test_i_will_phone_and_ask_to_phone(town: Town) -> None:
    """Two buttons: each tells the patient the truth, logs it on the card, and keeps the card hers."""
    await flagged(town)
    calling = await town.tap(STAFF_CHAT, ANA, "I'll phone")
    again = await town.tap(STAFF_CHAT, BEN, "Ask to phone us")
    asking = await town.tap(STAFF_CHAT, ANA, "Ask to phone us")
    rung = await town.turn(minutes=40)

    assert any(each.startswith("Ana will phone you.") for each in calling)
    assert [] == [each for each in again if "Please phone us" in each], "Ben is told that Ana has it"
    assert any("Please phone us. Call 949-555-0100 now. We close at 18:00." in each for each in asking)
    assert "Ana phoned or will phone (10:00)" in await card(town)
    assert not any("Still open" in each for each in rung), "a logged call fulfils the take"


@pytest.mark.holds("people:20")
async def test_reply_and_close_is_a_preview_and_one_tap(town: Town) -> None:
    """Her words are shown once more; one tap sends them signed and closes the card."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Reply & close")
    preview = await town.answers_prompt(ANA, "Please come in now.")
    sent = await town.tap(STAFF_CHAT, ANA, "Send and close")

    assert any(each.startswith("Send this to JM") for each in preview)
    assert not any("Please come in now." in each for each in preview if "clinic team" in each)
    assert any(each == "Please come in now.\n— Ana, clinic team" for each in sent)
    assert "resolved" == await town.house.store.read(lambda db: db.scalar(select(Flag.state)))


@pytest.mark.holds("people:20")
async def test_grading_is_asked_above_routine_only(town: Town) -> None:
    """After an emergency: one tap on right, too high or too low, kept once; after a review nothing is asked."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Resolve…")
    asked = await town.tap(STAFF_CHAT, ANA, "Seen or booked")
    await town.tap(STAFF_CHAT, ANA, "Too high")
    await town.tap(STAFF_CHAT, BEN, "Right")
    await town.says("can I speak to a real person")
    await town.tap(STAFF_CHAT, ANA, "Resolve…")
    routine = await town.tap(STAFF_CHAT, ANA, "Advice given")

    assert any("Was EMERGENCY the right level?" in each for each in asked)
    assert not any("right level" in each for each in routine)
    assert ["high"] == await town.house.store.read(lambda db: list(db.scalars(select(Grade.grade))))


@pytest.mark.holds("people:23", "hazard:H11")
async def test_resolving_does_not_end_the_plan(town: Town) -> None:
    """Ending the check-ins is a button of its own, and the patient is told."""
    await town.enrolled()
    await town.says("can I speak to a real person")
    await town.tap(STAFF_CHAT, ANA, "Resolve…")
    await town.tap(STAFF_CHAT, ANA, "Advice given")
    going = await town.turn(hours=2, minutes=1)
    ended = await town.tap(STAFF_CHAT, ANA, "End the check-ins too")
    after = await town.turn(hours=6)

    assert any("How are you after your session?" in each for each in going)
    assert any("The clinic has ended your check-ins." in each for each in ended)
    assert not any("Time for your second check" in each for each in after)


@pytest.mark.holds("people:17", "hazard:H11")
@pytest.mark.holds("hazard:H7")
async def test_thanks_is_a_tick_and_closes_nothing(town: Town) -> None:
    """One kind line for her, a silent tick for staff; no sound, no finding, no end."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Take")
    said = await town.says("thank you so much")

    assert "You are welcome." in said
    assert not any(each.startswith("New from") for each in said)
    assert "✓ said thanks at 10:00" in await card(town)
    assert "taken" == await town.house.store.read(lambda db: db.scalar(select(Flag.state)))


async def test_open_lists_the_gravest_first(town: Town) -> None:
    """/open: level, who, who has it, how old."""
    await flagged(town)
    town.later(minutes=90)
    await town.tap(STAFF_CHAT, ANA, "Take")
    said = await town.hear(STAFF_CHAT, ANA, "/open", entities=[COMMAND[0] | {"length": 5}])

    assert "• EMERGENCY: JM, Thu 10:00, Ana has it, 1 h" in said[-1]


@pytest.mark.holds("people:11", "plan:ends_in_state")
async def test_today_shows_states_and_links_not_used(town: Town) -> None:
    """/today: each check-in's state and score, the silent marked, unused links with what became of them."""
    await town.enrolled()
    await town.hear(STAFF_CHAT, ANA, "/invite KP left hip", entities=COMMAND)
    await town.turn(hours=3)
    said = await town.hear(STAFF_CHAT, ANA, "/today", entities=[COMMAND[0] | {"length": 6}])
    closed = await town.tap_answer(STAFF_CHAT, ANA, "KP: paper only")
    again = await town.hear(STAFF_CHAT, ANA, "/today", entities=[COMMAND[0] | {"length": 6}])

    assert "JM, Thu 10:00: c1 now, c2 Thu 17:00, c3 Fri 10:00, c4 Sat 10:00" in said[-1]
    assert "• KP, Thu 10:00: link not opened" in said[-1]
    assert "KP, Thu 10:00: paper only." == closed
    assert "KP" not in again[-1]


@pytest.mark.holds("people:16")
async def test_a_photo_is_asked_about_in_plain_words(town: Town) -> None:
    """She hears when a person will see it; growing is for today, the neck is asked further, an album once."""
    await town.enrolled()
    said = [await town.sends(**PHOTO, media_group_id="7") for _ in range(3)]
    neck = await town.tap(JULIA, JULIA, "On my neck")
    danger = await town.tap(JULIA, JULIA, "Yes")

    thanks = [each for texts in said for each in texts if each.startswith("Thank you. A person will see this by")]
    assert 1 == len(thanks), "three pictures, one answer"
    assert "I can't judge photos." in thanks[0]
    assert 3 == len([row for _, row in await town.said() if row.label == "media" and row.chat_id == STAFF_CHAT])
    assert any("hard to swallow or breathe?" in each for each in neck)
    assert any(each.startswith("This could be an emergency") for each in danger)


@pytest.mark.holds("people:16")
async def test_a_growing_spot_in_a_photo_is_for_today(town: Town) -> None:
    """One tap raises it to staff as urgent."""
    await town.enrolled()
    await town.sends(**PHOTO)
    said = await town.tap(JULIA, JULIA, "Growing")

    assert any("A clinician needs to look at this today" in each for each in said)
    assert any("picture: growing (photo_growing)" in each for each in said)


def test_every_rule_has_words_for_staff(town: Town) -> None:
    """No card shows a bare id: every row, modifier and rule of the house has its words."""
    triage = town.house.catalog.triage
    names = {each.id for each in (*triage.rows, *triage.modifiers)}
    for room in ("bot", "messages", "scheduler"):
        for path in (TOP / room).glob("*.py"):
            names |= set(re.findall(r'"((?:r\d\d|photo|silence)_[a-z_]+)"', path.read_text(encoding="utf-8")))
    names |= {f"help_{each}" for each in ("yes", "no", "passed")}
    names |= {f"after_emergency_{each}" for each in ("called", "cant_call", "mistake")}

    rules = {name for name in names if not name.endswith("_reply")}
    assert set() == {name for name in rules if why_of(name, town.house.wording) == name}
