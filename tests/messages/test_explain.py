"""Explain: the contract that others read, one line in and one line out."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.explain import explain, in_words, marked
from messages.symptoms import Finding
from messages.wording import Wording

CLINIC = {
    "name": "Harbor Physio",
    "phone": "949-555-0100",
    "emergency": "911",
    "crisis": "988",
    "after_hours": "the advice line at 949-555-0199",
    "out_of_hours": "nobody",
    "zone": "America/Los_Angeles",
    "hours": {"mon": ["08:00-18:00"], "wed": ["08:00-18:00"]},
}


def explained(content: Catalog, **line: Any) -> dict[str, Any]:
    """Explain one line."""
    return explain(line, content, Wording(content.texts, Clinic.model_validate(CLINIC)))


def test_the_keys_are_the_contract(content: Catalog) -> None:
    """The answer has exactly the keys of design section 5, and is plain JSON."""
    answer = explained(content, text="my chest hurts", lang="en", hours=3.0, area="neck", modifiers=["pregnant"])

    assert ["lang", "level", "rules", "findings", "topic", "suggestions", "soreness", "reply"] == list(answer)
    assert answer == json.loads(json.dumps(answer))


@pytest.mark.parametrize("line", [{}, {"text": ""}, {"text": "hi", "lang": None, "modifiers": None, "more": 1}])
def test_missing_keys_are_none(content: Catalog, line: dict[str, Any]) -> None:
    """What is missing is none, and what is unknown is left alone."""
    assert explained(content, **line)["reply"]


@pytest.mark.parametrize(
    ("text", "level", "first"),
    [
        ("I can't breathe", "emergency", "911"),
        ("I want to kill myself", "crisis", "988"),
        ("I fainted", "urgent", "949-555-0100"),
    ],
)
def test_serious_replies_name_the_number(content: Catalog, text: str, level: str, first: str) -> None:
    """A serious reply names whom to call in what it says first."""
    answer = explained(content, text=text)

    assert level == answer["level"]
    assert first in answer["reply"].split("\n\n")[0] + answer["reply"]


def test_spans_are_the_words(content: Catalog) -> None:
    """A finding's span is where its words stand in the text."""
    text = "Hello. My chest hurts"
    found = {each["symptom"]: each["span"] for each in explained(content, text=text)["findings"]}

    assert "chest hurts" == text[slice(*found["chest_pain"])]


@pytest.mark.parametrize("text", ["my chest hurts", "can I drive", "will it hurt and how sore", "no fever", ""])
def test_in_words(content: Catalog, text: str) -> None:
    """For people: the text with its findings marked, why, the level, what the models say, and the reply last."""
    answer = explained(content, text=text)
    said = in_words({"text": text}, content, wording_of(content))

    assert f"level     {answer['level']}" in said
    assert said.endswith(answer["reply"])
    assert all(f"why       {rule}: " in said for rule in answer["rules"])
    assert all(f"{each['symptom']}, {each['status']}" in said for each in answer["findings"])


def test_words_that_counted_stand_out() -> None:
    """Brackets stand around each finding's words; of two in one place the first counts."""
    found = [
        Finding(symptom="chest_pain", status="present", span=(3, 8)),
        Finding(symptom="soreness", status="present", span=(6, 8)),
        Finding(symptom="fever", status="absent", span=(0, 0)),
    ]

    assert "my ⟦chest⟧ hurts" == marked("my chest hurts", found)


def test_without_models_it_says_so(content: Catalog) -> None:
    """Where the trained models are missing, the explanation names it."""
    bare = dataclasses.replace(content, reader=dataclasses.replace(content.reader, learned=None))

    assert "only the rules read this" in in_words({"text": "hello"}, bare, wording_of(content))


def wording_of(content: Catalog) -> Wording:
    """Return the wording of the small clinic above."""
    return Wording(content.texts, Clinic.model_validate(CLINIC))
