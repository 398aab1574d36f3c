"""Answers in words: whatever she writes where buttons are, the record is right and she is told kindly."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from records import answers as kept
from records import checkins
from records.models import Outgoing
from records.store import Db
from tests.bot.test_checkin import answers, due, state
from tests.bot.town import JULIA, STAFF_CHAT, Town

AGAIN = "Please tap one whole number from 0 to 10."


async def at_soreness(town: Town) -> None:
    """She is enrolled and has been asked how sore she is."""
    await town.enrolled()
    await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")


@pytest.mark.holds("plan:words_and_buttons", "people:14")
@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("7/10", "7"),
        ("about six", "6"),
        ("0", "0"),
        ("seven", "7"),
        ("8 out of 10 but fine", "8"),
        ("it's a 4 now", "4"),
    ],
)
async def test_a_number_in_words(town: Town, words: str, score: str) -> None:
    """Words are taken wherever buttons are."""
    await at_soreness(town)
    await town.says(words)

    assert score == (await answers(town))["soreness"]


@pytest.mark.holds(
    "bad:number_11", "bad:number_minus_1", "bad:number_7_5", "bad:five_or_six", "bad:ten_of_ten_recommend"
)
@pytest.mark.parametrize("words", ["11", "-1", "7.5", "five or six", "7-8", "10/10 would recommend", "102"])
async def test_a_number_that_is_none_is_asked_again(town: Town, words: str) -> None:
    """Nothing is recorded, the buttons come again with a word on what counts."""
    await at_soreness(town)
    said = await town.says(words)

    assert "soreness" not in await answers(town)
    assert any(each.startswith(AGAIN) for each in said), said
    await town.tap(JULIA, JULIA, "5")
    assert "5" == (await answers(town))["soreness"]


@pytest.mark.parametrize("words", ["11", "9.5", "8 or 9"])
@pytest.mark.holds("hazard:H19")
async def test_an_unclear_high_number_is_not_lost(town: Town, words: str) -> None:
    """While she is asked again, eight and more is urgent already (row 20)."""
    await at_soreness(town)
    await town.says(words)

    assert any("URGENT" in each for each in await town.texts(STAFF_CHAT))


async def test_days_are_no_score(town: Town) -> None:
    """ "2 days ago" is no soreness of two."""
    await at_soreness(town)
    await town.says("2 days ago")

    assert "soreness" not in await answers(town)


@pytest.mark.holds("bad:two_answers")
@pytest.mark.holds("plan:c2")
async def test_two_answers_at_once(town: Town) -> None:
    """Each question takes its part of "5, none of these"."""
    await at_soreness(town)
    await town.says("4")
    await due(town, 5)
    await town.says("5, none of these")

    rows = await town.house.store.read(
        lambda db: {
            row.step: {name: each.value for name, each in kept.of(db, row.id).items()}
            for row in checkins.of_visit(db, 1)
        }
    )
    assert {"soreness": "5", "evening_chest": ""} == rows["c2"]


@pytest.mark.holds("hazard:H18")
async def test_danger_beside_an_answer_is_not_lost(town: Town) -> None:
    """ "5, and I fainted earlier": the number is kept, the faint is urgent, and the next question still comes."""
    await at_soreness(town)
    await town.says("4")
    await due(town, 5)
    said = await town.says("5, and I fainted earlier")

    assert "5" == (await answers(town))["soreness"]
    assert any("A clinician needs to look at this today" in each for each in said)
    assert any(each.startswith("Take one slow, deep breath.") for each in said)


@pytest.mark.holds("bad:ended_checkin")
async def test_an_answer_to_a_check_that_has_ended(town: Town) -> None:
    """It is said kindly, the ended check stays missed and empty; danger in it is heard all the same."""
    await at_soreness(town)
    await town.turn(hours=4.5)
    said = await town.tap(JULIA, JULIA, "4")
    worse = await town.tap(JULIA, JULIA, "9")

    assert ("missed", False) == (await state(town, "c1"), "soreness" in await answers(town))
    assert said[0].startswith("Thank you. That check has ended")
    assert any("A clinician needs to look at this today" in each for each in worse)


async def test_a_changed_mind_replaces(town: Town) -> None:
    """The later answer stands, and staff hear of a worse one."""
    await at_soreness(town)
    await town.tap(JULIA, JULIA, "3")
    await town.tap(JULIA, JULIA, "8")

    assert "8" == (await answers(town))["soreness"]
    assert any("URGENT" in each for each in await town.texts(STAFF_CHAT))


@pytest.mark.holds("bad:fifty_taps")
async def test_fifty_taps_are_one_answer(town: Town) -> None:
    """One effect, one next question, one record."""
    await at_soreness(town)
    before = len(await town.texts(JULIA))
    for _ in range(50):
        await town.tap(JULIA, JULIA, "4")

    assert "4" == (await answers(town))["soreness"]
    assert len(await town.texts(JULIA)) - before <= 2


@pytest.mark.holds("bad:phone_clock")
@pytest.mark.parametrize("date", [0, 1, 4_000_000_000])
async def test_the_phones_clock_does_not_matter(town: Town, date: int) -> None:
    """A message dated 1970 or 2096 is read now, by the bot's clock."""
    await at_soreness(town)
    message = town.message(JULIA, JULIA, text="6") | {"date": date}
    await town.take({"message": message})

    assert "6" == (await answers(town))["soreness"]


