"""Every fact, conflict, base rate, topic and condition is heard in the answer to a natural question."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot import demo
from bot.config import load
from messages import catalog as content
from messages.grade import grade
from messages.reading import Circumstances, read
from messages.replies import reply
from messages.topics import Topic
from messages.wording import Wording
from tests.trace.ledger import Entry, entries

CATALOG = content.load()
WORDING = Wording(CATALOG.texts, load(demo.EXAMPLE, env={"AFTERCARE_TOKEN": "none"}).clinic)
NOON = dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)
LEDGER = entries()
#: What no answer may say, whatever is asked (clinical.md 1.2 and 2.1).
NEVER = ("toxin", "flush", "litre", "liter", "90%", "no risk", "completely safe", "guarantee", "cure", "fully recover")


def answer(text: str) -> tuple[str | None, tuple[str, ...], str]:
    """Return the topic, the buttons offered instead, and all that the bot says to a question."""
    reading = read(text, Circumstances(now=NOON), CATALOG)
    said = reply(reading, Circumstances(now=NOON), WORDING, CATALOG.answers, now=NOON)
    return reading.topic, reading.suggestions, "\n".join(each.text for each in said)


ASKED = [pytest.param(each, id=each.id, marks=pytest.mark.holds(each.id)) for each in LEDGER if each.ask]


@pytest.mark.parametrize("entry", ASKED)
def test_the_answer_says_it(entry: Entry) -> None:
    """A natural question gets the answer that says the fact as it must be phrased, and nothing it must not say.

    A topic is heard at once or stands among the buttons; its question is none of the matcher's phrasings.
    """
    topic, offered, said = answer(entry.ask)

    assert [] == [words for words in entry.says if words.casefold() not in said.casefold()], said
    assert [] == [words for words in entry.never if words in said.casefold()], said
    if entry.kind == "topic":
        name = entry.id.partition(":")[2]
        heard = CATALOG.topics[name].answer.format_map(WORDING.clinic_facts("en")) in said
        # What "lie down" says already is not said twice.
        assert heard or name in (topic, *offered), (topic, said)


@pytest.mark.holds("conflict:11")
def test_lung_spine_and_infection_are_never_left_out() -> None:
    """The plan that everyone gets names breath, weakness and numb legs; the end names the skin for two weeks."""
    text = CATALOG.texts["en"].by_key
    assert all(words in text["danger_card"] for words in ("hard to breathe", "new weakness", "numb legs"))
    assert "two weeks" in text["checkin_end"]
    assert "pus" in text["checkin_end"]


@pytest.mark.holds("conflict:16")
@pytest.mark.parametrize("topic", CATALOG.topics.values(), ids=lambda topic: topic.id)
def test_each_topic_names_its_source(topic: Topic) -> None:
    """Source and evidence grade stand in each file; nobody has signed; the words are plain."""
    assert topic.sources
    assert topic.evidence
    assert grade(topic.answer.format_map(WORDING.clinic_facts("en"))) <= 6


@pytest.mark.holds("hazard:H9", "hazard:H10")
@pytest.mark.parametrize("topic", CATALOG.topics.values(), ids=lambda topic: topic.id)
def test_no_answer_says_what_must_not_be_said(topic: Topic) -> None:
    """No amounts of water, no flushing, no promises, and never "stop your medicine"."""
    answers = [topic.answer, *(each.answer for each in topic.conditions)]
    text = "\n".join(answers).casefold()

    assert [] == [words for words in NEVER if words in text]
    assert "stop taking" not in text


@pytest.mark.holds("hazard:H10")
@pytest.mark.parametrize("question", ["should i stop my aspirin", "can i skip my eliquis today", "stop warfarin?"])
def test_medicines_are_never_stopped_by_the_bot(question: str) -> None:
    """She is led to the answer that says never to stop because of this chat, directly or by a button."""
    reading = read(question, Circumstances(now=NOON), CATALOG)
    led = {reading.topic, *reading.suggestions} & {"aspirin_blood_thinner_dose", "prescribed_medicine_change"}

    assert led
    assert "Never stop" in CATALOG.topics["aspirin_blood_thinner_dose"].answer


@pytest.mark.holds("rule:8")
def test_no_disease_is_named_to_patients() -> None:
    """Alarm texts name what she feels, not what it might be."""
    text = CATALOG.texts["en"].by_key
    alarms = "\n".join(text[key] for key in text if key.startswith(("emergency", "urgent", "crisis", "ask_")))

    assert [] == [
        name
        for name in ("pneumothorax", "collapsed lung", "stroke", "heart attack", "cauda equina", "clot", "sepsis")
        if re.search(rf"\b{name}\b", alarms.casefold())
    ]


@pytest.mark.holds("plan:needle_spot", "people:14")
def test_the_needle_spot_not_the_old_pain() -> None:
    """People in long pain are asked for the new soreness alone."""
    assert "needle spot, not your old pain" in CATALOG.texts["en"].by_key["ask_soreness"]
