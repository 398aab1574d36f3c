"""Topics: all of the leaflet's are there, plain, and they say what `clinical.md` allows and nothing more."""

from __future__ import annotations

import re

import pytest

from messages import catalog, lexicon, topics
from messages.catalog import Catalog
from messages.grade import grade, longest_sentence
from messages.normal import tokens
from messages.spelling import Speller
from messages.topics import Topic

ALL = topics.load(catalog.CONTENT)
IDS = (
    "soreness_normal soreness_too_long bruise needle_bleeding needle_mark_itch_red_dot ice_or_heat painkillers_general "
    "paracetamol_acetaminophen nsaid_ibuprofen aspirin_blood_thinner_dose prescribed_medicine_change exercise_sport "
    "stretching massage_or_foam_roll shower_bath hot_tub_sauna_swim alcohol driving work_lifting sleep_position "
    "tired_sleepy emotional_tearful twitching_muscle numb_tingle headache dizzy_nausea_sweat "
    "sympathetic_reaction_what_why heart_racing fever_chills hydration_how_much does_water_flush_toxins "
    "what_is_trigger_point active_vs_latent what_is_dry_needling vs_acupuncture vs_injection does_it_hurt "
    "does_it_work_for_my_condition is_it_safe lung_risk pregnant_breastfeeding blood_thinners diabetes_immune "
    "pacemaker_implant how_many_sessions next_session pain_came_back_or_no_better hours_location_appointment_cost "
    "privacy_data_delete_stop human_please greeting_thanks_bye_smalltalk"
).split()
CONDITIONS = (
    "back_pain myofascial_pain tension_headache abdominal_pain fibromyalgia joint_pain kidney_stones migraine "
    "muscle_strength neck_pain whiplash osteoarthritis heel_pain shoulder stroke tmd bursitis carpal_tunnel "
    "chronic_pain disc postoperative scoliosis sciatica sports_injury stress tennis_elbow frozen_shoulder"
).split()
#: The monograph supports these, and no other.
SUPPORTED = {"back_pain", "myofascial_pain", "tension_headache"}
#: Topics whose danger is one for an ambulance: the answer itself must say so.
DANGEROUS = (
    "bruise needle_bleeding needle_mark_itch_red_dot painkillers_general paracetamol_acetaminophen nsaid_ibuprofen "
    "sleep_position tired_sleepy emotional_tearful twitching_muscle numb_tingle headache dizzy_nausea_sweat "
    "heart_racing fever_chills is_it_safe lung_risk pregnant_breastfeeding diabetes_immune pacemaker_implant "
    "human_please"
).split()
BY_CONDITION = "does_it_work_for_my_condition"
#: Marks of clinical.md section 9, and the seeds, general knowledge, proposals and the clinic's own facts.
MARK = re.compile(r"S0|S4|GK|P|cfg|\d{1,2}[a-e]?")
GROUND = {"seed": r"S[04]", "study": r"\d.*", "general": r"GK", "clinic": r"P|cfg|S0"}
AMOUNT = re.compile(r"\b\d+\s*(?:ml|l|oz|cups?|glass(?:es)?|bottles?|pints?|ounces?)\b|\b(?:lit(?:re|er)|ounce|gallon)")
PROMISES = (
    "no risk",
    "risk-free",
    "completely safe",
    "perfectly safe",
    "totally safe",
    "harmless",
    "flush",
    "cure",
    "90%",
)
#: Names of what a person may have are a clinician's to say (clinical.md 3.3, rule 8).
DIAGNOSES = (
    "pneumothorax",
    "collapsed lung",
    "haematoma",
    "hematoma",
    "blood clot",
    "cellulitis",
    "sepsis",
)
#: Words of the topics that look like misspelt words of danger, and are right.
REAL = set(
    "answers based boxes counter counts emotions fades fluids girls inject limits medicines mixes noticed pilates "
    "places react reads response starts stronger wishes".split()
)
FACTS = {name: name for name in topics.FACTS} | {"emergency": "911", "phone": "555", "crisis": "988"}
EACH = pytest.mark.parametrize("topic", ALL.values(), ids=lambda topic: topic.id)


def said(topic: Topic) -> list[str]:
    """Return all that a topic may answer."""
    return [each.format_map(FACTS) for each in (topic.answer, *(one.answer for one in topic.conditions))]


def test_every_topic_is_there() -> None:
    """The 51 ids of clinical.md section 5, and no other."""
    assert sorted(IDS) == sorted(ALL)


@EACH
def test_answers_are_plain(topic: Topic) -> None:
    """Grade six or less, 15 words a sentence, 90 words in all."""
    for answer in said(topic):
        assert grade(answer) <= 6, (grade(answer), answer)
        assert longest_sentence(answer) <= 15, answer
        assert len(answer.split()) <= 90, answer


@EACH
def test_nothing_is_promised(topic: Topic) -> None:
    """No "no risk", no flushing out, no toxins, no amounts of water, no cure (clinical.md 1.2 and 1.3)."""
    words = " ".join(said(topic)).casefold()

    assert [] == [each for each in (*PROMISES, "toxin") if each in words]
    assert None is AMOUNT.search(words)