@pytest.mark.parametrize("words", ["stop texting me", "Please stop", "STOP!", "please stop asking me"])
async def test_stop_in_other_words(town: Town, words: str) -> None:
    """A whole message that asks to stop is STOP."""
    await town.enrolled()

    assert (await town.says(words))[0].startswith("I will not write by myself any more.")


@pytest.mark.holds("bad:stop_inside")
@pytest.mark.parametrize(
    ("words", "cancelled"),
    [("the dog next door doesn't stop barking", 0), ("should i stop my aspirin?", 0), ("it won't stop bleeding", 4)],
)
async def test_stop_inside_a_sentence(town: Town, words: str, cancelled: int) -> None:
    """STOP inside a sentence stops nothing: only an emergency ends the chatter, and nobody is unsubscribed."""
    await town.enrolled()
    said = await town.says(words)

    rows = await town.house.store.read(lambda db: [r for r in checkins.of_visit(db, 1) if r.state == "cancelled"])
    assert cancelled == len(rows)
    assert not any("I will not write by myself any more." in each for each in said)


async def at_the_end(town: Town, score: str) -> list[str]:
    """She has answered the last check with this score and nothing else; return what is said then."""
    await town.enrolled()
    await town.turn(hours=46)
    await due(town, 2.5)
    await town.says(score)
    await town.tap(JULIA, JULIA, "None of these")
    await town.says("much better")
    await town.says("skip")
    return await town.says("no thanks")


@pytest.mark.holds("plan:c4")
async def test_the_end_in_words(town: Town) -> None:
    """Optional questions take words too, and the end hands over the two weeks of watching."""
    said = await at_the_end(town, "1")

    assert {"change": "2", "call_back": "no"} == {k: v for k, v in (await answers(town)).items() if k[0] == "c"}
    assert any("For two weeks" in each for each in said)


@pytest.mark.holds("plan:c5")
async def test_a_sore_end_is_checked_once_more(town: Town) -> None:
    """Four and more on the second day: one more check on the third, with two questions, then the end."""
    said = await at_the_end(town, "4")
    third = await due(town, 23.5)
    await town.says("3")
    over = await town.tap(JULIA, JULIA, "No, thank you")

    assert any("I will check once more tomorrow" in each for each in said)
    assert any(each.startswith("Hi. It is three days on.") for each in third)
    assert any("That was the last check" in each for each in over)


@pytest.mark.holds("plan:c5")
async def test_a_calm_end_is_the_end(town: Town) -> None:
    """Three and less: nothing more is asked."""
    await at_the_end(town, "3")

    assert [] == await town.house.store.read(lambda db: [r.step for r in checkins.of_visit(db, 1) if r.step == "c5"])


@pytest.mark.holds("plan:c1", "plan:two_required")
async def test_a_late_afternoon_keeps_the_list_of_dangers(town: Town) -> None:
    """Where two checks are one, the first list is asked first, two questions are required, and one may be skipped."""
    town.later(hours=7, minutes=30)
    await town.enrolled()
    asked = await due(town, 2)
    await town.tap(JULIA, JULIA, "None of these")
    await town.says("4")
    states = await town.house.store.read(lambda db: {row.step: row.state for row in checkins.of_visit(db, 1)})
    skipped = await town.tap(JULIA, JULIA, "Skip")

    assert any("Do you have any of these now?" in each for each in asked), asked
    assert ("skipped", "answered") == (states["c1"], states["c2"])
    assert any(each.startswith("Thank you.") for each in skipped)


