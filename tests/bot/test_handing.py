"""Handing on: snooze, hand to, notes, ready answers, and the words that must not go out by themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.taps import Tap
from records import notes, staff
from records.models import Audit, Flag, Note, Staff
from records.store import Db
from tests.bot.town import ANA, BEN, JULIA, STAFF_CHAT, Town

FEVER = "I have a fever and feel cold"
REVIEW = "please let a real person call me back"


async def flag(town: Town) -> Flag:
    """Return Julia's newest flag."""
    return await town.house.store.read(lambda db: db.scalars(select(Flag).order_by(Flag.id.desc()).limit(1)).one())


async def flagged(town: Town, words: str = FEVER) -> None:
    """Julia is enrolled and has written something that staff see."""
    await town.enrolled()
    await town.says(words)


async def deeds(town: Town) -> list[str]:
    """Return what the audit holds, in order."""
    return await town.house.store.read(lambda db: list(db.scalars(select(Audit.action).order_by(Audit.id))))


async def test_a_snoozed_card_comes_back(town: Town) -> None:
    """Put off for an hour it is silent, says until when, and rings the chat again by itself."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "More…")
    await town.tap(STAFF_CHAT, ANA, "Snooze")
    put_off = await town.tap(STAFF_CHAT, ANA, "1 hour")
    quiet = await town.turn(minutes=59)
    back = await town.turn(minutes=1)
    assert any("Put off until Thu 11:00." in text for text in put_off)
    assert not any(text.startswith("Still open") for text in quiet)
    assert any(text.startswith("Still open: URGENT") for text in back)
    assert (await flag(town)).snoozed_until is None


@pytest.mark.holds("people:19")
async def test_an_emergency_cannot_be_put_off(town: Town) -> None:
    """No button offers it, and a forged tap changes nothing and is written down."""
    await flagged(town, "I can't catch my breath")
    more = await town.tap(STAFF_CHAT, ANA, "More…")
    offered = [b.label for said, _ in await town.said() if said.text in more for row in said.buttons for b in row]
    ref = (await flag(town)).ref
    data = town.house.signer.sign(Tap(action="snooze", ref=ref, option="60"), chat_id=STAFF_CHAT)
    await town.forge(STAFF_CHAT, ANA, data)
    assert ["Hand to…", "Copy for the record"] == offered
    assert (await flag(town)).snoozed_until is None
    assert "snooze.refused" in await deeds(town)


async def test_a_worse_level_ends_the_snooze(town: Town) -> None:
    """What becomes an emergency rings at once, whoever put it off."""
    await flagged(town, REVIEW)
    await town.tap(STAFF_CHAT, ANA, "More…")
    await town.tap(STAFF_CHAT, ANA, "Snooze")
    await town.tap(STAFF_CHAT, ANA, "4 hours")
    said = await town.says("I can't catch my breath")
    assert any(text.startswith("Now EMERGENCY") for text in said)
    assert (await flag(town)).snoozed_until is None


async def test_handed_to_a_colleague(town: Town) -> None:
    """It is Ben's now, he is told in his own chat, and Ana's reply is refused with his name."""
    await flagged(town)
    await town.house.store.write(lambda db: staff.opened_chat(db, BEN))
    await town.tap(STAFF_CHAT, ANA, "Take")
    await town.tap(STAFF_CHAT, ANA, "More…")
    await town.tap(STAFF_CHAT, ANA, "Hand to…")
    handed = await town.tap(STAFF_CHAT, ANA, "Ben")
    told = await town.texts(BEN)
    refused = await town.tap_answer(STAFF_CHAT, ANA, "Reply")
    assert any("Ana → Ben" in text for text in handed)
    assert any(text.startswith("Ana hands you this one. URGENT, same day: JM") for text in told)
    assert FEVER not in " ".join(told)
    assert "Ben has this one." == refused


async def test_nobody_hands_to_who_may_not_act(town: Town) -> None:
    """A colleague whose seat ended between the question and the tap gets nothing."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "More…")
    await town.tap(STAFF_CHAT, ANA, "Hand to…")

    def leave(db: Db) -> None:
        person = db.scalars(select(Staff).where(Staff.user_id == BEN)).one()
        staff.leave(db, person, now=town.now)

    await town.house.store.write(leave)
    await town.tap(STAFF_CHAT, ANA, "Ben")
    assert (await flag(town)).taken_by is None


