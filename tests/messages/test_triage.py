"""Triage: every row fires, the highest wins, and nothing that is named is passed over."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import Catalog
from messages.levels import LEVELS, Level, at_least
from messages.lexicon import SYMPTOMS
from messages.symptoms import Finding
from messages.triage import Situation, Verdict, judge

SITUATIONS = st.builds(
    Situation,
    hours=st.none() | st.floats(0, 72),
    area=st.sampled_from([None, "neck", "shoulder", "chest", "low_back", "leg"]),
    modifiers=st.frozensets(st.sampled_from(["blood_thinner", "pregnant", "diabetes", "immune", "heart_or_lung"])),
    soreness=st.none() | st.integers(0, 10),
    last_soreness=st.none() | st.integers(0, 10),
    said=st.frozensets(st.sampled_from(["growing", "lasting", "big", "both_sides", "again"])),
)


def there(*symptoms: str) -> list[Finding]:
    """Return symptoms that are there now."""
    return [Finding(symptom=each, status="present", span=(0, 1)) for each in symptoms]


def verdict(content: Catalog, *symptoms: str, **situation: object) -> Verdict:
    """Return the verdict on symptoms that are there now."""
    return judge(content.triage, there(*symptoms), Situation(**situation))  # type: ignore[arg-type]


NEVER_SUPPRESS = [
    "chest_pain", "shortness_of_breath", "cough_blood", "face_droop", "speech_trouble", "vision_loss", "seizure",
    "severe_headache", "saddle_numbness", "bladder_bowel", "weakness", "allergic_swelling", "wheeze",
    "bleeding_not_stopping", "pregnancy_warning", "overdose",
]  # fmt: skip


@pytest.mark.parametrize("symptom", NEVER_SUPPRESS)
def test_red_flags_alarm_alone(content: Catalog, symptom: str) -> None:
    """Rows 1 to 8, 23 and 24 alarm at any hour, in any area, for anyone."""
    assert {"emergency"} == {verdict(content, symptom, hours=hours).level for hours in (None, 0.1, 30, 200)}


@pytest.mark.parametrize("symptom", [*NEVER_SUPPRESS, "self_harm"])
@pytest.mark.parametrize("status", ["absent", "past", "hypothetical", "other_person"])
@pytest.mark.holds("rule:1", "hazard:H2")
def test_red_flags_not_there_are_asked_about(content: Catalog, symptom: str, status: str) -> None:
    """A red flag that is denied, past or supposed is asked about, never silence (clinical.md 3.3, rule 1)."""
    named = [Finding(symptom=symptom, status=status, span=(0, 1))]  # type: ignore[arg-type]

    found = judge(content.triage, named, Situation())

    assert ("ask", True) == (found.level, found.never_suppress)


@pytest.mark.parametrize(
    ("symptoms", "situation", "level"),
    [
        (["self_harm"], {}, "crisis"),
        (["self_harm", "overdose"], {}, "emergency"),
        (["headache"], {}, "self_care"),
        (["headache", "neck_stiffness"], {}, "emergency"),
        (["headache", "fever"], {}, "emergency"),
        (["headache"], {"hours": 30}, "routine"),
        (["headache"], {"hours": 50}, "urgent"),
        (["hives"], {}, "urgent"),
        (["hives", "vomiting"], {}, "emergency"),
        (["fainting"], {}, "urgent"),
        (["fainting", "chest_pain"], {}, "emergency"),
        (["fainting"], {"modifiers": frozenset({"pregnant"})}, "emergency"),
        (["fever"], {}, "urgent"),
        (["fever"], {"modifiers": frozenset({"immune"})}, "emergency"),
        (["skin_infection"], {}, "urgent"),
        (["calf_swelling"], {}, "urgent"),
        (["calf_swelling", "shortness_of_breath"], {}, "emergency"),
        (["dizziness"], {"hours": 1}, "routine"),
        (["dizziness", "nausea"], {"hours": 1}, "urgent"),
        (["dizziness"], {"hours": 3}, "urgent"),
        (["sweating", "weakness"], {"hours": 1}, "emergency"),
        (["numbness_tingling"], {"hours": 3}, "routine"),
        (["numbness_tingling"], {"hours": 25}, "urgent"),
        (["numbness_tingling"], {"hours": 3, "area": "neck"}, "emergency"),
        (["soreness"], {}, "self_care"),
        (["severe_pain"], {}, "urgent"),
        (["bruising"], {}, "self_care"),
        (["bruising"], {"said": frozenset({"growing"})}, "urgent"),
        (["bruising"], {"modifiers": frozenset({"blood_thinner"})}, "urgent"),
        (["needle_left_in"], {}, "urgent"),
        (["needle_left_in", "shortness_of_breath"], {}, "emergency"),
    ],
)
def test_rows(content: Catalog, symptoms: list[str], situation: dict[str, object], level: Level) -> None:
    """The table of clinical.md 3.1, row by row."""
    assert level == verdict(content, *symptoms, **situation).level


@pytest.mark.parametrize(
    ("score", "last", "hours", "level"),
    [
        (3, None, 6.0, "none"),
        (6, None, 6.0, "none"),
        (7, None, 6.0, "routine"),
        (8, None, 6.0, "urgent"),
        (5, 3, 6.0, "routine"),
        (4, 3, 6.0, "none"),
        (4, 4, 24.0, "routine"),
        (4, 5, 24.0, "none"),
        (0, 0, 24.0, "none"),
    ],
)
def test_scores(content: Catalog, score: int, last: int | None, hours: float, level: Level) -> None:
    """Seven, two up, or flat a day on is for review; eight is for today (rows 18 to 20)."""
    assert level == verdict(content, soreness=score, last_soreness=last, hours=hours, area="leg").level


def test_seven_near_the_lung_is_for_today(content: Catalog) -> None:
    """Soreness of seven where a lung is near is urgent (clinical.md 3.2)."""
    assert "urgent" == verdict(content, soreness=7, area="upper_back").level


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(sorted(SYMPTOMS)), max_size=4), st.sampled_from(sorted(SYMPTOMS)), SITUATIONS)
def test_more_never_lowers(content: Catalog, symptoms: list[str], more: str, situation: Situation) -> None:
    """One more symptom never lowers a level."""
    before = judge(content.triage, there(*symptoms), situation).level
    after = judge(content.triage, there(*symptoms, more), situation).level

    assert at_least(after, before)


def test_every_symptom_has_a_row(content: Catalog) -> None:
    """No symptom can be found and mean nothing."""
    silent = {each for each in SYMPTOMS if verdict(content, each).level == LEVELS[-1]}

    assert set() == silent


def test_rows_have_ids_of_their_own(content: Catalog) -> None:
    """A rule on a card names one row, and cards of all 25 rows can be told apart."""
    ids = [each.id for each in (*content.triage.rows, *content.triage.modifiers)]

    assert len(ids) == len(set(ids))
