"""The desk: who may act on a card, once, and what reaches the patient."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from messages.said import Said
from records import staff
from records.models import Audit, Flag, Invite, Visit
from tests.bot.town import AGREE, ANA, BEN, EVE, JULIA, STAFF_CHAT, Town

COMMAND = [{"type": "bot_command", "offset": 0, "length": 7}]


async def flag(town: Town) -> Flag:
    """Return the only flag."""
    return await town.house.store.read(lambda db: db.scalars(select(Flag)).one())


async def test_take_reply_resolve(town: Town) -> None:
    """The whole life of a flag: taken, answered, closed by a person, and her words gone from the card."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")

    taken = await town.tap(STAFF_CHAT, ANA, "Take")
    prompt = await town.tap(STAFF_CHAT, ANA, "Reply")
    closing = await town.tap(STAFF_CHAT, ANA, "Resolve…")
    closed = await town.tap(STAFF_CHAT, ANA, "Advice given")

    assert "Ana has seen your message." in taken
    assert prompt[0].startswith("Ana, reply to this message")
    assert ["How did it end?"] == closing
    assert not any("I feel dizzy" in text for text in closed)
    assert ("resolved", "advised") == ((await flag(town)).state, (await flag(town)).outcome)


async def test_only_one_can_take_it(town: Town) -> None:
    """Two nurses at once: the second is told who has it, and nothing is said twice."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")
    await town.tap(STAFF_CHAT, ANA, "Take")

    said = await town.tap(STAFF_CHAT, BEN, "Take")

    assert [] == said
    name = await town.house.store.read(lambda db: staff.by_id(db, db.scalars(select(Flag.taken_by)).one() or 0).name)
    assert "Ana" == name


async def test_who_is_not_in_the_chat_may_not_act(town: Town) -> None:
    """A stranger's tap changes nothing and is written down."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")

    said = await town.tap(STAFF_CHAT, EVE, "Take")

    refused = await town.house.store.read(lambda db: list(db.scalars(select(Audit.action)))[-1])
    assert [] == said
    assert ("open", "tap.refused") == ((await flag(town)).state, refused)


async def test_who_left_the_chat_may_not_act(town: Town) -> None:
    """A `chat_member` update ends seat, duty and what she held at once."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")
    person = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    chat = {"id": STAFF_CHAT, "type": "supergroup", "title": "Clinic team"}
    change = {
        "chat": chat,
        "from": person,
        "date": int(town.now.timestamp()),
        "old_chat_member": {"user": person, "status": "member"},
        "new_chat_member": {"user": person, "status": "left"},
    }
    await town.tap(STAFF_CHAT, ANA, "Take")
    await town.take({"chat_member": change})

    await town.tap(STAFF_CHAT, ANA, "Reply")

    assert ("alerted", None) == ((await flag(town)).state, (await flag(town)).taken_by)
    assert await town.house.store.read(lambda db: staff.by_user(db, ANA)) is None, "her seat has ended"
    assert not await town.house.store.read(lambda db: [each for each in staff.on_duty(db) if each.user_id == ANA])


@pytest.mark.parametrize("data", ["take.AAAA..0000000000", "rubbish", "", "take...", "x" * 64])
async def test_forged_buttons_change_nothing(town: Town, data: str) -> None:
    """Button data without our signature is told so and changes nothing."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")

    assert [] == await town.forge(STAFF_CHAT, ANA, data)
    assert "open" == (await flag(town)).state


async def test_a_button_of_another_chat_does_not_count(town: Town) -> None:
    """A patient cannot press a staff button that somebody copied to her chat."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")
    card = next(said for said, row in await town.said() if row.label == "card")
    data = town.house.signer.sign(_tap(card), chat_id=STAFF_CHAT)

    await town.forge(JULIA, JULIA, data)

    assert "open" == (await flag(town)).state


def _tap(card: Said) -> object:
    from_button = card.buttons[0][0]
    return type("T", (), {"action": from_button.action, "ref": from_button.ref, "option": ""})()


@pytest.mark.holds("people:28", "hazard:H3")
async def test_an_untaken_emergency_rings_again(town: Town) -> None:
    """At five minutes it sounds again, at fifteen more too; taken, it is quiet."""
    await town.enrolled()
    await town.says("I can't breathe")
    await town.turn()

    first = await town.turn(minutes=5)
    second = await town.turn(minutes=15)
    await town.tap(STAFF_CHAT, BEN, "Take")
    quiet = await town.turn(minutes=10)

    assert any(text.startswith("Still open: EMERGENCY") for text in first)
    assert any(text.startswith("Still open: EMERGENCY") for text in second)
    assert not any(text.startswith("Still open") for text in quiet)


@pytest.mark.holds("people:19")
async def test_a_take_without_a_reply_runs_out(town: Town) -> None:
    """A take is a lease: fifteen minutes without a reply, and it rings again (people.md 19)."""
    await town.enrolled()
    await town.says("I can't breathe")
    await town.tap(STAFF_CHAT, ANA, "Take")

    ringing = await town.turn(minutes=16)

    assert "alerted" == (await flag(town)).state
    assert any(text.startswith("Still open") for text in ringing)


async def test_a_higher_level_must_be_taken_anew(town: Town) -> None:
    """What Ana took as a review is everyone's again when it becomes an emergency."""
    await town.enrolled()
    await town.says("I feel dizzy")
    await town.tap(STAFF_CHAT, ANA, "Take")

    said = await town.says("now I can't breathe")

    assert any(text.startswith("Now EMERGENCY") for text in said)
    assert "alerted" == (await flag(town)).state


