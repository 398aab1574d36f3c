"""Symptoms: lay words are found, with their place, and are there now unless it is plain that they are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import Catalog
from messages.symptoms import Finding


def findings(content: Catalog, text: str) -> tuple[Finding, ...]:
    """Return what English finds in a text."""
    return content.reader.hear(text, "en").findings


def statuses(content: Catalog, text: str) -> dict[str, str]:
    """Return each symptom of a text with its status."""
    return {each.symptom: each.status for each in findings(content, text)}


@pytest.mark.parametrize(
    ("symptom", "texts"),
    [
        ("chest_pain", ["my chest hurts", "tightness across my chest", "chst pian", "elephant on my chest"]),
        ("shortness_of_breath", ["I can't breathe", "winded after brushing my teeth", "shrt of breath"]),
        ("cough_blood", ["coughing up blood", "blood in my spit", "spitting blood"]),
        ("face_droop", ["my face is drooping", "tea ran out of the corner of my mouth", "my smile is crooked"]),
        ("speech_trouble", ["my speech is slurred", "I can't get my words out", "words come out jumbled"]),
        ("vision_loss", ["I lost my sight", "seeing double", "my vision went black"]),
        ("seizure", ["I had a seizure", "convulsions", "he is having a fit"]),
        ("severe_headache", ["worst headache of my life", "thunderclap headache", "sudden blinding headache"]),
        ("saddle_numbness", ["numb between my legs", "my groin is numb", "can't feel it when I wipe"]),
        ("bladder_bowel", ["I can't pee", "I wet myself", "lost control of my bowels"]),
        ("weakness", ["I can't lift my foot", "my arm is weak", "I keep dropping cups", "can't feel my legs"]),
        ("allergic_swelling", ["my tongue is swelling", "lips are swollen", "my throat is closing"]),
        ("wheeze", ["I am wheezing", "my chest is whistling", "wheezy and tight"]),
        ("hives", ["I have hives", "welts on my arm", "itchy all over"]),
        ("bleeding_not_stopping", ["it won't stop bleeding", "blood is spurting", "soaked through a towel"]),
        ("fainting", ["I passed out", "I fainted", "next thing I knew I was on the tiles"]),
        ("self_harm", ["I want to die", "nobody would miss me", "thinking of killing myself"]),
        ("fever", ["I have a fever", "shivering with chills", "my temperature is 39.2"]),
        ("skin_infection", ["pus is coming out", "red and spreading", "it looks infected"]),
        ("calf_swelling", ["my calf is swollen", "one leg is bigger", "calf is hot and red"]),
        ("needle_left_in", ["the needle broke off", "something was left in", "a piece of needle is stuck"]),
        ("pregnancy_warning", ["my waters broke", "the baby stopped moving", "I'm pregnant and bleeding"]),
        ("overdose", ["I took too many pills", "took 20 tylenol tablets", "I overdosed"]),
        ("dizziness", ["I feel dizzy", "light headed", "the room is spinning"]),
        ("fast_heartbeat", ["my heart is racing", "palpitations", "heart is pounding"]),
        ("sweating", ["cold sweat", "I am sweating", "clammy"]),
        ("nausea", ["I feel sick", "nauseous", "queasy"]),
        ("bruising", ["a big bruise", "black and blue", "bruised arm"]),
        ("soreness", ["I am sore", "it aches", "stiff and tender"]),
        ("numbness_tingling", ["pins and needles", "a numb patch", "tingling near the spot"]),
    ],
)  # fmt: skip
def test_lay_words(content: Catalog, symptom: str, texts: list[str]) -> None:
    """Each symptom is found in the words that people use for it."""
    missed = [text for text in texts if statuses(content, text).get(symptom) != "present"]

    assert [] == missed


@pytest.mark.parametrize(
    ("text", "symptom", "status"),
    [
        ("no chest pain", "chest_pain", "absent"),
        ("I do not have any fever, chills or chest pain", "chest_pain", "absent"),
        ("chest pain: no", "chest_pain", "absent"),
        ("it is not only sore, my chest hurts too", "chest_pain", "present"),
        ("no rash, just that my tongue is swelling", "allergic_swelling", "present"),
        ("I did not sleep, chest pain all night", "chest_pain", "present"),
        ("never felt anything like this pain in my chest", "chest_pain", "present"),
        ("the fever broke", "fever", "past"),
        ("the swelling is gone and the fever too", "fever", "past"),
        ("I had chest pain last year", "chest_pain", "past"),
        ("same chest pain as in 2019", "chest_pain", "present"),
        ("what if my chest hurts tomorrow", "chest_pain", "hypothetical"),
        ("if I lie down I can't breathe", "shortness_of_breath", "present"),
        ("is it normal that I can't breathe in?", "shortness_of_breath", "present"),
        ("my husband has chest pain", "chest_pain", "present"),
    ],
)
def test_scope(content: Catalog, text: str, symptom: str, status: str) -> None:
    """Denied, over, long ago and supposed are told from now; in doubt it is now."""
    assert status == statuses(content, text).get(symptom)


@pytest.mark.parametrize(
    "text", ["chest day at the gym tomorrow", "I need a blood test", "can I take my seizure medication", "stable"]
)
def test_words_that_only_look_alike(content: Catalog, text: str) -> None:
    """A word of danger with another meaning is no symptom."""
    assert {} == {name: status for name, status in statuses(content, text).items() if status == "present"}


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("my left arm is weak", "weakness"),
        ("I'm tired of living", "self_harm"),
        ("a tight band around my chest", "chest_pain"),
        ("holding my breath hurts", "shortness_of_breath"),
        ("took too many seizure meds", "overdose"),
        ("I am confused about where I am", "speech_trouble"),
    ],
)
def test_an_idiom_hides_only_itself(content: Catalog, text: str, symptom: str) -> None:
    """A saying cancels only what it says whole; a symptom that reaches beyond it stands."""
    assert "present" == statuses(content, text).get(symptom)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["my chest hurts", "can’t breathe", "I fainted"]), st.text(max_size=60))
def test_spans_lie_in_the_original(content: Catalog, before: str, symptom: str, after: str) -> None:
    """A finding's place is a piece of the text as it was written, whatever stands around it."""
    text = f"{before} {symptom} {after}"

    assert all(0 <= each.span[0] < each.span[1] <= len(text) for each in findings(content, text))


@pytest.mark.parametrize("text", ["MY CHEST HURTS", "my  chest\nhurts", "my chest HURTS!!!", "ugh my chest huuuurts"])
def test_case_and_space_hide_nothing(content: Catalog, text: str) -> None:
    """Shouting, spaces and drawn-out letters hide no symptom."""
    assert "present" == statuses(content, text.replace("\n", " ")).get("chest_pain")