async def test_a_note_never_reaches_the_patient(town: Town) -> None:
    """*Keep as a note*: sealed, on the card as a line, and nothing to her."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Reply & close")
    await town.answers_prompt(ANA, "Sounds like last spring. Ask Ben.")
    said = await town.tap(STAFF_CHAT, ANA, "Keep as a note")
    kept = await town.house.store.read(lambda db: [notes.words(db, row) for row in db.scalars(select(Note))])
    assert ["Sounds like last spring. Ask Ben."] == kept
    assert any("Ana left a note" in text for text in said)
    assert not any("last spring" in text for text in await town.texts(JULIA))


@pytest.mark.holds("people:22")
async def test_a_ready_answer_shows_both_languages(town: Town) -> None:
    """To a Spanish reader: both are shown before it goes, hers goes out."""
    await flagged(town)
    await town.hear(JULIA, JULIA, "/language")
    await town.tap(JULIA, JULIA, "Español")
    await town.tap(STAFF_CHAT, ANA, "Ready answer")
    preview = await town.tap(STAFF_CHAT, ANA, "Warm pack")
    sent = await town.tap(STAFF_CHAT, ANA, "Send")
    assert any("Una compresa tibia" in text and "(A warm pack" in text for text in preview)
    hers = [text for text in await town.texts(JULIA) if "compresa tibia" in text]
    assert 1 == len(hers)
    assert "A warm pack" not in hers[0]
    assert any("Ana replied" in text for text in sent)


@pytest.mark.holds("people:22")
async def test_english_to_a_spanish_reader_is_asked_about(town: Town) -> None:
    """*Send anyway*, *Ready answer*, *Phone with interpreter*: nothing goes out by itself."""
    await flagged(town)
    await town.hear(JULIA, JULIA, "/language")
    await town.tap(JULIA, JULIA, "Español")
    await town.tap(STAFF_CHAT, ANA, "Reply")
    asked = await town.answers_prompt(ANA, "Please come in and see us today.")
    before = [text for text in await town.texts(JULIA) if "come in" in text]
    await town.tap(STAFF_CHAT, ANA, "Send anyway")
    after = [text for text in await town.texts(JULIA) if "come in" in text]
    assert any("reads Español. Send these English words anyway?" in text for text in asked)
    assert (0, 1) == (len(before), len(after))


async def test_a_reply_that_is_too_long_is_not_cut(town: Town) -> None:
    """4,096 letters: refused in words with how many are too many; nothing reaches her; written down."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Reply")
    told = await town.answers_prompt(ANA, "word " * 819 + "x")
    assert ["This is too long by 196 letters. Nothing was sent. Please send it in two parts."] == told
    assert "reply.refused" in await deeds(town)
    assert not any("word word" in text for text in await town.texts(JULIA))


async def test_a_late_reply_after_another_took_it_is_refused(town: Town) -> None:
    """Ana's prompt stands open, her lease ran out, Ben has it: her words do not go out as a second answer."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "Reply")
    await town.turn(minutes=61)
    await town.tap(STAFF_CHAT, BEN, "Take")
    told = await town.answers_prompt(ANA, "All is well.")
    assert ["Ben has this one."] == told
    assert not any("All is well." in text for text in await town.texts(JULIA))


@pytest.mark.holds("people:24")
async def test_five_lines_for_the_record(town: Town) -> None:
    """Who, what, what she was told, what was done, how it ended; none of her words."""
    await flagged(town)
    await town.tap(STAFF_CHAT, ANA, "I'll phone")
    await town.tap(STAFF_CHAT, ANA, "More…")
    lines = (await town.tap(STAFF_CHAT, ANA, "Copy for the record"))[-1].splitlines()
    assert 5 == len(lines)
    assert lines[0].startswith("Patient: JM, Thu 10:00; left shoulder")
    assert "Ana phoned or will phone" in lines[3]
    assert not any(FEVER in line for line in lines)


async def test_looking_a_patient_up_is_written_down(town: Town) -> None:
    """/patient JM: plan, open card, last visit; and who looked."""
    await flagged(town)
    said = await town.hear(STAFF_CHAT, ANA, "/patient jm")
    assert any("URGENT, same day: JM" in text and "Last time" in text for text in said)
    assert "patient.seen" in await deeds(town)


@pytest.mark.holds("people:23")
async def test_the_page_link_goes_to_her_own_chat(town: Town) -> None:
    """/desk in the group: the link is never there; without a chat of her own she is told how."""
    await town.people()
    none = await town.hear(STAFF_CHAT, ANA, "/desk")
    await town.house.store.write(lambda db: staff.opened_chat(db, ANA))
    await town.hear(STAFF_CHAT, ANA, "/desk")
    assert any("press Start" in text for text in none)
    assert not any("login?t=" in text for text in await town.texts(STAFF_CHAT))
    assert 1 == sum("login?t=" in text for text in await town.texts(ANA))


async def test_duty_and_page_in_ones_own_chat(town: Town) -> None:
    """/duty and /desk work where one is alone with the bot; the front desk has no duty, and no cards anywhere."""
    await town.people()
    duty = await town.hear(ANA, ANA, "/duty on")
    link = await town.hear(ANA, ANA, "/desk")
    front = await town.hear(503, 503, "/desk")
    none = await town.hear(503, 503, "/duty on")
    assert ["You are on duty: urgent flags also come to your own chat."] == duty
    assert 1 == sum("login?t=" in text for text in link)
    assert 1 == sum("login?t=" in text for text in front)
    assert not any("on duty:" in text for text in none)
