"""Listening: the gate runs first, words are remembered sealed, flags are raised, replies are said."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from records.models import Checkin, Flag, Heard, Inbox
from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town

EMERGENCY = "This could be an emergency. Call 911 now."


async def test_a_red_flag_is_answered_first_and_reaches_staff(town: Town) -> None:
    """The fixed text is the first line of the reply, and a card with her words stands in the staff chat."""
    await town.enrolled(minutes=30)

    said = await town.says("I can't catch my breath")

    assert said[0].startswith("EMERGENCY"), "the card is written in the same transaction"
    assert any(text.startswith(EMERGENCY) for text in said)
    assert "I can't catch my breath" in said[0]


async def test_the_emergency_text_goes_in_lane_zero(town: Town) -> None:
    """Nothing overtakes an emergency text or its card."""
    await town.enrolled()
    await town.says("my chest feels tight")

    lanes = {row.label: row.lane for _, row in await town.said() if row.label in ("emergency", "card")}

    assert {"emergency": 0, "card": 0} == lanes


@pytest.mark.holds("rule:5", "people:2", "hazard:H5")
async def test_an_alarm_ends_the_chatter_and_asks_for_help_later(town: Town) -> None:
    """After an emergency no check-in follows; twenty minutes later: did you get help? Silence rings staff."""
    await town.enrolled()
    await town.says("my chest hurts when I breathe in")

    states = await town.house.store.read(lambda db: set(db.scalars(select(Checkin.state))))
    asked = await town.turn(minutes=21)
    silent = await town.turn(minutes=16)

    assert {"cancelled"} == states
    assert "Did you get help?" in asked
    assert any(text.startswith("You may need help now") for text in silent)


@pytest.mark.parametrize("words", ["STOP", "stop", "/stop"])
async def test_stop_counts_as_the_whole_message(town: Town, words: str) -> None:
    """STOP ends the plan's messages and nothing else."""
    await town.enrolled()

    said = await town.says(words)

    assert said[-1].startswith("I will not write by myself any more")


async def test_stop_inside_a_sentence_is_no_stop(town: Town) -> None:
    """ "It won't stop bleeding" unsubscribes nobody (people.md 4)."""
    await town.enrolled()

    said = await town.says("it won't stop bleeding")

    assert any(text.startswith(EMERGENCY) for text in said)
    assert not any("I will not write by myself" in text for text in said)


async def test_a_red_flag_after_stop_is_still_answered(town: Town) -> None:
    """STOP never silences the emergency answer."""
    await town.enrolled()
    await town.says("STOP")

    assert any(text.startswith(EMERGENCY) for text in await town.says("chest pain"))


async def test_a_strangers_red_flag_is_answered_and_not_kept(town: Town) -> None:
    """A stranger gets the advice; of his words nothing stays."""
    said = await town.hear(9999, 9999, "I have crushing chest pain")

    heard = await town.house.store.read(lambda db: db.scalars(select(Heard)).all())
    raw = await town.house.store.read(lambda db: db.scalar(select(Inbox.raw)))
    assert said[0].startswith(EMERGENCY)
    assert [] == heard
    assert raw is None


async def test_words_behind_a_command_cross_the_gate(town: Town) -> None:
    """/help with a red flag behind it is a red flag."""
    await town.enrolled()

    assert any(text.startswith(EMERGENCY) for text in await town.says("/help I cannot breathe"))


@pytest.mark.holds("people:8", "hazard:H1")
async def test_not_understood_is_asked_then_a_persons(town: Town) -> None:
    """First the danger list, the second time a person: never a shrug (people.md 8)."""
    await town.enrolled()

    first = await town.says("qwrt zzkp vvbn")
    second = await town.says("mmnb lkjh ppoi")

    assert first[-1].startswith("I am not sure I understood.")
    assert any(text.startswith("For review") for text in second)


async def test_an_edited_message_is_read_again_and_both_are_kept(town: Town) -> None:
    """An edit that brings danger raises it; both texts stay."""
    await town.enrolled()
    await town.says("all good")
    number = await town.house.store.read(lambda db: db.scalar(select(Heard.message_id)))

    said = await town.edits(number or 0, "all good but my chest hurts")

    revisions = await town.house.store.read(lambda db: list(db.scalars(select(Heard.revision).order_by(Heard.id))))
    assert any(text.startswith(EMERGENCY) for text in said)
    assert [0, 1] == revisions


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"document": {"file_id": "f", "file_unique_id": "u"}},
        {"video": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 2}},
        {"video_note": {"file_id": "f", "file_unique_id": "u", "length": 1, "duration": 2}},
        {"audio": {"file_id": "f", "file_unique_id": "u", "duration": 2}},
        {"location": {"latitude": 33.7, "longitude": -117.8}},
    ],
)
@pytest.mark.holds("rule:4", "media:kinds")
async def test_media_is_received_kindly_and_shown_to_staff(town: Town, content: dict[str, object]) -> None:
    """Nothing is interpreted: she gets the danger list, staff a card."""
    await town.enrolled()

    said = await town.sends(**content)

    assert any("Are any of these happening now?" in text or "Does one of these fit?" in text for text in said)
    assert any(text.startswith("For review") for text in said)
    copies = [kept.copied for kept, _ in await town.said() if kept.copied is not None]
    assert [JULIA] == [each.chat_id for each in copies], "Telegram copies the thing itself; nothing is stored here"


async def test_a_photos_caption_crosses_the_gate(town: Town) -> None:
    """A red flag under a photo is a red flag."""
    await town.enrolled()
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]

    assert any(text.startswith(EMERGENCY) for text in await town.sends(photo=photo, caption="my throat is closing"))


