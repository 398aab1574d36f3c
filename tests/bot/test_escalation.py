"""Escalation in the house: who is rung, by what, until a person takes it; and what is told when Telegram is away."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from bot.tables import Contact, Contacts
from records import settings, staff
from records.models import Flag, Outgoing, Staff
from records.store import Db
from tests.bot.town import ANA, BEN, JULIA, STAFF_CHAT, Town
from tests.trace import escalation as written

FEVER = "I have a fever and feel cold"


async def rung(town: Town) -> list[str]:
    """Return the channels beside Telegram that were rung so far, in order."""
    asked = select(Outgoing.channel).where(Outgoing.label == "contact").order_by(Outgoing.id)
    return await town.house.store.read(lambda db: list(db.scalars(asked)))


async def opened(town: Town, *users: int) -> None:
    """Some of staff have opened their chat with the bot."""

    def work(db: Db) -> None:
        for user in users:
            staff.opened_chat(db, user)

    await town.house.store.write(work)


async def test_the_written_timeline_is_what_the_bot_does() -> None:
    """docs/escalation.md: Friday 17:50 to Monday, and an emergency at night, as the bot rings them today."""
    assert written.PAGE.read_text(encoding="utf-8") == await written.page()


@pytest.mark.holds("people:21")
async def test_nobody_on_duty_rings_the_second_contact_at_once(contacts: Town) -> None:
    """An empty duty list does not wait half an hour."""
    await contacts.enrolled()
    await contacts.says(FEVER)
    await contacts.turn()
    assert ["second.0"] == await rung(contacts)


async def test_somebody_on_duty_is_rung_first(contacts: Town) -> None:
    """Urgent in steps: her own chat at once, the second contact after half an hour, the lead after an hour."""
    await contacts.enrolled()
    await opened(contacts, ANA)
    await contacts.says(FEVER)
    await contacts.turn()
    assert [] == await rung(contacts)
    await contacts.turn(minutes=30)
    assert ["second.0"] == await rung(contacts)
    await contacts.turn(minutes=30)
    assert ["second.0", "second.0", "lead.0"] == await rung(contacts)


@pytest.mark.holds("people:28")
async def test_an_emergency_rings_everywhere_at_once(contacts: Town) -> None:
    """Chat, those on duty, second contact and lead at once; telephones after a quarter of an hour."""
    await contacts.enrolled()
    await opened(contacts, ANA)
    await contacts.says("I can't catch my breath")
    await contacts.turn()
    at_once = await rung(contacts)
    await contacts.turn(minutes=5)
    await contacts.turn(minutes=10)
    assert ["second.0", "lead.0"] == at_once
    assert {"second.0", "lead.0", "second_phone.0", "lead_phone.0"} == set(await rung(contacts))


async def test_taken_it_is_quiet(contacts: Town) -> None:
    """Whoever takes it ends the rings on every channel."""
    await contacts.enrolled()
    await contacts.says("I can't catch my breath")
    await contacts.turn()
    before = await rung(contacts)
    await contacts.tap(STAFF_CHAT, ANA, "Take")
    await contacts.turn(minutes=14)
    assert before == await rung(contacts)


async def test_a_restart_rings_no_step_twice(contacts: Town) -> None:
    """Steps are rows: a second process that looks at the same minute writes nothing new."""
    await contacts.enrolled()
    await contacts.says("I can't catch my breath")
    await contacts.turn()
    before = await rung(contacts)

    def as_if_new(db: Db) -> None:
        db.execute(update(Flag).values(rings=0, next_at=contacts.now))

    await contacts.house.store.write(as_if_new)
    await contacts.turn()
    assert before == await rung(contacts)


@pytest.mark.holds("people:6", "hazard:H1")
async def test_she_is_told_the_truth_when_nobody_has_looked(town: Town) -> None:
    """Half an hour without a person: in open hours the number to call, and once, not at each ring."""
    await town.enrolled()
    await town.says(FEVER)
    await town.turn()
    first = await town.turn(minutes=30)
    second = [text for _ in range(3) for text in await town.turn(minutes=60)]
    told = "Nobody at the clinic has read your message yet."
    assert [True] == [text.startswith(told) for text in first if told in text]
    assert not any(told in text for text in second)


async def test_no_word_of_hers_leaves_by_other_channels(contacts: Town) -> None:
    """A contact reads level, pseudonym and since when (people.md 23)."""
    await contacts.enrolled()
    await contacts.says("I can't catch my breath, my sister Rosalind is here")
    await contacts.turn()
    said = [text.text for text, row in await contacts.said() if row.label == "contact"]
    assert said
    assert all("EMERGENCY, JM" in text and "breath" not in text and "Rosalind" not in text for text in said)


async def test_going_off_duty_gives_back_what_she_held(town: Town) -> None:
    """Off duty: her card is nobody's, rings at once, and the list says so (people.md 19)."""
    await town.enrolled()
    await opened(town, ANA, BEN)
    await town.says(FEVER)
    await town.tap(STAFF_CHAT, ANA, "Take")
    said = await town.hear(STAFF_CHAT, ANA, "/duty off")
    flag = await town.flag()
    assert flag is not None
    assert ("alerted", None) == (flag.state, flag.taken_by)
    assert any("Cards given back: 1." in text for text in said)
    assert any(text.startswith("Still open: URGENT") for text in said)
    assert any(text == "On duty: Ben." for text in await town.hear(STAFF_CHAT, BEN, "/duty"))