@EACH
def test_nobody_is_diagnosed(topic: Topic) -> None:
    """Answers speak of symptoms; the names of illnesses belong to clinicians."""
    assert [] == [each for each in DIAGNOSES if each in " ".join(said(topic)).casefold()]


@EACH
def test_titles_are_labels(topic: Topic) -> None:
    """A title fits on a button and is filled in nowhere."""
    assert 0 < len(topic.title) <= 40
    assert "{" not in topic.title


@EACH
def test_the_ground_is_named(topic: Topic) -> None:
    """Marks are those of clinical.md, and one of them is of the kind that the evidence says."""
    assert topic.sources
    assert [] == [mark for mark in topic.sources if not MARK.fullmatch(mark)]
    assert [mark for mark in topic.sources if re.fullmatch(GROUND[topic.evidence], mark)]


@EACH
def test_overrides_are_symptoms(topic: Topic, content: Catalog) -> None:
    """What may hide in a question is a symptom that we can find."""
    assert set() == set(topic.override) - set(lexicon.load(catalog.CONTENT, "en").frames)


@EACH
def test_people_ask_in_many_ways(topic: Topic) -> None:
    """15 to 30 ways to ask, each only once."""
    assert 15 <= len(topic.phrasings) <= 30
    assert len(topic.phrasings) == len({each.casefold() for each in topic.phrasings})


def test_no_topic_teaches_a_misspelling() -> None:
    """Every word of a topic counts as spelled right: a misspelt word of danger here would never be put right again."""
    speller = Speller(lexicon.load(catalog.CONTENT, "en"), ())
    texts = [text for topic in ALL.values() for text in (topic.title, *said(topic), *topic.phrasings)]
    words = [token for text in texts for token in tokens(text)]
    changed = {old.word for old, new in zip(words, speller.corrected(words), strict=True) if old.word != new.word}

    assert set() == changed - REAL


@pytest.mark.parametrize("name", DANGEROUS)
def test_danger_names_the_emergency_number(name: str) -> None:
    """Where the danger is an ambulance's, the answer says whom to call."""
    assert "{emergency}" in ALL[name].answer


def test_a_prescribed_blood_thinner_is_never_stopped_here() -> None:
    """Hazard H10: the line that keeps people from stopping a prescribed medicine."""
    assert "Never stop or skip a blood thinner or aspirin" in ALL["aspirin_blood_thinner_dose"].answer
    assert "Never stop one" in ALL["blood_thinners"].answer
    assert "I can't tell you to start, stop or change" in ALL["prescribed_medicine_change"].answer


@pytest.mark.parametrize("name", ["hydration_how_much", "does_water_flush_toxins"])
def test_a_fluid_limit_comes_first(name: str) -> None:
    """Hazard H9: whoever speaks of water speaks of the doctor's limit, and gives no number."""
    assert "If a doctor limits your fluids, keep to that plan." in ALL[name].answer
    assert None is re.search(r"\d", ALL[name].answer)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("bruise", "1 in 13 visits"),
        ("headache", "1 in 700 visits"),
        ("tired_sleepy", "1 in 400 visits"),
        ("is_it_safe", "1 in 5 to 2 in 5 visits"),
        ("is_it_safe", "1 visit in 1,000"),
    ],
)
def test_rates_are_of_visits(name: str, rate: str) -> None:
    """How often is told as the studies counted it: by visit, not by person (clinical.md 2.1)."""
    assert rate in ALL[name].answer


def test_every_condition_is_there() -> None:
    """All of the monograph's and of clinical.md 1.2's, and no other topic answers by condition."""
    assert sorted(CONDITIONS) == sorted(each.id for each in ALL[BY_CONDITION].conditions)
    assert [BY_CONDITION] == [topic.id for topic in ALL.values() if topic.conditions]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_follow_the_monograph(condition: str) -> None:
    """Three uses are "possibly helps"; the rest is told as unproven."""
    answer = ALL[BY_CONDITION].answer_for(condition)
    unproven = ("not enough good", "found no good proof", "did not find less pain", "saw no less pain")

    assert (condition in SUPPORTED) == ("possibly helps" in answer)
    assert (condition in SUPPORTED) != any(each in answer for each in unproven)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("migraine", "do not know yet"),
        ("whiplash", "did not find less pain"),
        ("shoulder", "saw no less pain"),
        ("muscle_strength", "no better"),
    ],
)
def test_findings_against_are_told(condition: str, words: str) -> None:
    """Where early studies found no gain, people hear it."""
    assert words in ALL[BY_CONDITION].answer_for(condition)


@pytest.mark.parametrize("condition", ALL[BY_CONDITION].conditions, ids=lambda condition: condition.id)
def test_a_condition_is_found_by_its_words(condition: topics.Condition, content: Catalog) -> None:
    """Each of its words in a question leads to its own answer."""
    found = {word: content.reader.condition(tokens(f"Does it help with {word}?")) for word in condition.words}

    assert dict.fromkeys(condition.words, condition.id) == found


def test_coming_back_is_not_a_back(content: Catalog) -> None:
    """A word of the body inside another phrase names no condition."""
    assert None is content.reader.condition(tokens("Does it work, or will it just come back?"))
