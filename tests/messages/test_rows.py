"""The triage table, row by row in a patient's words: each trigger, and each circumstance that raises it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from messages.catalog import Catalog
from messages.levels import Level, at_least
from messages.reading import Circumstances, read
from messages.replies import reply
from messages.wording import Wording

NOON = dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)
Case = tuple[str, dict[str, Any], Level]

#: Row → (her words, circumstances, the level that the table asks for).
ROWS: dict[str, list[Case]] = {
    "row:1": [
        ("my chest feels tight", {}, "emergency"),
        ("sharp pain in my right side when I breathe in", {}, "emergency"),
        ("pain at the tip of my shoulder with every breath", {}, "emergency"),
        ("sweating, sick and a heavy chest", {"hours": 0.5}, "emergency"),
    ],
    "row:2": [
        ("I can't catch my breath", {"hours": 200.0}, "emergency"),
        ("it hurts to breathe", {"area": "leg"}, "emergency"),
        ("coughing up blood", {}, "emergency"),
        ("my lips look blue", {}, "emergency"),
    ],
    "row:3": [
        ("my face is drooping", {}, "emergency"),
        ("my words come out slurred", {}, "emergency"),
        ("lost the sight in one eye", {}, "emergency"),
        ("she had a seizure", {}, "emergency"),
    ],
    "row:4": [
        ("worst headache of my life", {}, "emergency"),
        ("headache and a stiff neck", {}, "emergency"),
        ("headache and I keep vomiting", {}, "emergency"),
        ("headache and I can't stand the light", {}, "emergency"),
        ("bad headache, so drowsy I nod off", {}, "emergency"),
    ],
    "row:5": [
        ("numb between my legs", {}, "emergency"),
        ("I can't pee", {}, "emergency"),
        ("I wet myself and did not feel it", {}, "emergency"),
    ],
    "row:6": [
        ("my foot drags when I walk", {}, "emergency"),
        ("my wrist hangs down, I can't lift it", {}, "emergency"),
        ("both legs feel heavy and weak", {}, "emergency"),
    ],
    "row:7": [
        ("my tongue is swelling", {}, "emergency"),
        ("I am wheezing", {}, "emergency"),
        ("hives all over and I threw up", {}, "emergency"),
        ("hives on my belly", {}, "urgent"),
    ],
    "row:8": [
        ("it won't stop bleeding", {}, "emergency"),
        ("blood is spurting out", {}, "emergency"),
        ("my neck is swelling up", {}, "emergency"),
    ],
    "row:9": [
        ("I fainted", {}, "urgent"),
        ("I fainted and hit my head", {}, "emergency"),
        ("I passed out again", {}, "emergency"),
        ("I fainted and was out for a few minutes", {}, "emergency"),
        ("I fainted and I am confused", {}, "emergency"),
        ("I fainted", {"modifiers": frozenset({"heart_or_lung"})}, "emergency"),
        ("I fainted", {"modifiers": frozenset({"pregnant"})}, "emergency"),
        ("I fainted", {"modifiers": frozenset({"blood_thinner"})}, "emergency"),
        ("I fainted", {"modifiers": frozenset({"over_65"})}, "emergency"),
        ("I fainted and I am home alone", {}, "emergency"),
    ],
    "row:10": [
        ("I want to kill myself", {}, "crisis"),
        ("I don't want to live any more", {}, "crisis"),
        ("I have thoughts of hurting myself with a knife", {}, "crisis"),
    ],
    "row:11": [
        ("I have a fever", {}, "urgent"),
        ("temperature of 38.4", {}, "urgent"),
        ("fever and a stiff neck", {}, "emergency"),
        ("fever and red lines going up my arm", {}, "emergency"),
        ("fever and I am really ill", {}, "emergency"),
        ("I have a fever", {"modifiers": frozenset({"immune"})}, "emergency"),
    ],
    "row:12": [
        ("there is pus coming out of the spot", {}, "urgent"),
        ("the redness is spreading", {}, "urgent"),
        ("the skin is hot and red", {"modifiers": frozenset({"diabetes"})}, "urgent"),
        ("pus at the spot and I am confused", {}, "emergency"),
    ],
    "row:13": [
        ("my calf is swollen and hot", {}, "urgent"),
        ("my calf is swollen and I am short of breath", {}, "emergency"),
    ],
    "row:14": [
        ("a bit dizzy", {"hours": 1.0}, "routine"),
        ("I came over all clammy", {"hours": 0.5}, "routine"),
        ("dizzy and sweaty", {"hours": 1.0}, "urgent"),
        ("I am so dizzy I can't stand", {"hours": 1.0}, "urgent"),
        ("dizzy and my chest hurts", {"hours": 1.0}, "emergency"),
        ("my heart is racing", {"hours": 1.0, "modifiers": frozenset({"heart_or_lung"})}, "urgent"),
    ],
    "row:15": [
        ("a bit dizzy", {"hours": 9.0}, "urgent"),
        ("still sweaty and sick", {"hours": 26.0}, "urgent"),
    ],
    "row:16": [
        ("a small numb patch", {"hours": 3.0}, "routine"),
        ("a numb patch", {"hours": 26.0}, "urgent"),
        ("electric shocks down my leg", {"hours": 3.0}, "urgent"),
        ("both hands are numb", {"hours": 3.0}, "emergency"),
        ("the numbness is spreading", {"hours": 3.0}, "emergency"),
        ("numb and weak in the hand", {"hours": 3.0}, "emergency"),
    ],
    "row:17": [
        ("a mild headache", {"hours": 3.0}, "self_care"),
        ("I have a headache", {"hours": 30.0}, "routine"),
        ("I have a headache", {"hours": 50.0}, "urgent"),
        ("I feel tired", {"hours": 3.0}, "self_care"),
        ("I feel tearful", {"hours": 3.0}, "self_care"),
        ("the spot is itchy", {"hours": 3.0}, "self_care"),
    ],
    "row:18": [
        ("soreness is a 3", {"hours": 3.0, "asked": "soreness"}, "self_care"),
        ("sore but less than before", {"hours": 3.0}, "self_care"),
    ],
    "row:19": [
        ("7", {"asked": "soreness"}, "routine"),
        ("5", {"asked": "soreness", "last_soreness": 3}, "routine"),
        ("5", {"asked": "soreness", "last_soreness": 5, "hours": 24.0}, "routine"),
        ("it is still sore", {"hours": 50.0}, "routine"),
        ("it is more sore and getting worse", {"hours": 50.0}, "urgent"),
    ],
    "row:20": [
        ("8", {"asked": "soreness"}, "urgent"),
        ("so sore I can't sleep", {}, "urgent"),
        ("too sore, I can't get dressed", {}, "urgent"),
        ("unbearable pain in my back and now my leg is weak", {}, "emergency"),
    ],
    "row:21": [
        ("a little bruise", {}, "self_care"),
        ("the bruise keeps growing", {}, "urgent"),
        ("the bruise is bigger than my palm", {}, "urgent"),
        ("there is a hard lump under the bruise", {}, "urgent"),
        ("a little bruise", {"modifiers": frozenset({"blood_thinner"})}, "urgent"),
        ("a bruise and my neck is swelling, hard to swallow", {}, "emergency"),
    ],
    "row:22": [
        ("the needle broke off and a piece is still in", {}, "urgent"),
        ("a needle is still in my neck and I am short of breath", {}, "emergency"),
    ],
    "row:23": [
        ("I am pregnant and I am bleeding", {}, "emergency"),
        ("some bleeding", {"modifiers": frozenset({"pregnant"})}, "emergency"),
        ("my waters broke", {}, "emergency"),
    ],
    "row:24": [
        ("I took too many tablets", {}, "emergency"),
        ("I think I overdosed on paracetamol", {}, "emergency"),
    ],
    "row:25": [
        ("can I speak to a real person", {}, "routine"),
        ("I want to complain about how I was treated", {}, "routine"),
        ("please delete my data", {}, "routine"),
    ],
}

MODIFIERS: dict[str, list[Case]] = {
    "modifier:near_lung": [
        ("7", {"asked": "soreness", "area": "upper_back"}, "urgent"),
        ("7", {"asked": "soreness", "area": "leg"}, "routine"),
    ],
    "modifier:neck_spine": [
        ("a numb patch", {"area": "neck", "hours": 3.0}, "emergency"),
        ("a numb patch", {"area": "low_back", "hours": 3.0}, "urgent"),
    ],
    "modifier:blood_thinner": [
        ("a mild headache", {"modifiers": frozenset({"blood_thinner"}), "hours": 3.0}, "urgent"),
        ("a numb patch", {"modifiers": frozenset({"blood_thinner"}), "hours": 3.0}, "emergency"),
    ],
    "modifier:skin_risk": [
        ("the spot is a bit swollen", {"modifiers": frozenset({"immune"})}, "urgent"),
        ("the spot is red and hot", {"modifiers": frozenset({"diabetes"})}, "urgent"),
    ],
    "modifier:pregnant": [
        ("a bit dizzy", {"modifiers": frozenset({"pregnant"}), "hours": 1.0}, "urgent"),
        ("a mild headache", {"modifiers": frozenset({"pregnant"}), "hours": 3.0}, "routine"),
        ("soreness is a 3", {"modifiers": frozenset({"pregnant"}), "hours": 3.0}, "self_care"),
        ("my belly hurts", {"modifiers": frozenset({"pregnant"})}, "emergency"),
    ],
    "modifier:heart_lung": [("a bit sweaty", {"modifiers": frozenset({"heart_or_lung"}), "hours": 1.0}, "urgent")],
    "modifier:pacemaker": [
        ("my heart is fluttering", {"modifiers": frozenset({"pacemaker"}), "hours": 1.0}, "emergency"),
        ("my pacemaker gave me a shock", {"modifiers": frozenset({"pacemaker"})}, "emergency"),
    ],
    "modifier:age": [
        ("a bit dizzy", {"modifiers": frozenset({"over_75"}), "hours": 1.0}, "urgent"),
        ("soreness is a 3", {"modifiers": frozenset({"over_75"}), "hours": 3.0}, "self_care"),
        ("None of these", {"modifiers": frozenset({"over_75"}), "asked": "reaction"}, "none"),
        ("a bit dizzy", {"modifiers": frozenset({"under_18"}), "hours": 1.0}, "urgent"),
    ],
    "modifier:first_session": [("a bit dizzy", {"modifiers": frozenset({"first_session"}), "hours": 1.0}, "routine")],
    "modifier:lasting": [
        ("I feel tired", {"hours": 30.0}, "routine"),
        ("it is still sore", {"hours": 50.0}, "routine"),
    ],
    "modifier:worsening": [
        ("the itch is getting worse", {"hours": 3.0}, "routine"),
        ("it is getting more sore, it is worse", {"hours": 3.0}, "routine"),
    ],
    "modifier:no_effect_talk": [
        ("it's nothing really but my chest is tight, lol", {}, "emergency"),
        ("my wife says I'm fine, but I fainted", {}, "urgent"),
        ("thanks so much! my calf is swollen and hot", {}, "urgent"),
    ],
    "modifier:third_person": [
        ("my husband has chest pain", {}, "emergency"),
        ("my mum can't lift her arm since the needles", {}, "emergency"),
    ],
    "modifier:past_hypothetical": [
        ("I had chest pain last year", {}, "ask"),
        ("what if my chest hurts later", {}, "ask"),
        ("can it puncture a lung?", {}, "ask"),
        ("is chest pain a side effect?", {}, "ask"),
        ("my father had a stroke years ago", {}, "ask"),
    ],
}

CASES = [
    pytest.param(*case, id=f"{name}-{at}", marks=pytest.mark.holds(name))
    for name, cases in {**ROWS, **MODIFIERS}.items()
    for at, case in enumerate(cases)
]


@pytest.mark.parametrize(("words", "about", "level"), CASES)
def test_the_table_in_her_words(content: Catalog, words: str, about: dict[str, Any], level: Level) -> None:
    """Each trigger, said plainly, has the level of its row and her circumstances by rule; the models never lower it."""
    bare = dataclasses.replace(content, reader=dataclasses.replace(content.reader, learned=None))

    assert level == read(words, Circumstances(**about), bare).level
    assert at_least(read(words, Circumstances(**about), content).level, level)


@pytest.mark.holds("hazard:H5")
def test_nothing_is_called_usual_beside_an_urgent_text(content: Catalog, wording: Wording) -> None:
    """A topic that comforts is left out where she is told to be seen today."""
    assert {"soreness_normal", "bruise", "tired_sleepy"} <= {t.id for t in content.topics.values() if t.comforts}
    text = "I have a fever, is it usual to be so tired and sore?"
    reading = dataclasses.replace(read(text, Circumstances(now=NOON), content), topic="soreness_normal")
    said = reply(reading, Circumstances(now=NOON), wording, content.answers, now=NOON)

    assert "urgent" == reading.level
    assert not any("usual result" in each.text for each in said)


def test_a_danger_told_of_another_says_so(content: Catalog) -> None:
    """Staff read that the words may be about somebody else."""
    assert "told_of_another" in read("my husband has chest pain", Circumstances(), content).rules


@pytest.mark.parametrize(("words", "kind"), [("👍", "ack"), ("🙏 👍🏽", "ack"), ("😵", None), ("🤮", None)])
def test_a_friendly_emoji_is_a_nod(content: Catalog, words: str, kind: str | None) -> None:
    """A thumb alone is a nod; a sick face is not understood, and asked about."""
    assert kind == read(words, Circumstances(), content).small_talk