@pytest.mark.holds("hazard:H13", "people:23")
async def test_a_crisis_shows_no_words_in_the_group(town: Town) -> None:
    """Her words stay off the card where they speak of self-harm."""
    await town.enrolled()

    said = await town.says("I want to end my life")

    assert any("You matter." in text for text in said)
    assert not any("end my life" in text for text in said)


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("/invite", "Write: /invite"),
        ("/invite 12345", "Write: /invite"),
        ("/invite JM 23:59", "That time has not come yet"),
        ("/invite JM", "Link for JM"),
        ("/invite J.M. 09:30 upper back right", "Link for JM, Thu 09:30"),
    ],
)
async def test_invites_are_read_or_explained(town: Town, typed: str, start: str) -> None:
    """What staff type makes a link, or is told how to type it."""
    await town.people()

    said = await town.hear(STAFF_CHAT, ANA, typed, entities=COMMAND)

    assert said[-1].startswith(start)


async def test_strangers_cannot_make_invites(town: Town) -> None:
    """/invite from someone without a seat makes nothing."""
    await town.people()

    said = await town.hear(STAFF_CHAT, EVE, "/invite JM", entities=COMMAND)

    assert ["Only staff of the clinic may do this."] == said
    assert 0 == await town.house.store.read(lambda db: db.scalar(select(func.count()).select_from(Invite)))


async def test_a_link_works_once(town: Town) -> None:
    """A second phone gets a clear answer and no visit."""
    await town.people()
    link = (await town.hear(STAFF_CHAT, ANA, "/invite JM", entities=COMMAND))[-1].rpartition("start=")[2]
    await town.says(f"/start {link}")

    said = await town.hear(8888, 8888, f"/start {link}")

    assert said[-1].startswith("This link was used before.")


async def test_a_link_expires(town: Town) -> None:
    """After 72 hours it is too old."""
    await town.people()
    link = (await town.hear(STAFF_CHAT, ANA, "/invite JM", entities=COMMAND))[-1].rpartition("start=")[2]
    town.later(hours=73)

    assert (await town.says(f"/start {link}"))[-1].startswith("This link is too old to use.")


async def test_declining_creates_nothing(town: Town) -> None:
    """No thanks: a phone number, no patient, no visit, and staff are told."""
    await town.people()
    link = (await town.hear(STAFF_CHAT, ANA, "/invite JM", entities=COMMAND))[-1].rpartition("start=")[2]
    await town.says(f"/start {link}")

    said = await town.tap(JULIA, JULIA, "No thanks")

    assert said[0].startswith("That is fine. Call us on 949-555-0100")
    assert said[1].startswith("JM, Thu 10:00: said no thanks.")
    assert [] == await town.house.store.read(lambda db: list(db.scalars(select(Visit))))


@pytest.mark.parametrize("rubbish", ["x", "🙂", "a" * 65, "../../etc", "AAAAAAAAAAAAAAAAAAAAAA", "%00"])
async def test_start_with_rubbish(town: Town, rubbish: str) -> None:
    """A link that is none of ours gets a clear answer and creates nothing."""
    said = await town.says(f"/start {rubbish}")

    assert said[-1].startswith("I do not know this link.")


async def test_fifty_taps_on_one_button(town: Town) -> None:
    """An impatient thumb answers once."""
    await town.people()
    link = (await town.hear(STAFF_CHAT, ANA, "/invite JM", entities=COMMAND))[-1].rpartition("start=")[2].split()[0]
    await town.says(f"/start {link}")
    for _ in range(50):
        await town.tap(JULIA, JULIA, AGREE)

    assert 1 == len([text for text in await town.texts(JULIA) if text.startswith("All set.")])


async def test_a_forged_button_is_written_down(town: Town) -> None:
    """Data without our signature, in the group or in private: told in words, and a line without a number."""
    await town.enrolled()
    await town.says("I feel dizzy and sweaty")
    for chat, who in ((STAFF_CHAT, EVE), (JULIA, JULIA)):
        await town.forge(chat, who, "take.nothing..0000000000")
    lines = await town.house.store.read(
        lambda db: db.execute(select(Audit.actor, Audit.subject).where(Audit.action == "tap.forged")).all()
    )
    assert [("telegram", "staff chat"), ("telegram", "private chat")] == [tuple(line) for line in lines]
    assert "open" == (await flag(town)).state
