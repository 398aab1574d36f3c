"""After the answer: what was looked after may come back, and an answer that did not arrive is none."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot import aftermath, desk
from records import flags, leases, outgoing, staff
from records.models import Flag, Outgoing
from records.outgoing import Claimed
from records.store import Db
from tests.bot.test_escalation import opened, rung
from tests.bot.town import ANA, BEN, JULIA, STAFF_CHAT, Town

FEVER, BREATH = "I have a fever and feel cold", "I can't catch my breath"


async def flag(town: Town) -> Flag:
    """Return Julia's open flag."""
    found = await town.flag()
    assert found is not None
    return found


async def answered(town: Town, words: str) -> None:
    """Julia wrote, and Ana replied."""
    await town.enrolled()
    await town.says(words)
    await town.tap(STAFF_CHAT, ANA, "Reply")
    await town.answers_prompt(ANA, "I am on my way to you.")


def row_of(db: Db, label: str) -> Claimed:
    """Return the newest row of a kind as the courier holds it."""
    found = db.scalars(select(Outgoing).where(Outgoing.label == label).order_by(Outgoing.id.desc())).first()
    assert found is not None, label
    return Claimed(
        id=found.id, lane=found.lane, channel=found.channel, chat_id=found.chat_id, kind=found.kind, label=found.label,
        owner=found.owner, body="", target_message_id=None, reply_message_id=None, attempts=1, unknowns=0,
        patient_id=found.patient_id, checkin_id=found.checkin_id, flag_id=found.flag_id,
    )  # fmt: skip


@pytest.mark.holds("people:18", "hazard:H3")
async def test_an_alarm_anew_is_everyones_again(contacts: Town) -> None:
    """Answered at four, short of breath again at ten: it rings everywhere, whoever had it."""
    await opened(contacts, ANA, BEN)
    await answered(contacts, BREATH)
    await contacts.turn(minutes=5)
    before = len(await rung(contacts))
    contacts.later(hours=6)
    said = await contacts.says("my chest hurts and I can't breathe again")
    await contacts.turn()
    again = await flag(contacts)
    assert ("alerted", None) == (again.state, again.taken_by)
    assert any("EMERGENCY" in text for text in said)
    assert len(await rung(contacts)) > before


async def test_something_urgent_after_the_answer_must_be_answered_too(town: Town) -> None:
    """The take has an end again: an hour of opening without a word, and it rings."""
    await opened(town, ANA)
    await answered(town, FEVER)
    assert (await flag(town)).lease_until is None
    await town.says("now I have a fever of 39 and chills")
    assert (await flag(town)).lease_until is not None
    rings = await town.turn(minutes=61)
    assert any(text.startswith("Still open: URGENT") for text in rings)


async def test_thanks_after_the_answer_rings_nobody(town: Town) -> None:
    """A kind word is no reason to wake the house."""
    await answered(town, FEVER)
    await town.says("thank you so much")
    assert (await flag(town)).lease_until is None
    assert not any(text.startswith("Still open") for text in await town.turn(minutes=120))


async def test_what_was_put_off_and_becomes_worse_climbs_from_now(contacts: Town) -> None:
    """Snoozed for four hours, then an emergency: it rings again five minutes later, not after four hours."""
    await opened(contacts, ANA)
    await contacts.enrolled()
    await contacts.says(FEVER)

    def put_off(db: Db) -> None:
        row = db.scalars(select(Flag)).one()
        assert leases.snooze(db, row, by=1, until=contacts.now.replace(hour=22))

    await contacts.house.store.write(put_off)
    await contacts.says(BREATH)
    await contacts.turn()
    first = len(await rung(contacts))
    await contacts.turn(minutes=6)
    assert len(await rung(contacts)) > first


