"""Bad input gets a clear reply or a quiet no: no traceback, no lost message, no changed record, no stalled line."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.journeys import memory
from tests.journeys.driver import Json, Phone, until
from tests.journeys.pair import Pair, pair
from tests.journeys.steps import BATH, FAQ, PATIENT, Cast, cast, enrol

# One bot takes all of it: whatever one test does to it, the next one finds it unharmed.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(400)]
ANSWER = "This is general advice"
#: Words that no clinic wants in its way: long, loud, written backwards, and invisible.
ODD = {
    "4,096 characters": "my shoulder " * 341 + "ache",
    "60 emoji": "😀🤕" * 30,
    "right to left": "\u202eكتفي يؤلمني\u202c \u2067שלום\u2069",
    "control characters": "hello\x00\x07\x1b[31m\u200b\u200d\ufeff there\x7f",
    "combining marks": "z" + "\u0351\u0489" * 200,
    "a lone format placeholder": "{phone} {0} %s <b>&amp; \\",
}
THINGS: dict[str, Json] = {
    "a sticker": {"sticker": True},
    "a voice note": {"voice": True},
    "a contact": {"contact": True},
    "a photo": {"photo": True},
    "a place": {"location": True},
    "a forwarded message": {"text": "look at this", "forward_from": "Somebody"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    """A sandbox and a bot with one enrolled patient, for all tests here."""
    async with pair(tmp_path_factory.mktemp("bad")) as started:
        await started.line.to_morning()
        await started.begin()
        await enrol(cast(started.line))
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def patient(both: Pair) -> AsyncIterator[Cast]:
    """Everyone's phones; afterwards every update is settled or dead and shown, and no fault was logged."""
    people = cast(both.line)
    yield people
    await _nothing_was_lost(both, people)


async def _nothing_was_lost(both: Pair, people: Cast) -> None:
    await _line_is_empty(both)
    kept = {each for (each,) in memory.rows(both.database, "SELECT abs(update_id) FROM inbox")}
    phones = {each for phone in (people.jm, people.ana, people.ben) for each in phone.updates}
    assert set() == phones - kept, "every update of a phone has its row"
    dead = memory.states(both.database, "inbox").get("dead", 0)
    shown = memory.one(both.database, "SELECT count(*) FROM outgoing WHERE dedup LIKE 'dead:%'")
    assert dead == shown, "what could not be read is shown to staff"
    log = both.log()
    assert [] == [word for word in ("Traceback", "door.fell", "loop.fell", "level='error'") if word in log], log


async def _line_is_empty(both: Pair) -> None:
    async def settled() -> bool:
        handled = memory.one(both.database, "SELECT count(*) FROM inbox WHERE state <> 'new'")
        return bool(handled == memory.one(both.database, "SELECT count(*) FROM inbox"))

    await until(settled, "the end of the line")


async def test_odd_words_are_each_answered(both: Pair, patient: Cast) -> None:
    """Whatever a text is made of, she gets an answer to it, and the next question is answered as ever."""
    for name, words in ODD.items():
        said = await patient.jm.say(words)
        assert await until(lambda: patient.jm.heard(after=said), f"an answer to {name}")  # noqa: B023
    await _still_answers(patient.jm)


async def test_things_are_each_answered(both: Pair, patient: Cast) -> None:
    """Stickers, voice, contacts, photos, places and forwarded words get an answer."""
    for name, thing in THINGS.items():
        sent = await patient.jm.send(**thing)
        assert await until(lambda: patient.jm.heard(after=sent), f"an answer to {name}")  # noqa: B023
    await _still_answers(patient.jm)


