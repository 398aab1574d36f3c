"""Enrolling: three screens, and a clear answer to every link that does not fit."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot import joining
from records import links, staff
from records.models import Invite, Patient, Staff, Visit
from records.store import Db
from tests.bot.town import AGREE, ANA, BEN, CLEO, JULIA, STAFF_CHAT, Town, token_of

COMMAND = [{"type": "bot_command", "offset": 0, "length": 7}]
START = [{"type": "bot_command", "offset": 0, "length": 6}]
FRIEND = 7002


async def invited(town: Town, line: str = "JM left shoulder Ana") -> str:
    """Ana makes a link; return what it carries."""
    await town.people()
    return token_of((await town.hear(STAFF_CHAT, ANA, f"/invite {line}", entities=COMMAND))[-1])


async def opens(town: Town, token: str, who: int = JULIA) -> list[str]:
    """Somebody opens a link."""
    return await town.hear(who, who, f"/start {token}", entities=START)


async def count(town: Town, table: type[Patient | Visit | Staff]) -> int:
    """Return how many there are."""
    return await town.house.store.read(lambda db: db.scalar(select(func.count()).select_from(table)) or 0)


async def state(town: Town) -> list[str]:
    """Return the states of all invites."""
    return await town.house.store.read(lambda db: list(db.scalars(select(Invite.state).order_by(Invite.id))))


@pytest.mark.holds("people:9", "people:10")
@pytest.mark.holds("plan:c0", "hazard:H4")
async def test_three_screens_and_no_more(town: Town) -> None:
    """Consent names her visit; then the one list; then the quiet hours."""
    token = await invited(town)

    consent = (await opens(town, token))[-1]
    plan, listed = [each for each in await town.tap(JULIA, JULIA, AGREE) if "agreed" not in each][:2]
    quiet = (await town.tap(JULIA, JULIA, "None of these"))[-1]
    done = (await town.tap(JULIA, JULIA, "Yes, right"))[-1]

    assert consent.startswith("This is for J., treated today 10:00.\n\nHi, I am a helper program")
    assert plan.startswith("All set.")
    assert listed.startswith("Any of these?")
    assert quiet == "No messages from 21:00 to 08:00, Los Angeles time. Is that right?"
    assert done.startswith("Good. No check-ins from 21:00 to 08:00.")


@pytest.mark.parametrize(
    ("label", "start"), [("That is not me", "Thank you for telling me."), ("No thanks", "That is")]
)
@pytest.mark.holds("people:11")
async def test_no_creates_nothing(town: Town, label: str, start: str) -> None:
    """Declining or not being the one: no patient, no visit, no promise of a call; staff hear it at once."""
    await opens(town, await invited(town))

    said = await town.tap(JULIA, JULIA, label)

    assert said[0].startswith(start)
    assert "Call us on" in said[0] or "Please call" in said[0]
    assert [0, 0] == [await count(town, Patient), await count(town, Visit)]
    assert any("JM, Thu 10:00:" in each for each in said[1:])
    assert ["declined"] == await state(town)


@pytest.mark.holds("hazard:H14")
async def test_a_child_is_enrolled_only_with_a_guardian(town: Town) -> None:
    """A link for under 18 has no button of an adult; with a guardian the card says so."""
    await opens(town, await invited(town, "JM <18 left shoulder"))

    with pytest.raises(AssertionError, match="no button"):
        await town.tap(JULIA, JULIA, AGREE)
    await town.tap(JULIA, JULIA, "Under 18, my parent is here: we agree")
    await town.says("a bit dizzy")

    assert any("URGENT" in each for each in await town.texts(STAFF_CHAT)), "under 18 raises a reaction"


@pytest.mark.holds("bad:forwarded_link")
@pytest.mark.holds("hazard:H6")
async def test_a_link_forwarded_to_a_friend_is_no_use(town: Town) -> None:
    """Used or still open on another phone: the friend is told so, and nothing of hers is made or shown."""
    token = await invited(town)
    await opens(town, token)

    open_elsewhere = await opens(town, token, FRIEND)
    await town.tap(JULIA, JULIA, AGREE)
    used = await opens(town, token, FRIEND)

    assert [True, True] == [each[0].startswith("This link was used before.") for each in (open_elsewhere, used)]
    assert 1 == await count(town, Patient)
    assert not any("J.," in each for each in await town.texts(FRIEND))


async def test_a_link_that_is_too_old_or_unknown(town: Town) -> None:
    """An expired link asks for a call, an unknown one too; staff hear that it was not used."""
    token = await invited(town)
    expired = await town.turn(hours=73)

    assert any("the link was not used in time" in each for each in expired)
    assert (await opens(town, token))[0].startswith("This link is too old to use.")
    assert (await opens(town, "A" * 22))[0].startswith("I do not know this link.")
    assert 0 == await count(town, Patient)


async def test_a_stranger_is_greeted_and_not_kept(town: Town) -> None:
    """Without a link: what this is, and whom to call."""
    assert (await town.hear(FRIEND, FRIEND, "/start", entities=START))[0].startswith("Hi, I am a helper program")
    assert 0 == await count(town, Patient)


async def test_a_colleague_does_not_use_the_link_up(town: Town) -> None:
    """Ana tries the link on her own phone: it stays good for the patient."""
    token = await invited(town)

    said = await opens(town, token, ANA)

    assert said[0].startswith("This link is for the patient.")
    assert (await opens(town, token))[-1].startswith("This is for J.")


@pytest.mark.holds("people:12")
async def test_same_person_again(town: Town) -> None:
    """A second link in the same chat asks; "same" makes a new visit, and the old clock ends."""
    await town.enrolled()
    token = await invited(town, "JM right neck Ana")

    asked = (await opens(town, token))[-1]
    said = await town.tap(JULIA, JULIA, "Yes, the same person")

    assert "the same person as in this chat?" in asked
    assert any(each.startswith("All set.") for each in said)
    assert [1, 2] == [await count(town, Patient), await count(town, Visit)]


@pytest.mark.holds("people:12")
@pytest.mark.holds("hazard:H17")
async def test_somebody_else_gets_the_link_back(town: Town) -> None:
    """ "Someone else": nothing is mixed up, and the right person can open it on her own phone."""
    await town.enrolled()
    token = await invited(town, "KP right neck Ana")
    await opens(town, token)

    said = await town.tap(JULIA, JULIA, "No, someone else")
    again = await opens(town, token, FRIEND)

    assert any("on their own phone" in each for each in said)
    assert any("The link works again" in each for each in said)
    assert again[-1].startswith("This is for K.")
    assert 1 == await count(town, Visit)


@pytest.mark.holds("people:9")
async def test_another_time_zone_moves_the_plan(town: Town) -> None:
    """A patient on the road chooses her clock and sees her plan by it."""
    await opens(town, await invited(town))
    await town.tap(JULIA, JULIA, AGREE)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "I am in another time zone")

    said = await town.tap(JULIA, JULIA, "New York, 13:00")

    assert any("New York time" in each for each in said)
    assert any("today 15:00" in each for each in said), said


async def test_the_front_desk_sees_links_and_no_patients(town: Town) -> None:
    """/today in private lists links not used, and nothing of those in care."""
    await town.enrolled()
    none = await town.hear(CLEO, CLEO, "/today", entities=[COMMAND[0] | {"length": 6}])
    await town.hear(CLEO, CLEO, "/invite KP 09:30", entities=COMMAND)
    some = await town.hear(CLEO, CLEO, "/today", entities=[COMMAND[0] | {"length": 6}])

    assert ["No links wait."] == none
    assert "Not started:\n• KP, Thu 09:30: link not opened" == some[-1]


async def test_the_front_desk_is_told_what_it_can_do(town: Town) -> None:
    """Greeting and help name invites, and no cards."""
    hello = await town.hear(CLEO, CLEO, "/start", entities=START)
    helped = await town.hear(CLEO, CLEO, "/open", entities=[COMMAND[0] | {"length": 5}])

    assert hello[0].startswith("Hello. You can make links for patients here")
    assert helped[0].startswith("/invite makes a link for a patient")


@pytest.mark.holds("people:23")
async def test_the_front_desk_works_in_private(town: Town) -> None:
    """Cleo makes a link in her own chat, hears what becomes of it there, and can't act on cards."""
    await town.people()
    said = await town.hear(CLEO, CLEO, "/invite JM 09:30 left neck Ana #4711 949-555-0123 52", entities=COMMAND)
    await opens(town, token_of(said[-1]))
    told = await town.tap(JULIA, JULIA, AGREE)
    await town.says("I fainted in the kitchen")

    assert "I read: left neck, dry needling, Ana, #4711, 949-555-0123, 52" in said[-1]
    assert any("agreed and set up" in each for each in await town.texts(CLEO)), told
    assert not any("fainted" in each for each in await town.texts(CLEO)), "no words at the front desk"
    await town.tap(STAFF_CHAT, CLEO, "Take")
    assert not any("Cleo" in each for each in await town.texts(JULIA))