async def test_the_last_one_off_duty_is_warned(town: Town) -> None:
    """Nobody on duty is said in so many words."""
    await town.people()
    await opened(town, ANA)
    await town.house.store.write(lambda db: db.execute(update(Staff).where(Staff.user_id == BEN).values(on_duty=False)))
    said = await town.hear(STAFF_CHAT, ANA, "/duty off")
    assert any("NOBODY is on duty now" in text for text in said)


async def test_telegram_away_is_told_once_within_a_minute(contacts: Town) -> None:
    """After forty seconds without an answer the second contact reads since when, and who waits."""
    await contacts.enrolled()
    await contacts.says(FEVER)
    contacts.house.silent = lambda: 41.0
    await contacts.turn()
    await contacts.turn(minutes=1)
    said = [text.text for text, row in await contacts.said() if row.channel == "second.0"]
    away = [text for text in said if "Telegram cannot be reached" in text]
    assert 1 == len(away)
    assert "JM, Thu 10:00 (URGENT, same day)" in away[0]


async def test_what_staff_never_saw_rings_by_another_way(contacts: Town) -> None:
    """Telegram away and a card not delivered: the flag itself rings the second contact, in steps or not."""
    await contacts.enrolled()
    await opened(contacts, ANA)
    await contacts.says(FEVER)
    contacts.house.silent = lambda: 41.0
    await contacts.turn()
    asked = select(Outgoing.dedup).where(Outgoing.label == "contact", Outgoing.flag_id.is_not(None))
    marks = await contacts.house.store.read(lambda db: list(db.scalars(asked)))
    assert any("down:" in (mark or "") for mark in marks)


async def test_telegram_back_is_told_too(contacts: Town) -> None:
    """The outage ends with a second message, and the next one is told anew; a restart within it ends nothing."""
    contacts.house.met = lambda: False
    contacts.house.silent = lambda: 41.0
    await contacts.turn()
    contacts.house.silent = lambda: 0.0
    await contacts.turn(minutes=1)
    contacts.house.met = lambda: True
    await contacts.turn(minutes=9)
    contacts.house.silent = lambda: 41.0
    await contacts.turn(minutes=60)
    said = [text.text.splitlines()[0] for text, row in await contacts.said() if row.label == "contact"]
    assert [
        "Aftercare: Telegram cannot be reached",
        "Aftercare: Telegram can be reached again",
        "Aftercare: Telegram cannot be reached",
    ] == said
    assert await contacts.house.store.read(lambda db: settings.get(db, "telegram_away_since"))


