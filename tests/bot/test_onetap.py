"""One-tap questions and the taps under an emergency text."""

from __future__ import annotations

import pytest

from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town


@pytest.mark.holds("people:3")
async def test_the_crew_gets_one_screen(town: Town) -> None:
    """*Show this to the crew*: date, side, area, technique, blood thinner and her first words, in one message."""
    await town.enrolled()
    await town.says("I have a crushing pain in my chest")

    said = await town.tap(JULIA, JULIA, "Show this to the crew")

    assert 1 == len(said), said
    for words in ("FOR THE AMBULANCE CREW", "dry needling", "left shoulder", "Blood thinner:", "crushing pain"):
        assert words in said[0]


@pytest.mark.holds("people:3")
async def test_the_crew_is_not_told_no_where_nobody_asked(town: Town) -> None:
    """An unanswered "Any of these?" is "not known" for the crew, never "no"."""
    await town.enrolled()
    await town.says("I have a crushing pain in my chest")

    assert "Blood thinner: not known, please ask" in (await town.tap(JULIA, JULIA, "Show this to the crew"))[0]


@pytest.mark.holds("row:10")
async def test_denied_thoughts_of_death_are_asked_about_kindly(town: Town) -> None:
    """ "Not suicidal" gets a question about just that, with the crisis line; "no" is answered and a person reads it."""
    await town.enrolled()

    asked = await town.says("not suicidal, just fed up with all this pain")
    assert "thoughts of hurting yourself" in asked[0]
    assert "988" in asked[0]

    said = await town.tap(JULIA, JULIA, "No, I am safe")
    assert [True] == ["Thank you for telling me" in each for each in said if "988" in each]
    assert any("For review" in each for each in said), "staff have it for review"


@pytest.mark.holds("row:10")
async def test_yes_to_thoughts_of_death_is_a_crisis(town: Town) -> None:
    """ "Yes, I do" is answered with the crisis text at the tap."""
    await town.enrolled()
    await town.says("not suicidal, just fed up with all this pain")

    said = await town.tap(JULIA, JULIA, "Yes, I do")

    assert any(each.startswith("I am sorry you feel this way. You matter.") for each in said), said
    assert not any("This could be an emergency" in each for each in said), "no ambulance for a chest"


async def test_words_for_her_person_get_no_list_of_dangers(town: Town) -> None:
    """While Ana has her in hand, words that name no danger stand under the card and the program keeps quiet."""
    await town.enrolled()
    await town.says("I fainted in the kitchen")
    await town.tap(STAFF_CHAT, ANA, "Take")

    said = await town.says("the neighbour brought me a banana and the cat is asleep")

    assert not any("not sure I understood" in each for each in said), said
    assert any("banana" in each for each in said), "staff see her words"


async def test_danger_is_still_answered_while_a_person_has_her(town: Town) -> None:
    """The gate is never silent, whoever has her in hand."""
    await town.enrolled()
    await town.says("I fainted in the kitchen")
    await town.tap(STAFF_CHAT, ANA, "Take")

    said = await town.says("now my chest feels crushed")

    assert any(each.startswith("This could be an emergency") for each in said), said


async def test_the_same_advice_is_not_said_twice(town: Town) -> None:
    """ "Lie down" is said once: the leaflet's answer that says the same is left out."""
    await town.enrolled()

    said = await town.says("a bit dizzy")

    assert 1 == sum("ie down" in each for each in said), said
