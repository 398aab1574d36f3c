"""The journey: one patient, one nurse, 48 hours, through HTTP, with nothing inside the bot replaced."""

from __future__ import annotations

import pytest

from tests.journeys import memory
from tests.journeys.driver import labels_of
from tests.journeys.pair import Pair
from tests.journeys.steps import FAQ, MINUTE, Cast, cast, enrol


@pytest.mark.timeout(500)
async def test_one_patient_one_nurse_forty_eight_hours(both: Pair) -> None:
    """She enrols, asks, reports, answers or stays silent; staff take, reply and resolve; nothing is left open."""
    people = cast(both.line)

    await _enrols(people)
    await _asks(people)
    await _is_dizzy_after_an_hour(both, people)
    await _answers_the_first_check(both, people)
    await _is_silent_at_the_second(both, people)
    await _answers_on_both_days(both, people)
    await _has_no_breath_and_is_cared_for(people)
    await both.line.pass_hours(2)
    await both.stop()

    _nothing_is_left_open(both)


async def _enrols(people: Cast) -> None:
    await enrol(people)
    plan = await people.jm.wait_for("All set. Here is when I will write to you")
    wanted = ["today 11:00", "today 16:00", "tomorrow 09:00", "Saturday 09:00"]
    assert wanted == [each for each in wanted if each in plan["text"]], "the plan is shown in local time"
    await people.ana.wait_for("agreed and set up")


async def _asks(people: Cast) -> None:
    asked = await people.jm.say(FAQ)
    await people.jm.wait_for("This is general advice", after=asked)


async def _is_dizzy_after_an_hour(both: Pair, people: Cast) -> None:
    await both.line.pass_hours(1)
    said = await people.jm.say("a bit dizzy")
    await people.jm.wait_for("lie down", after=said)
    card = await people.ana.wait_for("For review")
    assert "a bit dizzy" in card["text"], "staff read her own words"


async def _answers_the_first_check(both: Pair, people: Cast) -> None:
    await both.line.pass_hours(0.5)
    await both.line.advance(31 * MINUTE)
    # The first check makes room for the question that she was promised.
    await people.jm.wait_for("How is it now?")
    await people.jm.tap("It is gone")
    await both.line.advance(MINUTE)
    await people.jm.wait_for("Do you have any of these now?")
    await people.jm.tap("Sweaty")
    await people.jm.tap("Done")
    await people.jm.wait_for("How sore is the needle spot")
    await people.jm.tap("4")
    await people.jm.wait_for("Thank you. That is all for now.")


async def _is_silent_at_the_second(both: Pair, people: Cast) -> None:
    await both.line.pass_hours(5.5)
    await people.jm.wait_for("Time for your second check")
    await both.line.pass_hours(16.5)


async def _answers_on_both_days(both: Pair, people: Cast) -> None:
    await both.line.pass_hours(0.5)
    one_day = await people.jm.wait_for("It is one day on")
    await people.jm.tap("3")
    await people.jm.wait_for("Take one slow, deep breath.", after=one_day["id"])
    await people.jm.tap("None of these")
    await both.line.pass_hours(24)
    two_days = await people.jm.wait_for("It is two days on")
    await people.jm.say("2")
    await people.jm.wait_for("Take one slow, deep breath.", after=two_days["id"])
    await people.jm.tap("None of these")
    await people.jm.tap("Much better")
    await people.jm.wait_for("What helped with the soreness?", after=two_days["id"])
    await people.jm.tap("Skip")
    await people.jm.wait_for("Would you like a call", after=two_days["id"])
    await people.jm.tap("No, thank you")
    await people.jm.wait_for("That was the last check", after=two_days["id"])


async def _has_no_breath_and_is_cared_for(people: Cast) -> None:
    said = await people.jm.say("can't catch my breath")
    answer = await people.jm.wait_for("This could be an emergency. Call 911 now", after=said)
    assert answer["text"].startswith("This could be an emergency"), "the emergency text is the first line"
    card = await people.ana.wait_for("can't catch my breath")
    assert "Take" in labels_of(card), "the card can be taken"

    await people.ana.tap("Take")
    await people.ana.wait_for("Ana")
    await people.ana.tap("Reply")
    prompt = await people.ana.wait_for("reply to this message")
    await people.ana.say("Sit up and stay on the line with 911. I am phoning you now.", reply_to=prompt["id"])
    await people.jm.wait_for("I am phoning you now", after=said)

    await people.jm.say("thank you Ana, they are here")
    under = await people.ana.wait_for("thank you Ana, they are here")
    assert under["reply_to"] is not None or under["edits"], "her answer stands under the card"

    await people.ana.tap("Resolve…")
    await people.ana.tap("Sent to emergency care")
    await people.ana.wait_for("Sent to emergency care")


def _nothing_is_left_open(both: Pair) -> None:
    """Read from the database: every check-in, update, flag and message has come to its end."""
    database = both.database
    ends = memory.checkins(database)
    assert {"c1": "answered", "c2": "missed", "c3": "answered", "c4": "answered"}.items() <= ends.items()
    assert {"reaction.1": "answered", "reaction.2": "missed"}.items() <= ends.items(), "asked again twice, silent once"
    assert {"settled"} == set(memory.states(database, "inbox"))
    assert [("resolved", 1)] == memory.rows(database, "SELECT DISTINCT state, resolved_by IS NOT NULL FROM flags")
    assert set() == set(memory.states(database, "outgoing")) & {"ready", "sending", "unknown", "uncertain", "dead"}
    assert "Traceback" not in both.log()
