"""Topics: all of the leaflet's are there, plain, and they say what `clinical.md` allows and nothing more."""

from __future__ import annotations

import pytest

from messages import catalog, topics
from messages.grade import grade, longest_sentence
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
FACTS = {name: name for name in topics.FACTS} | {"emergency": "911", "phone": "555", "crisis": "988"}


def said(topic: Topic) -> list[str]:
    """Return all that a topic may answer."""
    return [each.format_map(FACTS) for each in (topic.answer, *(one.answer for one in topic.conditions))]


def test_every_topic_is_there() -> None:
    """The 51 ids of clinical.md section 5, and no other."""
    assert sorted(IDS) == sorted(ALL)


@pytest.mark.parametrize("topic", ALL.values(), ids=lambda topic: topic.id)
def test_answers_are_plain(topic: Topic) -> None:
    """Grade six or less, and no sentence that one must read twice."""
    for answer in said(topic):
        assert grade(answer) <= 6, (grade(answer), answer)
        assert longest_sentence(answer) <= 24, answer


@pytest.mark.parametrize("topic", ALL.values(), ids=lambda topic: topic.id)
def test_nothing_is_promised(topic: Topic) -> None:
    """No "no risk", no flushing out, no amounts of water, no cure (clinical.md 1.2 and 1.3)."""
    words = " ".join(said(topic)).casefold()

    assert not any(each in words for each in ("no risk", "completely safe", "flush", "litre", "liter", "cure", "90%"))
    assert "toxin" not in words


def test_a_prescribed_blood_thinner_is_never_stopped_here() -> None:
    """Hazard H10: the line that keeps people from stopping a prescribed medicine."""
    assert "Never stop or skip a blood thinner or aspirin" in ALL["aspirin_blood_thinner_dose"].answer


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("back_pain", "possibly helps"),
        ("migraine", "do not know yet"),
        ("whiplash", "did not find less pain"),
        ("muscle_strength", "no better"),
    ],
)
def test_conditions_follow_the_monograph(condition: str, words: str) -> None:
    """Three uses are "possibly helps"; the rest is told as unproven."""
    assert words in ALL["does_it_work_for_my_condition"].answer_for(condition)


def test_no_phrasing_stands_in_two_topics() -> None:
    """A phrasing that two topics claim could never be answered directly."""
    owners: dict[str, set[str]] = {}
    for topic in ALL.values():
        for text in topic.phrasings:
            owners.setdefault(text.casefold(), set()).add(topic.id)

    assert {} == {text: ids for text, ids in owners.items() if len(ids) > 1}
