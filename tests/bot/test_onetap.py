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
    assert not any("fed up" in each for each in await town.texts(STAFF_CHAT)), "her words are not for a group"


async def test_denied_thoughts_answer_nothing_else(town: Town) -> None:
    """While the list of reactions waits, "not suicidal" does not tick "none of these"."""
    await town.enrolled()
    await town.turn(hours=2, minutes=1)

    said = await town.says("not suicidal, just fed up with all this pain")

    assert not any("How sore" in each for each in said), said


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


@pytest.mark.holds("people:2")
async def test_after_the_emergency_text_she_is_asked_by_night_too(town: Town) -> None:
    """Rechecks after an emergency cross quiet hours; "it passed" and silence send staff to the phone."""
    await town.enrolled()
    town.later(hours=14)
    await town.says("my chest feels crushed")
    asked = await town.turn(minutes=21)
    silent = await town.turn(minutes=16)

    assert "Did you get help?" in asked
    assert any(each.startswith("You may need help now.") for each in silent)
    assert any("no answer to: did you get help? PHONE NOW" in each for each in silent)


@pytest.mark.holds("people:2")
async def test_cant_call_sounds_though_somebody_has_her(town: Town) -> None:
    """ "I can't call" is heard by staff at once, also when the card was taken before."""
    await town.enrolled()
    await town.says("my chest feels crushed")
    await town.tap(STAFF_CHAT, ANA, "Take")

    said = await town.tap(JULIA, JULIA, "I can't call")

    assert "JM, Thu 10:00: says: I can't call. PHONE NOW" in said


@pytest.mark.holds("people:2")
@pytest.mark.parametrize(
    ("label", "start"),
    [("It passed", "This can come back."), ("No, not yet", "Call 911 now."), ("Yes, I have help", "I")],
)
async def test_each_answer_to_did_you_get_help(town: Town, label: str, start: str) -> None:
    """It passed, not yet, yes: each has its words, and staff see it on the card in theirs."""
    await town.enrolled()
    await town.says("my chest feels crushed")
    await town.turn(minutes=21)
    said = await town.tap(JULIA, JULIA, label)

    assert any(each.startswith(start) for each in said), said
    assert any("says: " in each for each in said), "the card says what she tapped"


@pytest.mark.holds("people:2")
async def test_tapped_by_mistake_closes_nothing(town: Town) -> None:
    """A slip of the thumb is thanked for; the card stays open for a person."""
    await town.enrolled()
    await town.says("my chest feels crushed")
    said = await town.tap(JULIA, JULIA, "Tapped by mistake")

    assert any("A person at the clinic will still look at it." in each for each in said)
    assert any("tapped by mistake" in each and "EMERGENCY" in each for each in said)


@pytest.mark.holds("people:7")
@pytest.mark.parametrize("words", ["dizzy and I keep vomiting", "so dizzy, I fainted"])
async def test_nobody_who_vomits_is_told_to_sip(town: Town, words: str) -> None:
    """No water by chat for whoever throws up or faints."""
    await town.enrolled()

    assert not any("Sip some water if you like" in each for each in await town.says(words))


@pytest.mark.holds("people:8")
@pytest.mark.parametrize("words", ["ok then", "ok", "alright", "👍"])
async def test_ok_is_no_riddle(town: Town, words: str) -> None:
    """ "Ok then" does not bring the list of dangers."""
    await town.enrolled()

    assert not any("not sure I understood" in each for each in await town.says(words))


@pytest.mark.holds("modifier:lives_alone")
async def test_who_lives_alone_is_told_to_unlock(town: Town) -> None:
    """The emergency text adds the door and the speaker."""
    await town.enrolled()
    await town.tap(JULIA, JULIA, "I live alone")

    said = await town.says("my chest feels crushed")

    assert any("Unlock your door and put the phone on speaker." in each for each in said)


@pytest.mark.holds("people:15")
@pytest.mark.parametrize("modifier", ["I am pregnant", "I take a blood thinner", "I have diabetes"])
@pytest.mark.holds("hazard:H7")
async def test_what_she_has_does_not_raise_none_or_a_little_soreness(town: Town, modifier: str) -> None:
    """Pregnant with soreness 3 and "None" is self-care: no card, no alarm."""
    await town.enrolled()
    await town.tap(JULIA, JULIA, modifier)
    await town.turn(hours=2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.tap(JULIA, JULIA, "3")

    assert not any("after the session" in each for each in await town.texts(STAFF_CHAT))


@pytest.mark.holds("plan:c3")
async def test_day_one_asks_what_the_plan_says(town: Town) -> None:
    """Soreness, then numb, weak, hot, fever or breath; better or worse and normal things may be skipped."""
    await town.enrolled()
    asked = await town.turn(hours=24)
    listed = await town.tap(JULIA, JULIA, "3")
    trend = await town.tap(JULIA, JULIA, "None of these")
    normal = await town.tap(JULIA, JULIA, "Skip")
    unable = await town.tap(JULIA, JULIA, "No")

    assert any("Hi. It is one day on." in each for each in asked)
    assert any("Take one slow, deep breath." in each for each in listed)
    assert any("better, the same or worse" in each for each in trend)
    assert any("Can you sleep and do basic things" in each for each in normal)
    assert any("A clinician needs to look at this today" in each for each in unable)
