"""Check-ins: buttons, words, danger at the tap, silence as a result."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from records import visits
from records.models import Answer, Checkin
from tests.bot.town import JULIA, Town


async def due(town: Town, hours: float) -> list[str]:
    """Push the clock and hand the check-in over, as the courier would."""
    return await town.asked(hours=hours)


async def state(town: Town, step: str) -> str:
    """Return a check-in's state."""
    return await town.house.store.read(lambda db: db.scalars(select(Checkin.state).where(Checkin.step == step)).one())


async def answers(town: Town) -> dict[str, str]:
    """Return what was answered, by question."""
    rows = await town.house.store.read(lambda db: list(db.scalars(select(Answer))))
    return {row.question: row.value for row in rows if row.done}


@pytest.mark.holds("plan:c1")
async def test_the_first_check_by_buttons(town: Town) -> None:
    """None, then four: answered, with a kind end."""
    await town.enrolled()
    asked = await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")

    said = await town.tap(JULIA, JULIA, "4")

    assert asked[0].startswith("Hi. How are you after your session?")
    assert {"reaction": "", "soreness": "4"} == await answers(town)
    assert "answered" == await state(town, "c1")
    assert any(each.startswith("Thank you. That is usual after this treatment.") for each in said)


@pytest.mark.holds("people:1")
async def test_danger_acts_at_the_tap(town: Town) -> None:
    """A red-flag button does not wait for *Done* (people.md 1)."""
    await town.enrolled()
    await due(town, 2)

    said = await town.tap(JULIA, JULIA, "Chest or breath")

    assert any(text.startswith("This could be an emergency.") for text in said)


@pytest.mark.parametrize(("words", "score"), [("about six", "6"), ("7/10", "7"), ("3", "3"), ("a 2 now", "2")])
async def test_words_count_as_a_score(town: Town, words: str, score: str) -> None:
    """Words are accepted wherever buttons are."""
    await town.enrolled()
    await due(town, 2)
    await town.says("nope")
    await town.says(words)

    assert {"reaction": "", "soreness": score} == await answers(town)


@pytest.mark.parametrize("words", ["11", "-1", "7.5", "10/10 would recommend"])
async def test_what_is_no_score_is_not_one(town: Town, words: str) -> None:
    """A number that is none is asked about, not written down."""
    await town.enrolled()
    await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.says(words)

    assert {"reaction": ""} == await answers(town)


async def test_eight_is_urgent(town: Town) -> None:
    """Soreness of eight or more must be seen the same day."""
    await town.enrolled()
    await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")

    said = await town.tap(JULIA, JULIA, "8")

    assert any("A clinician needs to look at this today." in text for text in said)
    assert any(text.startswith("URGENT") for text in said)


async def test_silence_is_nudged_once_and_missed(town: Town) -> None:
    """One nudge after two hours, then the check-in is missed; that is a result."""
    await town.enrolled()
    await due(town, 2)

    nudge = await town.turn(hours=2.1)
    await town.turn(hours=2.5)

    assert 1 == sum(text.startswith("Just a friendly nudge") for text in nudge)
    assert "missed" == await state(town, "c1")


@pytest.mark.holds("plan:nothing_stale")
async def test_stale_check_ins_are_not_sent(town: Town) -> None:
    """Back after an outage, nothing is sent whose time is over."""
    await town.enrolled()

    said = await town.turn(hours=7 * 24)

    assert [] == [text for text in said if text.startswith("Hi.")]
    assert {"stale"} == {await state(town, step) for step in ("c1", "c2", "c3", "c4")}


async def test_the_last_answer_ends_the_plan(town: Town) -> None:
    """c4 closes with the two-week watch, and the visit is over."""
    await town.enrolled()
    await town.turn(hours=46)
    await due(town, 2.5)
    for label in ("1", "None of these", "Much better", "Skip", "No, thank you"):
        said = await town.tap(JULIA, JULIA, label)

    over = await town.house.store.read(lambda db: visits.latest(db, 1))
    assert said[-1].startswith("Thank you. That was the last check. For two weeks")
    assert over is not None
    assert "ended" == over.state


async def test_a_wish_for_a_call_reaches_staff(town: Town) -> None:
    """*Yes, please call me* is a card."""
    await town.enrolled()
    await town.turn(hours=46)
    await due(town, 2.5)
    for label in ("1", "None of these", "Much better", "Skip"):
        await town.tap(JULIA, JULIA, label)

    said = await town.tap(JULIA, JULIA, "Yes, please call me")

    assert any("r25_call_back" in text for text in said)


@pytest.mark.holds("plan:water_switch")
async def test_water_can_be_turned_off_alone(town: Town) -> None:
    """/water leaves the water lines out and the check-ins in."""
    await town.enrolled()
    await town.says("/water")

    said = await due(town, 2)

    assert said[0].startswith("Hi. How are you after your session?")
    assert "water" not in said[0]


@pytest.mark.holds("plan:water_switch", "hazard:H9")
async def test_a_fluid_limit_changes_the_water_line(town: Town) -> None:
    """Who must limit fluids is never told to drink."""
    await town.enrolled()
    await town.tap(JULIA, JULIA, "I must limit fluids")
    await town.tap(JULIA, JULIA, "None of these")

    said = await due(town, 2)

    assert "Keep to the fluid plan your doctor gave you" in said[0]


@pytest.mark.holds("people:4")
async def test_stop_and_resume(town: Town) -> None:
    """Stopped, nothing comes; resumed, what is still to come comes."""
    await town.enrolled()
    await town.says("/stop")
    silent = await town.turn(hours=2.1)
    await town.says("/resume")

    assert [] == silent
    assert "planned" == await state(town, "c2")


@pytest.mark.holds("people:9", "plan:asked_again")
async def test_what_was_left_open_is_asked_once_more(town: Town) -> None:
    """After the first answered check-in the open screen comes once more, and not again after the second."""
    await town.enrolled()
    await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")
    first = await town.tap(JULIA, JULIA, "4")
    await due(town, 5)
    await town.tap(JULIA, JULIA, "4")
    second = await town.tap(JULIA, JULIA, "None of these")

    assert [True, False] == [any("Any of these? Tap all that fit" in each for each in said) for said in (first, second)]


async def test_resume_after_the_housekeeping(town: Town) -> None:
    """Stopped, tidied up, and resumed: the check-ins come all the same."""
    await town.enrolled()
    await town.says("STOP")
    await town.turn(minutes=1)
    await town.hear(JULIA, JULIA, "/resume", entities=[{"type": "bot_command", "offset": 0, "length": 7}])

    assert any("How are you after your session?" in each for each in await town.turn(hours=2))


@pytest.mark.holds("plan:edition")
async def test_each_message_keeps_what_it_was_made_from(town: Town) -> None:
    """Whatever is said carries the content's and the plan's version, so that later nobody has to guess."""
    await town.enrolled()
    await town.asked(hours=2)
    made = {(row.content_version, row.plan_version) for _, row in await town.said()}
    catalog = town.house.catalog

    assert {(catalog.version, catalog.plan.version)} == made
