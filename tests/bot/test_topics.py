"""Topics: one a patient where the group has them. Whatever happens to a topic, the card arrives."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select, update

from bot import forum, threads
from records import notes, topics
from records.models import Audit, Flag
from records.store import Db
from sandbox import World
from sandbox import forum as groups
from sandbox.chats import Json
from sandbox.wishes import Forum, TopicAct
from scheduler.outcome import Migrated, Sent
from tests.bot.square import Square
from tests.bot.town import ANA, BEN, EVE, JULIA, STAFF_CHAT, Town

RED, YELLOW, PURPLE = 0xFB6F5F, 0xFFD67E, 0xCB86DB
NAME = "JM, Thu 10:00"


@pytest.fixture
async def square(town: Town, world: tuple[World, str]) -> Square:
    """A group with topics; Julia is enrolled."""
    groups.switch(world[0], Forum(chat=STAFF_CHAT))
    made = Square(town, world[0])
    await made.begin()
    return made


@pytest.fixture
async def plain(town: Town, world: tuple[World, str]) -> Square:
    """A group without topics; Julia is enrolled."""
    made = Square(town, world[0])
    await made.begin()
    return made


def staff_do(square: Square, do: str, thread: int | None) -> None:
    """Ana does something to a topic on her phone."""
    groups.act(square.world, TopicAct.model_validate({"chat": square.chat, "from": ANA, "do": do, "thread": thread}))


async def test_a_card_opens_its_patients_topic(square: Square) -> None:
    """The topic bears her pseudonym, and the level as its colour."""
    await square.ill("I can't breathe")

    (topic,) = square.topics()
    assert (NAME, RED) == (topic["name"], topic["icon_color"])
    assert topic["message_thread_id"] == square.thread(f"EMERGENCY · {NAME}")


async def test_what_follows_a_card_stands_in_its_topic(square: Square) -> None:
    """Prompts, findings, rings and questions come under the card, and one topic is made in all."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Reply")
    await square.ill("now I can't breathe")
    await square.town.turn()
    await square.town.turn(minutes=6)
    await square.post()
    await square.taps("Resolve…")

    here = square.topics()[0]["message_thread_id"]
    said = ("after the session", "reply to this message", "Now EMERGENCY", "Still open", "How did it end?")
    assert [here] * len(said) == [square.thread(words) for words in said]
    assert ["createForumTopic"] == square.deeds()


async def test_what_is_about_nobody_stays_in_the_plain_chat(square: Square) -> None:
    """A list of all open cards is in no one's topic."""
    await square.ill()
    await square.writes("/open")

    assert None is square.thread("Open cards")
    assert None is not square.thread(f"· {NAME}")


async def test_a_command_in_a_topic_is_answered_there(square: Square) -> None:
    """The answer stands where the question stands."""
    await square.ill()
    here = square.topics()[0]["message_thread_id"]
    await square.writes("/open", thread=here)

    assert here == square.thread("Open cards")


async def test_a_topic_is_closed_with_her_flag_and_opened_by_the_next(square: Square) -> None:
    """Closed when the closed card is brought up to date; the next card opens it again, and no second one is made."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Resolve…")
    await square.taps("Advice given")
    assert [True] == [each["closed"] for each in square.topics()]

    await square.ill("I fainted")
    assert [False] == [each["closed"] for each in square.topics()]
    assert square.topics()[0]["message_thread_id"] == square.thread("I fainted")
    assert ["createForumTopic", "closeForumTopic", "reopenForumTopic"] == square.deeds()


async def test_a_late_edit_closes_no_topic_in_use(square: Square) -> None:
    """An old card's edit that goes out after a new flag has opened leaves the topic open."""
    await square.ill()
    await square.taps("Resolve…")
    await square.town.tap(STAFF_CHAT, ANA, "Advice given")
    await square.ill("I fainted")

    assert [False] == [each["closed"] for each in square.topics()]
    assert "closeForumTopic" not in square.deeds()