async def test_without_contacts_nothing_breaks(town: Town) -> None:
    """A clinic that names nobody has Telegram only."""
    await town.enrolled()
    await town.says("I can't catch my breath")
    town.house.silent = lambda: 41.0
    await town.turn()
    assert [] == await rung(town)


async def test_two_channels_of_one_person_do_not_wait_for_each_other(town: Town) -> None:
    """Each address has a line of its own: a mail server that hangs does not hold up the SMS."""
    two = Contact(name="Second", channels=["json://127.0.0.1/a", "json://127.0.0.1/b"])
    town.house.config = town.house.config.model_copy(update={"contacts": Contacts(second=two, lead=None)})
    lines = {each.line for each in town.house.channels("second")}
    assert (2, True) == (len(lines), all(line < 0 for line in lines))


async def test_the_opening_digest_heads_what_stands_since_the_night(town: Town) -> None:
    """At the opening: urgent flags of the closed hours first, with promise and next step, once a day."""
    await town.enrolled()
    town.now = dt.datetime(2026, 3, 6, 5, 0, tzinfo=dt.UTC)
    await town.says(FEVER)
    await town.turn()
    town.now = dt.datetime(2026, 3, 6, 16, 0, tzinfo=dt.UTC)
    said = await town.turn()
    again = await town.turn(minutes=1)
    digest = next(text for text in said if text.startswith("Good morning."))
    assert "From the closed hours, first:" in digest
    assert "URGENT, same day: JM, Thu 10:00, nobody has it, since Thu 21:00, promised Fri 10:00." in digest
    assert FEVER not in digest
    assert not any(text.startswith("Good morning.") for text in again)


async def test_the_closing_digest_says_who_is_expected_tonight(town: Town) -> None:
    """Before closing: open cards, silent people, who has a check-in until the next opening, links not used."""
    town.now = dt.datetime(2026, 3, 6, 0, 30, tzinfo=dt.UTC)
    await town.enrolled()
    await town.hear(STAFF_CHAT, ANA, "/invite KL right hip Ana")
    town.now = dt.datetime(2026, 3, 6, 1, 46, tzinfo=dt.UTC)
    said = await town.turn()
    digest = next(text for text in said if text.startswith("Before you close"))
    assert "Expected until the next opening: JM, Thu 16:30 (" in digest
    assert "Links not used: KL, Thu 16:30" in digest
    assert "NOBODY IS ON DUTY" in digest
    assert "Record: " in digest


async def test_a_busy_day_comes_as_a_list(town: Town) -> None:
    """Beyond six ordinary cards an hour the rest come as one list with a button each; an urgent one never waits."""
    await town.people()
    for chat in range(8001, 8011):
        await _patient(town, chat)
        await town.hear(chat, chat, "please let a real person call me back")
    shown = [row for _, row in await town.said() if row.label == "card"]
    await town.hear(8010, 8010, FEVER)
    urgent = [row for _, row in await town.said() if row.label == "card"]
    listed = await town.turn(minutes=16)
    batch = next(text for text in listed if text.startswith("Waiting for review since"))
    assert (6, 7) == (len(shown), len(urgent))
    assert 3 == batch.count("•")
    card = await town.tap(STAFF_CHAT, ANA, "PI, Thu 10:00")
    assert any(text.startswith("For review · PI") for text in card)


async def _patient(town: Town, chat: int) -> None:
    letter = "ABCDEFGHIJ"[chat - 8001]
    said = await town.hear(STAFF_CHAT, ANA, f"/invite P{letter} left shoulder Ana")
    token = said[-1].rpartition("start=")[2].split()[0]
    await town.hear(chat, chat, f"/start {token}")
    await town.tap(chat, chat, "That is me, 18 or over. I agree")


async def test_julia_is_not_staff(town: Town) -> None:
    """A patient who types a staff command is told what hers are."""
    await town.enrolled()
    said = await town.hear(JULIA, JULIA, "/duty on")
    assert not any("On duty" in text for text in said)