async def test_a_colleague_joins_by_her_link(town: Town) -> None:
    """One link, one seat: the role is in it, a second use and an old link are refused in words."""
    await town.people()
    write = town.house.store.write
    first = await write(lambda db: links.make(db, name="Dora", role="clinician", now=town.now))
    old = await write(lambda db: links.make(db, name="Emil", role="lead", now=town.now))

    joined = await opens(town, first, 504)
    twice = await opens(town, first, 505)
    town.later(hours=73)
    late = await opens(town, old, 506)

    assert joined[0].startswith("Hello Dora. You have a seat")
    assert ["This staff link was used before.", "This staff link is too old."] == [twice[0][:32], late[0][:27]]
    assert {501, 502, 503, 504} == {each.user_id for each in await town.house.store.read(staff.seated)}


@pytest.mark.holds("people:19", "people:27")
async def test_leaving_gives_back_what_was_held(town: Town) -> None:
    """Ana leaves: her seat ends at once, and her card rings for the others."""
    await town.enrolled()
    await town.says("I fainted in the kitchen")
    await town.tap(STAFF_CHAT, ANA, "Take")

    def gone(db: Db) -> str | None:
        return joining.leave(db, town.house, "Ana", now=town.now)

    before = await town.count()
    assert "Ana" == await town.house.store.write(gone)
    rung = (await town.texts())[before:]

    assert any("Still open" in each for each in rung), rung
    await town.tap(STAFF_CHAT, BEN, "Take")
    assert any("Ben has seen your message" in each for each in await town.texts(JULIA)), "the card can be taken again"
    assert "Only staff" in "".join(await town.hear(STAFF_CHAT, ANA, "/open", entities=[COMMAND[0] | {"length": 5}]))