@pytest.mark.holds("people:18")
@pytest.mark.holds("hazard:H7")
async def test_one_open_card_a_patient(town: Town) -> None:
    """An anxious patient makes one card, not twelve (people.md 18)."""
    await town.enrolled(minutes=10)
    for words in ("I feel dizzy", "still dizzy", "and sweaty", "so dizzy"):
        await town.says(words)

    count = await town.house.store.read(lambda db: len(db.scalars(select(Flag)).all()))
    cards = [row for _, row in await town.said() if row.label == "card"]
    assert (1, 1) == (count, len(cards))


@pytest.mark.holds("people:7")
async def test_dizzy_in_the_first_hour_gets_advice_and_a_recheck(town: Town) -> None:
    """Dizzy at 1 h: lie down, no driving, and the promised question an hour later."""
    await town.enrolled(minutes=55)

    said = await town.says("a bit dizzy")
    again = await town.turn(minutes=61)

    assert any(text.startswith("If you are driving, stop where it is safe.") for text in said)
    assert "Hi. I am asking again, as I said.\n\nHow is it now?" in again


async def test_the_same_an_hour_later_is_urgent(town: Town) -> None:
    """A reaction that does not ease must be seen the same day."""
    await town.enrolled(minutes=10)
    await town.says("a bit dizzy")
    await town.turn(minutes=61)

    said = await town.tap(JULIA, JULIA, "The same")

    assert any("A clinician needs to look at this today." in text for text in said)


@pytest.mark.parametrize(
    ("label", "start"),
    [
        ("I feel unwell", "I am sorry. Which of these fits?"),
        ("Is this usual?", "Sore or bruised for a few hours"),
        ("My clinic", "Harbor Physio: 949-555-0100."),
    ],
)
@pytest.mark.holds("people:13")
async def test_the_permanent_buttons(town: Town, label: str, start: str) -> None:
    """Each of the three buttons under the text box answers at once (people.md 13)."""
    await town.enrolled()

    assert (await town.says(label))[-1].startswith(start)


@pytest.mark.parametrize("option", ["Chest or breathing", "Weak, numb or toilet trouble"])
@pytest.mark.holds("people:1")
async def test_unwell_leads_to_the_alarm_in_one_tap(town: Town, option: str) -> None:
    """From *I feel unwell* to the emergency text is one tap."""
    await town.enrolled()
    await town.says("I feel unwell")

    assert any(text.startswith(EMERGENCY) for text in await town.tap(JULIA, JULIA, option))


@pytest.mark.holds("people:1")
async def test_an_unanswered_question_is_put_again_and_then_a_persons(town: Town) -> None:
    """Silence to "is this happening now?": again at five minutes, staff's at ten (people.md 1)."""
    await town.enrolled()
    asked = await town.says("I had chest pain last year")

    again = await town.turn(minutes=5)
    staffs = await town.turn(minutes=5)

    assert any("Is this happening now?" in text for text in asked)
    assert any("Is this happening now?" in text for text in again)
    assert any(text.startswith("URGENT") for text in staffs)


async def test_now_yes_is_an_emergency(town: Town) -> None:
    """*Yes, now* to a red flag's question raises it at the tap."""
    await town.enrolled()
    await town.says("I had chest pain last year")

    assert any(text.startswith(EMERGENCY) for text in await town.tap(JULIA, JULIA, "Yes, now"))


@pytest.mark.holds("people:2")
async def test_cant_call_tells_the_neighbours_way(town: Town) -> None:
    """*I can't call* gets the way round, and staff are told to phone."""
    await town.enrolled()
    await town.says("I can't breathe")

    said = await town.tap(JULIA, JULIA, "I can't call")

    assert any(text.startswith("Ask anyone near you to call 911. Unlock your door.") for text in said)


async def test_did_you_mean_and_ask_my_clinic(town: Town) -> None:
    """A question between two topics is a choice; *Ask my clinic* makes it a card with her words."""
    await town.enrolled()
    asked = await town.says("what about the gym and wine")

    said = await town.tap(JULIA, JULIA, "Ask my clinic")

    assert ["Did you mean one of these?"] == asked
    assert any("what about the gym and wine" in text for text in said)
    assert any(text.startswith("I have sent your question to the clinic.") for text in said)


async def test_a_chosen_topic_is_answered(town: Town) -> None:
    """A button of "Did you mean" answers with its topic."""
    await town.enrolled()
    await town.says("what about the gym and wine")

    assert (await town.tap(JULIA, JULIA, "Alcohol"))[-1].startswith("It is best to skip it today.")


async def test_talk_in_the_staff_chat_reaches_nobody(town: Town) -> None:
    """Only *Reply* reaches a patient; other talk is between colleagues."""
    await town.enrolled()

    assert [] == await town.hear(STAFF_CHAT, ANA, "who has JM?")


@pytest.mark.holds("rule:4")
@pytest.mark.parametrize(("emoji", "asked"), [("👍", False), ("🤮", True), (None, True)])
async def test_a_sticker(town: Town, emoji: str | None, asked: bool) -> None:
    """A friendly sticker is a nod; any other gets the list of dangers, and its silence is staff's."""
    await town.enrolled()
    shape = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    sticker = {"file_id": "f", "file_unique_id": "u", **shape} | ({"emoji": emoji} if emoji else {})
    said = await town.sends(sticker=sticker)
    silent = [*await town.turn(minutes=6), *await town.turn(minutes=6)]

    assert asked == any("Are any of these happening now?" in each for each in said), said
    assert asked == any(each.startswith("For review") for each in silent)
