"""Several visits: each with its own clock, no double pestering, answers to the right one; and visits put right."""

from __future__ import annotations

import pytest

from records import visits
from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town, token_of

SLASH = {"entities": [{"type": "bot_command", "offset": 0, "length": 7}]}


async def staff(town: Town, words: str) -> list[str]:
    """Ana writes a command in the staff chat."""
    length = len(words.split(maxsplit=1)[0])
    return await town.hear(STAFF_CHAT, ANA, words, entities=[{"type": "bot_command", "offset": 0, "length": length}])


async def comes_back(town: Town, place: str) -> list[str]:
    """Julia has another session now; return what is said when she says that it is she."""
    token = token_of((await staff(town, f"/invite JM {place} Ana"))[-1])
    await town.says(f"/start {token}")
    return await town.tap(JULIA, JULIA, "Yes, the same person")


async def states(town: Town) -> list[dict[str, str]]:
    """Return the states of each visit's steps, visit by visit."""
    rows = await town.rows()
    numbers = sorted({row.visit_id for row in rows})
    return [{row.step: row.state for row in rows if row.visit_id == number} for number in numbers]


@pytest.mark.holds("plan:several_visits")
async def test_the_same_place_takes_over(town: Town) -> None:
    """Left neck again a day later: the first plan's rest is cancelled, the second one runs."""
    await town.enrolled(area="left neck", minutes=20 * 60)
    await comes_back(town, "left neck")
    first, second = await states(town)

    assert ("cancelled", "cancelled") == (first["c3"], first["c4"])
    assert {"planned"} == {*second.values()}
    assert ["active"] == [row.state for row in await town.house.store.read(lambda db: visits.active(db, 1))]


@pytest.mark.holds("plan:several_visits")
async def test_another_place_goes_on_beside(town: Town) -> None:
    """Left neck, then right leg the next day: both run, each question says which spot, and they keep apart."""
    await town.enrolled(area="left neck")
    await town.asked(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "3")
    town.later(hours=20)
    await comes_back(town, "right leg")
    neck, leg = await states(town)
    asked = await town.asked(hours=2)

    assert "planned" in neck.values()
    assert {"planned"} == {*leg.values()}
    assert 1 == len([each for each in asked if each.startswith("Hi.")])
    assert any("This is about your treatment" in each for each in asked)


async def test_a_number_goes_to_the_visit_that_asked(town: Town) -> None:
    """With two plans her "5" belongs to the question that came last, or to the one she replies to."""
    await town.enrolled(area="left neck", minutes=3 * 60)
    await comes_back(town, "right leg")
    await town.asked(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.says("5")
    leg = (await town.rows(step="c1"))[-1]

    assert "answered" == leg.state


@pytest.mark.holds("end:brief")
async def test_staff_see_how_the_last_time_went(town: Town) -> None:
    """When she comes back, one silent message: the peak, when it settled, reactions, what helped."""
    await town.enrolled(area="left leg")
    await town.asked(hours=2)
    for label in ("Dizzy", "None of these", "6"):
        await town.tap(JULIA, JULIA, label)
    await town.asked(hours=22)
    await town.says("2")
    said = await comes_back(town, "left leg")
    again = await staff(town, "/brief JM")

    brief = next(each for each in said if each.startswith("Last time: JM"))
    assert "Soreness: peak 6 at 2 h; 2 or less from 24 h on" in brief
    assert "Reactions: dizziness (2 h)" in brief
    assert any("No soreness was answered." in each for each in again), "the newest visit is the one meant"


async def test_a_brief_of_nobody(town: Town) -> None:
    """Unknown initials and none at all are answered in words."""
    await town.enrolled()

    assert any("I know no visit of ZZ." in each for each in await staff(town, "/brief ZZ"))
    assert any("Write: /brief JM" in each for each in await staff(town, "/brief"))


@pytest.mark.holds("plan:corrected")
async def test_a_session_is_put_right(town: Town) -> None:
    """Entered as 10:00, it ended at 9:00: what is to come stands an hour earlier, and she sees it."""
    await town.enrolled(area="left neck")
    said = await staff(town, "/correct JM 09:00 right leg")
    row = (await town.rows(step="c1"))[0]
    site = await town.house.store.read(lambda db: visits.site(db, visits.get(db, 1)))

    assert "11:00" == f"{row.due_at.astimezone(town.house.config.clinic.tz):%H:%M}"
    assert ("leg", "right") == (site.area, site.side)
    assert any(each.startswith("JM: put right to Thu 09:00, right leg.") for each in said)
    assert any("it ended today 09:00" in each for each in said)


async def test_what_was_too_late_comes_back_when_the_end_was_later(town: Town) -> None:
    """Enrolled at 15:00 for a session of 10:00, whose two-hour check is over: it ended at 14:30, so it is asked."""
    await town.people()
    town.later(hours=5)
    token = token_of((await staff(town, "/invite JM 10:00 left leg Ana"))[-1])
    await town.says(f"/start {token}")
    await town.tap(JULIA, JULIA, "That is me, 18 or over. I agree")
    before = (await town.states())["c1"]
    await staff(town, "/correct JM 14:30")
    rows = {row.step: row for row in await town.rows()}

    assert "skipped" == before
    assert "c2" == rows["c1"].merged_into or "planned" == rows["c1"].state


@pytest.mark.parametrize("words", ["/correct", "/correct JM", "/correct 11:30"])
async def test_an_unclear_correction_changes_nothing(town: Town, words: str) -> None:
    """Staff are told how to write it."""
    await town.enrolled()

    assert any(each.startswith("Write what is right: /correct") for each in await staff(town, words))


async def test_two_with_the_same_initials_are_told_apart(town: Town) -> None:
    """Two JM run a plan: staff see both, and name the time that is written now."""
    await town.enrolled(area="left neck", minutes=180)
    token = token_of((await staff(town, "/invite JM right leg Ana"))[-1])
    await town.hear(7002, 7002, f"/start {token}")
    await town.tap(7002, 7002, "That is me, 18 or over. I agree")
    unclear = await staff(town, "/correct JM 09:30")
    clear = await staff(town, "/correct JM 10:00>09:30")

    assert any("More than one JM is running a plan" in each and "left neck" in each for each in unclear)
    assert any("put right to Thu 09:30, left neck" in each for each in clear)


async def test_nobody_to_put_right(town: Town) -> None:
    """Unknown initials are answered in words."""
    await town.enrolled()

    assert any("Nobody called ZZ is running a plan." in each for each in await staff(town, "/correct ZZ 09:00"))