async def from_the_poster(town: Town) -> list[str]:
    """Julia scans the poster and says when her session ended; return what is said then."""
    await town.people()
    house = town.house
    house.config = house.config.model_copy(
        update={"enrolment": house.config.enrolment.model_copy(update={"poster": True})}
    )
    await opens(town, "poster")
    await town.tap(JULIA, JULIA, AGREE)
    return await town.tap(JULIA, JULIA, "Earlier today")


async def test_the_poster_begins_a_plan_and_staff_say_whose(town: Town) -> None:
    """Her own time counts, her initials come in words, and "not ours" ends it with a call to make."""
    said = await from_the_poster(town)
    named = await town.says("J. M.")
    again = await opens(town, "poster")
    ended = await town.tap(STAFF_CHAT, ANA, "Not ours")

    assert any(each.startswith("All set.") for each in said)
    assert any("Someone has begun by the poster" in each for each in said)
    assert ["The person from the poster writes: JM.", "Thank you. I have passed them on."] == named
    assert again[0].startswith("Hi again."), "one poster visit at a time"
    assert any("could not find your visit" in each for each in ended)


async def test_danger_is_no_initials(town: Town) -> None:
    """While initials are awaited the gate stands first, and "ok" is no name."""
    await from_the_poster(town)

    assert any(each.startswith("This could be an emergency") for each in await town.says("my chest hurts"))
    for words in ("ok", "die", "no", "sob"):
        assert not any("passed them on" in each for each in await town.says(words)), words


async def test_without_the_setting_the_poster_is_unknown(town: Town) -> None:
    """A clinic that does not allow it has no poster."""
    assert (await opens(town, "poster"))[0].startswith("I do not know this link.")


async def test_a_child_alone_is_told_what_to_do(town: Town) -> None:
    """Under 18 and alone: nothing is made, and the same link works once a parent is there."""
    await opens(town, await invited(town))
    told = await town.tap(JULIA, JULIA, "Under 18, and alone")
    none = await count(town, Patient)
    await town.tap(JULIA, JULIA, "Under 18, my parent is here: we agree")

    assert told[0].startswith("Thank you for telling me. Please ask a parent or guardian")
    assert (0, 1) == (none, await count(town, Patient))


async def test_a_patient_has_no_staff_commands(town: Town) -> None:
    """/invite from a patient is an unknown command, not a word about the staff chat."""
    await town.enrolled()

    assert (await town.hear(JULIA, JULIA, "/invite XX", entities=COMMAND))[0].startswith("I do not know that command.")


async def test_a_new_visit_starts_what_was_stopped(town: Town) -> None:
    """Whoever had written STOP and agrees to a new visit gets its check-ins."""
    await town.enrolled()
    await town.says("STOP")
    await opens(town, await invited(town, "JM right neck Ana"))
    await town.tap(JULIA, JULIA, "Yes, the same person")

    assert any("How are you after your session?" in each for each in await town.turn(hours=2, minutes=1))