async def test_strangers_to_the_staff_chat_get_a_quiet_no(both: Pair, patient: Cast) -> None:
    """Another group and another bot hear nothing and change nothing."""
    before = memory.counts(both.database)
    since = await both.line.last_call()
    robot = {"id": 4242, "is_bot": True, "first_name": "Robot", "username": "some_bot"}
    person = {"id": 7700, "is_bot": False, "first_name": "Person"}
    group = {"id": -1009, "type": "supergroup", "title": "Another group"}
    private = {"id": PATIENT, "type": "private", "first_name": "Person"}
    said = [(group, person, "/invite XX neck Ana"), (group, person, "chest pain"), (group, robot, "hi")]
    updates = [await _raw(both, _message(*each)) for each in [*said, (private, robot, "chest pain")]]
    await until(lambda: _have_come(both, updates), "the strangers' words")
    await _line_is_empty(both)

    assert before == memory.counts(both.database)
    await _still_answers(patient.jm)
    calls = await both.line.calls(since=since, method="sendMessage")
    assert [] == [each for each in calls if each["params"]["chat_id"] in (-1009, "-1009")]


async def test_a_forged_or_stale_button_changes_nothing(both: Pair, patient: Cast) -> None:
    """Data that was made up, copied from another chat, or is long answered moves no record and gets a word."""
    asked = await patient.jm.wait_for("You agreed to this chat")
    card = await _card(patient)
    foreign = card["buttons"][0][0]["data"]
    before = memory.counts(both.database)
    for data in ("take.1.", "resolve.x.y.AAAAAAAAAA", "soreness..11.x", "\u202e", "a" * 64, ".", foreign):
        told = await patient.jm.forge(asked["id"], data)
        assert told["answer"] is not None, f"{data!r} was answered"
    stranger = Phone(both.line, patient.ana.chat, 7700)
    await both.line.post("/sim/join", {"chat": stranger.chat, "user": 7700})
    told = await stranger.forge(card["id"], foreign)
    assert told["answer"] is not None, "whoever is no staff gets a word"

    assert before == memory.counts(both.database)
    await _still_answers(patient.jm)


async def test_start_with_rubbish_is_answered_kindly(both: Pair, patient: Cast) -> None:
    """A link that nobody made, or a used one, gets a sentence with the phone number; nobody is enrolled."""
    before = memory.counts(both.database)
    stranger = Phone(both.line, 7800)
    for words in ("/start", "/start x", "/start " + "A" * 22, "/start ' OR 1=1 --", "/start \u202e💥"):
        said = await stranger.say(words)
        answer = await stranger.wait_for("949-555-0100", after=said)
        assert "911" in answer["text"], "every no names the way to help"

    assert before == memory.counts(both.database)
    await _still_answers(patient.jm)


async def test_an_unreadable_update_stops_neither_line_nor_chat(both: Pair, patient: Cast) -> None:
    """In one batch: a question, updates that will not parse, a question; both are answered, the rest is shown."""
    await both.stop()
    first = await patient.jm.say(FAQ)
    for body in ({"message_id": "x", "date": [], "chat": {"id": PATIENT}}, {"chat": {"id": PATIENT}}, {}):
        await both.line.post("/sim/raw", {"update": {"message": body}})
    await both.line.post("/sim/raw", {"update": {"something_new": {"deep": [None]}}})
    await patient.jm.say(BATH)
    await both.begin()

    async def both_answered() -> bool:
        return sum(ANSWER in each["text"] for each in await patient.jm.heard(after=first)) == 2

    await until(both_answered, "an answer to both questions")
    await patient.ana.wait_for("unreadable update")


async def _raw(both: Pair, update: Json) -> int:
    return int((await both.line.post("/sim/raw", {"update": update}))["update_id"])


async def _have_come(both: Pair, updates: list[int]) -> bool:
    return set(updates) <= {each for (each,) in memory.rows(both.database, "SELECT update_id FROM inbox")}


def _message(chat: Json, sender: Json, text: str) -> Json:
    return {"message": {"message_id": 99_000, "date": 1, "chat": chat, "from": sender, "text": text}}


async def _card(people: Cast) -> Json:
    said = await people.jm.say("a bit dizzy")
    await people.jm.wait_for("lie down", after=said)
    return await people.ana.wait_for("For review")


async def _still_answers(jm: Phone) -> None:
    asked = await jm.say(BATH)
    await jm.wait_for(ANSWER, after=asked)