async def test_a_closed_topic_is_opened_for_a_reply_after_all(square: Square) -> None:
    """Members cannot answer a prompt in a closed topic, so the prompt opens it."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Reply")
    await square.taps("Resolve…")
    await square.taps("Advice given")
    (prompt,) = await square.rows("prompt")
    again = update(type(prompt)).where(type(prompt).id == prompt.id).values(state="ready", message_id=None)
    await square.town.house.store.write(lambda db: db.execute(again))
    await square.post()

    assert [False] == [each["closed"] for each in square.topics()]


async def test_a_new_visit_gives_a_topic_its_new_name(square: Square) -> None:
    """She is known by the time of the visit that the flag is about."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Resolve…")
    await square.taps("Advice given")
    first = update(Flag).values(visit_id=None)
    await square.town.house.store.write(lambda db: db.execute(first))
    thread = square.world.chats[STAFF_CHAT].topics[square.topics()[0]["message_thread_id"]]
    thread.name = "JM"

    await square.ill("I fainted")

    assert NAME == thread.name
    assert "editForumTopic" == square.deeds()[-1]


async def test_a_deleted_topic_is_made_anew_with_its_card(square: Square) -> None:
    """What comes next opens another topic, once, and the card that was lost with the old one is put there again."""
    await square.ill()
    old = square.topics()[0]["message_thread_id"]
    staff_do(square, "delete", old)
    assert [] == square.there("after the session")

    await square.ill("now I can't breathe")

    (topic,) = square.topics()
    assert old != topic["message_thread_id"]
    assert {topic["message_thread_id"]} == {square.thread("Now EMERGENCY"), square.thread("after the session")}
    assert 1 == len(square.there("after the session"))
    assert ["createForumTopic"] * 2 == square.deeds()
    await square.taps("Take")
    assert "Ana" in square.there("after the session")[-1].words, "the new card is the one that is edited"


async def test_an_edit_finds_a_deleted_topic_too(square: Square) -> None:
    """A card that cannot be edited because its topic was deleted comes again, as it is now."""
    await square.ill()
    staff_do(square, "delete", square.topics()[0]["message_thread_id"])
    await square.taps("Take")

    (card,) = square.there("after the session")
    assert "Ana" in card.words
    assert square.topics()[0]["message_thread_id"] == card.body["message_thread_id"]


async def test_a_topic_that_others_closed_is_opened(square: Square) -> None:
    """TOPIC_CLOSED: one call opens it, and the words go in."""
    await square.ill()
    here = square.topics()[0]["message_thread_id"]
    staff_do(square, "close", here)
    square.fault("sendMessage", "TOPIC_CLOSED")
    square.sender = Square(square.town, square.world).sender
    await square.ill("now I can't breathe")

    assert here == square.thread("Now EMERGENCY")
    assert "reopenForumTopic" == square.deeds()[-1]


async def test_without_the_right_cards_come_plainly_and_staff_hear_it_once(square: Square) -> None:
    """No topic, no second try for a while, one notice."""
    groups.switch(square.world, Forum(chat=STAFF_CHAT, rights=False))
    await square.ill()
    await square.taps("Resolve…")
    await square.taps("Advice given")
    await square.ill("I fainted")

    assert [None, None] == [each.body.get("is_topic_message") for each in square.there("after the session")]
    assert ["createForumTopic"] == square.deeds()
    assert 1 == len(square.there("Manage topics"))

    square.town.later(minutes=11)
    groups.switch(square.world, Forum(chat=STAFF_CHAT, rights=True))
    await square.taps("Resolve…")
    await square.taps("Advice given")
    await square.ill("I have chest pain")
    assert None is not square.thread("I have chest pain"), "the right was given: the next card has its topic"


async def test_topics_that_were_turned_off_are_not_tried_again(square: Square) -> None:
    """Cards come plainly, staff hear it once, and the card that stands is not repeated."""
    await square.ill()
    groups.switch(square.world, Forum(chat=STAFF_CHAT, on=False))
    await square.ill("now I can't breathe")

    assert None is square.thread("Now EMERGENCY")
    assert 1 == len(square.there("no topics any more"))
    assert 1 == len(square.there("after the session"))
    assert not await square.town.house.store.read(lambda db: topics.is_forum(db, STAFF_CHAT))