@pytest.mark.holds("people:2")
async def test_i_cant_call_rings_the_second_contact(contacts: Town) -> None:
    """Whoever has her may not be there: *I can't call* reaches somebody outside the chat as well."""
    await opened(contacts, ANA)
    await contacts.enrolled()
    await contacts.says(BREATH)
    await contacts.tap(STAFF_CHAT, ANA, "Take")
    before = await rung(contacts)
    await contacts.tap(JULIA, JULIA, "I can't call")
    assert [*before, "second.0"] == await rung(contacts)


async def test_an_answer_that_did_not_arrive_is_none(town: Town) -> None:
    """Julia has blocked the bot: the reply is undeliverable, the take is over, and the card rings."""
    await answered(town, FEVER)

    def failed(db: Db) -> None:
        aftermath.settle(town.house, db, row_of(db, "staff_reply"), "undeliverable", town.now)

    await town.house.store.write(failed)
    rings = await town.turn(minutes=1)
    assert "alerted" == (await flag(town)).state
    assert any(text.startswith("Still open: URGENT") for text in rings)
    assert "I could not send this" in str(await town.tap_answer(STAFF_CHAT, BEN, "Ask to phone us"))


async def test_a_colleague_who_blocked_the_bot_is_not_on_duty_for_long(contacts: Town) -> None:
    """Her direct notice comes back: the others are told, and the next flag rings the second contact at once."""
    await opened(contacts, ANA)
    await contacts.enrolled()
    await contacts.says(FEVER)

    def failed(db: Db) -> None:
        aftermath.settle(contacts.house, db, row_of(db, "direct"), "undeliverable", contacts.now)

    await contacts.house.store.write(failed)
    assert any("Ana has blocked the bot" in text for text in await contacts.texts(STAFF_CHAT))
    assert [] == await contacts.house.store.read(lambda db: list(staff.on_duty(db)))


async def test_words_under_an_old_prompt_are_asked_about(town: Town) -> None:
    """A second message under the same prompt, or a colleague's, does not go out by itself (people.md 20)."""
    await answered(town, FEVER)
    asked = await town.answers_prompt(BEN, "She sounded confused to me.")
    again = await town.answers_prompt(ANA, "And to me.")
    assert any(text.startswith("Send to JM") for text in asked)
    assert any(text.startswith("Send to JM") for text in again)
    assert not any("confused" in text or "And to me" in text for text in await town.texts(JULIA))


async def test_one_broken_card_does_not_silence_the_others(contacts: Town) -> None:
    """A flag whose words cannot be opened: the others ring, and a contact is told that one cannot be shown."""
    await opened(contacts, ANA)
    await contacts.enrolled()
    await contacts.says(BREATH)
    said = await contacts.hear(STAFF_CHAT, ANA, "/invite KL right hip Ana")
    token = said[-1].rpartition("start=")[2].split()[0]
    await contacts.hear(7002, 7002, f"/start {token}")
    await contacts.tap(7002, 7002, "That is me, 18 or over. I agree")
    await contacts.hear(7002, 7002, BREATH)
    await contacts.turn()

    def broken(db: Db) -> None:
        db.execute(update(Flag).where(Flag.id == 1).values(visit_id=None, level="urgent"))
        row = db.get_one(Flag, 1)
        row.level = "no such level"

    await contacts.house.store.write(broken)
    rings = await contacts.turn(minutes=5)
    assert any("Still open: EMERGENCY, KL" in text for text in rings)


async def test_a_rerun_of_a_move_finishes_it(town: Town) -> None:
    """COMMIT failed once, memory had moved already: the second run writes all of it down."""
    await town.enrolled()
    await town.says(FEVER)
    new = -1001000000123
    town.house.chats[""] = new
    await town.house.store.write(lambda db: desk.readdress(db, town.house, STAFF_CHAT, new, now=town.now))

    def look(db: Db) -> tuple[bool, bool]:
        there = staff.present(db, user_id=ANA, chat_id=new)
        card = outgoing.message_of(db, flags.all_open(db)[0].card_id)
        return there, card is None

    assert (True, True) == await town.house.store.read(look)
