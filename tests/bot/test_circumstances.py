"""Circumstances: what is asked and said depends on where the needles were, how, and who she is."""

from __future__ import annotations

import pytest

from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town, token_of

LUNG = "In the next two weeks, if your chest hurts"
BREATH = "Take one slow, deep breath."


async def enrolled(town: Town, line: str) -> list[str]:
    """Enrol Julia with this invite; return what she is told."""
    await town.people()
    words = f"/invite JM {line}"
    texts = await town.hear(STAFF_CHAT, ANA, words, entities=[{"type": "bot_command", "offset": 0, "length": 7}])
    await town.says(f"/start {token_of(texts[-1])}")
    return await town.tap(JULIA, JULIA, "That is me, 18 or over. I agree")


async def evening(town: Town) -> list[str]:
    """Answer the first check; return what the second one asks after the score."""
    await town.asked(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "3")
    await town.asked(hours=5)
    return await town.tap(JULIA, JULIA, "3")


@pytest.mark.parametrize(
    ("area", "asked"),
    [
        ("neck", True),
        ("shoulder", True),
        ("upper back", True),
        ("chest", True),
        ("leg", False),
        ("hip", False),
        ("", True),
    ],
)
@pytest.mark.holds("plan:breathing")
async def test_breathing_is_asked_where_the_lung_is_near(town: Town, area: str, asked: bool) -> None:
    """Neck, shoulder, upper back, chest, and a place that nobody wrote down; elsewhere the plain list has it too."""
    said = await enrolled(town, f"left {area}" if area else "")
    second = await evening(town)

    assert asked == any(LUNG in each for each in said)
    assert asked == any(BREATH in each for each in second)
    label = "Hard to breathe, or breathing hurts" if asked else "Chest or breath"
    assert label in await town.buttons()


async def test_pain_on_breathing_near_the_lung_is_an_emergency(town: Town) -> None:
    """The option acts at the tap."""
    await enrolled(town, "left neck")
    await evening(town)
    said = await town.tap(JULIA, JULIA, "Chest pain or tightness")

    assert any(each.startswith("This could be an emergency.") for each in said)


@pytest.mark.holds("plan:first_session")
async def test_a_first_session_gets_advice_about_fainting(town: Town) -> None:
    """Said at the welcome: soon after is when it happens."""
    first = await enrolled(town, "left leg first")

    assert any("Some people feel faint soon after a first session." in each for each in first)


async def test_no_first_session_no_such_line(town: Town) -> None:
    """Nobody else is told about fainting."""
    said = await enrolled(town, "left leg")

    assert [] == [each for each in said if "feel faint soon" in each]


@pytest.mark.holds("plan:injection")
async def test_an_injection_has_its_own_sheet_and_looks_for_allergy(town: Town) -> None:
    """The sheet of the clinic comes first, and hives and swelling are on the first list."""
    said = await enrolled(town, "left leg injection")
    await town.asked(hours=2)
    there = await town.buttons()
    swollen = await town.tap(JULIA, JULIA, "Swollen face, lips or throat")

    assert any("You had an injection. Follow the sheet" in each for each in said)
    assert "Itchy bumps or hives" in there
    assert any(each.startswith("This could be an emergency.") for each in swollen)


async def test_needling_does_not_ask_about_allergy(town: Town) -> None:
    """Without medicine in the needle the list stays short."""
    await enrolled(town, "left leg needling")
    await town.asked(hours=2)

    assert ["Sweaty", "Fast heart", "Dizzy", "Sick to my stomach", "Chest or breath"] == (await town.buttons())[:5]


@pytest.mark.holds("plan:modifiers")
async def test_a_blood_thinner_is_asked_about_bruises_at_a_day(town: Town) -> None:
    """A new bruise under a blood thinner is for today; others are not asked."""
    await enrolled(town, "left leg")
    await town.tap(JULIA, JULIA, "I take a blood thinner")
    await town.asked(hours=24)
    await town.tap(JULIA, JULIA, "1")
    asked = await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "A new bruise")
    said = await town.tap(JULIA, JULIA, "None of these")

    assert any("I ask because of your blood thinner." in each for each in asked)
    assert any("A clinician needs to look at this today" in each for each in said)


async def test_skin_at_risk_is_looked_at_for_two_weeks(town: Town) -> None:
    """Diabetes: the skin line stands in the checks of one and two days."""
    await enrolled(town, "left leg")
    await town.tap(JULIA, JULIA, "I have diabetes")
    day = await town.asked(hours=24)
    two = await town.asked(hours=24)

    assert any("Look at your skin each day for two weeks" in each for each in day)
    assert any("Look at your skin each day for two weeks" in each for each in two)