async def test_a_plain_group_costs_no_call(plain: Square) -> None:
    """Nothing is asked of topics where there are none."""
    await plain.ill()
    await plain.taps("Take")
    await plain.taps("Resolve…")
    await plain.taps("Advice given")

    assert [] == plain.deeds()
    assert None is plain.thread("after the session")


async def test_a_group_that_becomes_a_forum_is_seen(plain: Square) -> None:
    """Any message from there says so; the next card has its topic."""
    groups.switch(plain.world, Forum(chat=STAFF_CHAT))
    await plain.writes("Good morning")
    await plain.ill()

    assert None is not plain.thread("after the session")


async def test_that_the_group_is_a_forum_outlives_a_silent_telegram(square: Square) -> None:
    """Where Telegram does not answer at the start, what was known stands."""
    square.fault("getChat", "", error="502")
    await forum.look(square.town.house)

    assert await square.town.house.store.read(lambda db: topics.is_forum(db, STAFF_CHAT))


async def test_every_call_is_counted(square: Square) -> None:
    """A line that says "opened" is a message to the group, and the group has twenty a minute."""
    before = len(square.pace._chats.get(STAFF_CHAT, ()))
    await square.ill()

    assert 1 == len(square.pace._chats[STAFF_CHAT]) - before


async def test_a_busy_group_gets_the_card_first(square: Square) -> None:
    """When the minute is nearly used up no topic is made: the room is for cards."""
    for _ in range(14):
        square.pace.count(STAFF_CHAT, time.monotonic())
    await square.ill()

    assert [] == square.deeds()
    assert None is square.thread("after the session")


#: Every way in which making a topic can fail: the fault, and whether staff are told.
NOT_MADE = [
    ("400", "not enough rights to create a topic", True),
    ("400", "the chat is not a forum", True),
    ("400", "TOPIC_TITLE_EMPTY", True),
    ("403", "", False),
    ("429", "", False),
    ("502", "", False),
    ("drop", "", False),
    ("slow", "", False),
]


@pytest.mark.parametrize(("error", "words", "told"), NOT_MADE)
async def test_a_card_whose_topic_cannot_be_made_comes_plainly(
    square: Square, monkeypatch: pytest.MonkeyPatch, error: str, words: str, told: bool
) -> None:
    """One call, and the card is in the plain chat; a refusal is told, a silence is not."""
    monkeypatch.setattr(threads, "PATIENCE", 0.2)
    square.fault("createForumTopic", words, error=error)
    await square.ill("I can't breathe")

    (card,) = square.there("after the session")
    assert "is_topic_message" not in card.body
    assert 1 >= len(square.deeds())
    assert told == bool(square.there("topic"))


REFUSALS = ("message thread not found", "TOPIC_CLOSED", "TOPIC_HIDDEN", "not enough rights to send text messages")


async def fallen_back(square: Square, refused: list[str], error: str = "", reason: str = "") -> list[str]:
    """Julia's next words meet refusals in her topic and trouble with topics; return the calls until they arrived."""
    for words in refused:
        square.fault("sendMessage", words)
    for method in ("createForumTopic", "reopenForumTopic") if error else ():
        square.fault(method, reason, error=error)
    since = square.world.journal.since(0)[-1]["n"]
    await square.ill("now I can't breathe")
    calls = square.world.journal.since(since)
    arrived = next(n for n, call in enumerate(calls) if "Now EMERGENCY" in str(call["answer"]))
    return [call["method"] for call in calls[:arrived]]


@pytest.mark.parametrize("refused", REFUSALS)
@pytest.mark.parametrize("trouble", [("", ""), ("502", "")])
async def test_whatever_a_topic_refuses_the_words_arrive(
    square: Square, refused: str, trouble: tuple[str, str]
) -> None:
    """They stand in the group once, after one call about topics at most, and the row is sent, not lost."""
    await square.ill()
    before = await fallen_back(square, [refused], *trouble)

    assert 1 == len(square.there("Now EMERGENCY"))
    assert 1 >= sum(method.endswith("ForumTopic") for method in before)
    assert {"sent"} == {row.state for row in await square.rows("finding")}