@pytest.mark.holds("plan:cap", "plan:one_nudge")
async def test_six_messages_and_no_more(town: Town) -> None:
    """Whoever stays silent gets four check-ins and two nudges."""
    await town.enrolled()
    for _ in range(60):
        await due(town, 1)

    heard = [
        row.created_at
        for said, row in await town.said()
        if row.chat_id == JULIA and said.text.startswith(("Hi. ", "Just a friendly nudge"))
    ]
    assert 6 == len(heard)
    assert dt.timedelta(hours=46) == max(heard) - min(heard), "the last check is one of them"


async def test_the_plan_tells_what_was(town: Town) -> None:
    """/plan names what is to come and what became of the rest."""
    await at_soreness(town)
    await town.says("4")

    said = await town.hear(JULIA, JULIA, "/plan", entities=[{"type": "bot_command", "offset": 0, "length": 5}])

    assert "today 12:00: how do you feel? (answered)" in said[0]


async def test_a_reply_to_an_older_question_answers_that_one(town: Town) -> None:
    """Swiping to the first check's number changes the first check, though the second one waits."""
    await at_soreness(town)
    await town.says("4")
    await due(town, 5)

    def delivered(db: Db) -> None:
        asked = update(Outgoing).where(Outgoing.label == "next_question")
        db.execute(asked.values(state="sent", message_id=900, sent_at=town.now))

    await town.house.store.write(delivered)
    old = {"message_id": 900, "date": 1, "chat": {"id": JULIA, "type": "private"}}
    await town.hear(JULIA, JULIA, "make that a 6", reply_to_message=old)

    scores = await town.house.store.read(
        lambda db: {row.step: kept.of(db, row.id).get("soreness") for row in checkins.of_visit(db, 1)}
    )
    assert ("6", None) == (scores["c1"].value if scores["c1"] else "", scores["c2"])


@pytest.mark.holds("words:same")
async def test_the_same_as_this_morning_is_the_number_of_this_morning(town: Town) -> None:
    """ "Same as this morning" answers the score with her own last one; without one it is asked again."""
    await at_soreness(town)
    await town.says("4")
    await due(town, 5)
    await town.says("same as this morning")

    rows = await town.rows(step="c2")
    given = await town.house.store.read(lambda db: kept.of(db, rows[0].id))
    assert "4" == given["soreness"].value


@pytest.mark.parametrize("words", ["sorry, I meant 7", "make that 7", "actually 7", "perdon, quise decir 7"])
@pytest.mark.holds("words:changed_mind")
async def test_a_changed_mind_in_words(town: Town, words: str) -> None:
    """Within the window the number is put right, said back, and what it means is acted on."""
    await at_soreness(town)
    await town.says("4")
    said = await town.says(words)

    assert "7" == (await answers(town))["soreness"]
    assert any("7" in each and "4" in each for each in said)
    assert any("URGENT" in each for each in await town.texts(STAFF_CHAT)), "seven near the lung is for today"


async def test_a_changed_mind_after_the_window_changes_nothing(town: Town) -> None:
    """What has ended stays as it was; the words are read like any others."""
    await at_soreness(town)
    await town.says("4")
    await due(town, 22)
    rows = await town.rows(step="c1")
    await town.says("sorry, I meant 7")

    given = await town.house.store.read(lambda db: kept.of(db, rows[0].id))
    assert "4" == given["soreness"].value


@pytest.mark.parametrize("words", ["só um pouco", "meh", "hmm hard to say"])
@pytest.mark.holds("words:not_understood")
async def test_what_is_not_understood_brings_the_buttons_again(town: Town, words: str) -> None:
    """No guess is recorded; she sees the question again, and where it may be danger the list of it first."""
    await at_soreness(town)
    await town.says(words)

    assert "soreness" not in await answers(town)
    assert "10" in await town.buttons()


@pytest.mark.parametrize(
    ("words", "score"), [("about a six", "6"), ("7/10", "7"), ("ocho", "8"), ("it's like a 3 now", "3"), ("un 4", "4")]
)
@pytest.mark.holds("words:score")
async def test_a_score_in_many_words(town: Town, words: str, score: str) -> None:
    """Digits, words, other languages."""
    await at_soreness(town)
    await town.says(words)

    assert score == (await answers(town))["soreness"]