@pytest.mark.parametrize("again", REFUSALS)
async def test_a_new_topic_that_refuses_too_is_the_last_try(square: Square, again: str) -> None:
    """After the second refusal the words come plainly: no third topic, no second call."""
    await square.ill()
    before = await fallen_back(square, ["message thread not found", again])

    assert ["sendMessage", "createForumTopic", "sendMessage"] == before
    assert None is square.thread("Now EMERGENCY")


async def test_words_in_a_topic_are_a_note(square: Square) -> None:
    """They are kept sealed, stand on the card as a deed, and are answered by nothing."""
    await square.ill()
    here = square.topics()[0]["message_thread_id"]
    said = await square.writes("She sounded fine on the phone", thread=here)

    assert ["She sounded fine on the phone"] == await kept(square)
    assert all("Ana left a note" in text for text in said), said
    assert not any("sounded fine" in text for text in await square.town.texts())


async def kept(square: Square) -> list[str]:
    """Return the notes about Julia."""
    return await square.town.house.store.read(
        lambda db: [notes.words(db, row) for row in notes.of_patient(db, square.town.patient(db).id)]
    )


async def test_words_in_reply_to_a_colleague_are_a_note_too(square: Square) -> None:
    """Only what stands under a prompt or a card is for the patient."""
    await square.ill()
    here = square.topics()[0]["message_thread_id"]
    await square.writes("Has anybody called?", thread=here)
    theirs = [each for each in square.world.chats[square.chat].there() if each.words == "Has anybody called?"]
    await square.writes("Not yet", who=BEN, reply_to=theirs[-1].id)

    assert ["Has anybody called?", "Not yet"] == await kept(square)


async def test_what_stands_under_a_prompt_still_goes_to_the_patient(square: Square) -> None:
    """In a topic as elsewhere."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Reply")
    prompt = square.there("reply to this message")[-1]
    said = await square.writes("Please sit down and rest", reply_to=prompt.id)

    assert any("Please sit down and rest" in text for text in await square.town.texts(JULIA))
    assert any("sent" in text.casefold() for text in said)
    assert [] == await kept(square)


async def test_talk_is_not_kept(square: Square) -> None:
    """Nor in General, where answers have a thread too, in a topic that is no patient's, or by who has no seat."""
    await square.ill()
    here = square.topics()[0]["message_thread_id"]
    square.world.chats[square.chat].members[EVE] = "member"
    opened = groups.act(
        square.world,
        TopicAct.model_validate({"chat": square.chat, "from": ANA, "do": "open", "name": "Lunch"}),
    )
    await square.writes("Lunch?")
    lunch = max(square.world.chats[square.chat].messages)
    silent = [
        await square.writes("Yes", who=BEN, reply_to=lunch),
        await square.writes("Soup", thread=opened["thread"]),
        await square.writes("I am new here", who=EVE, thread=here),
    ]

    assert [[], [], []] == silent
    assert [] == await kept(square)


async def test_talk_in_a_plain_group_is_not_kept(plain: Square) -> None:
    """A group without topics has only talk."""
    await plain.ill()
    assert [] == await plain.writes("She sounded fine")
    assert [] == await kept(plain)


NAMELESS: list[Json] = [{"anonymous": True}, {"channel": "Clinic news"}]


@pytest.mark.parametrize("mask", NAMELESS)
async def test_who_has_no_name_is_told_how_to_get_one(square: Square, mask: Json) -> None:
    """A command, an answer to a prompt and a note: refused in words, written down, and nothing is done."""
    await square.ill()
    await square.taps("Take")
    await square.taps("Reply")
    here = square.topics()[0]["message_thread_id"]
    prompt = square.there("reply to this message")[-1]
    before = await square.town.texts(JULIA)
    for what in ({"text": "/open"}, {"text": "Rest", "reply_to": prompt.id}, {"text": "Hm", "thread": here}):
        said = await square.writes(**what, **mask)
        assert [True] == ["under your own name" in text for text in said], what

    assert before == await square.town.texts(JULIA)
    assert [] == await kept(square)
    audited = await square.town.house.store.read(
        lambda db: list(db.scalars(select(Audit).where(Audit.action == "nameless.refused")))
    )
    assert 3 == len(audited)


@pytest.mark.parametrize("mask", NAMELESS)
async def test_talk_without_a_name_is_not_answered(square: Square, mask: Json) -> None:
    """Who wants nothing of the bot hears nothing from it."""
    assert [] == await square.writes("Lunch?", **mask)


@pytest.mark.parametrize("stand_in", [1087968824, 136817688])
async def test_a_tap_without_a_name_does_nothing(square: Square, stand_in: int) -> None:
    """It is told how to get one, and written down."""
    await square.ill()
    answer = await square.town.tap_answer(STAFF_CHAT, stand_in, "Take")

    assert answer is not None
    assert "without a name" in answer
    assert 200 >= len(answer), "Telegram shows no more"
    state, last = await square.town.house.store.read(_flag_and_audit)
    assert ("alerted", "tap.refused") == (state, last)


def _flag_and_audit(db: Db) -> tuple[str, str]:
    return db.scalars(select(Flag.state)).one(), list(db.scalars(select(Audit.action)))[-1]


async def moved(square: Square) -> int:
    """The group becomes another chat, and the bot hears of it; return the new number."""
    old = square.world.chats[square.chat]
    new = square.world.migrate(old)
    line = next(each for each in old.there() if "migrate_to_chat_id" in each.body)
    await square.town.take({"message": line.body})
    return new.id


async def test_a_group_that_moved_gets_its_open_cards_again(square: Square) -> None:
    """Buttons in the old chat reach nobody: the card stands in the new one, can be taken, and /open leads to it."""
    await square.ill()
    new = await moved(square)
    await square.post()

    (card,) = square.there("after the session")
    assert new == card.body["chat"]["id"]
    assert not await square.town.house.store.read(lambda db: topics.is_forum(db, STAFF_CHAT))
    assert None is await square.town.house.store.read(
        lambda db: topics.get(db, chat_id=STAFF_CHAT, patient_id=square.town.patient(db).id)
    )
    await square.taps("Take")
    assert "Ana" in square.there("after the session")[-1].words
    (said,) = await square.writes("/open")
    assert f"{card.id}" in said


async def test_an_urgent_card_in_flight_follows_the_group(square: Square) -> None:
    """It was on its way to the old number: it arrives at the new one, once."""
    await square.town.says("I can't breathe")
    square.world.migrate(square.world.chats[square.chat])

    outcomes = await square.post()

    assert isinstance(outcomes[0], Migrated)
    assert isinstance(outcomes[1], Sent)
    assert 1 == len(square.there("EMERGENCY"))
    assert ["sent"] == [row.state for row in await square.rows("card")]


async def test_news_of_the_move_while_a_card_is_in_flight_repeats_no_card(square: Square) -> None:
    """What has not gone out goes to the new number by itself; only what stands in the old chat is put up again."""
    await square.town.says("I can't breathe")
    row = await square._next()
    assert row is not None
    await moved(square)
    await square._record(row, await square.sender(row))
    await square.post()

    assert 1 == len(square.there("EMERGENCY"))


async def test_a_group_that_moves_again_and_again_is_followed(square: Square) -> None:
    """Each move puts the card up once more, in the newest chat."""
    await square.ill()
    await moved(square)
    await square.post()
    await moved(square)
    await square.post()

    assert 1 == len(square.there("after the session"))
    assert square.chat == square.town.house.staff_chat


async def test_an_answer_in_a_closed_topic_comes_plainly(square: Square) -> None:
    """What stands under a message goes into that one's topic; where that is closed to the bot, it stands alone."""
    groups.switch(square.world, Forum(chat=square.chat, rights=False))
    wish = {"chat": square.chat, "from": ANA, "do": "open", "name": "Lunch"}
    lunch = groups.act(square.world, TopicAct.model_validate(wish))["thread"]
    staff_do(square, "close", lunch)
    await square.writes("/open", thread=lunch)

    assert None is square.thread("No open cards")


async def test_the_bots_own_courier_knows_of_topics(square: Square) -> None:
    """As the app wires it, with its own pace."""
    await square.town.says("I can't breathe")
    courier = square.town.app.courier
    while "sent" not in [row.state for row in await square.rows("card")]:
        await courier.turn()
        await courier._flights.land(5)

    assert square.topics()[0]["message_thread_id"] == square.thread("after the session")
