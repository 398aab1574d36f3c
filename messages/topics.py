"""Topics: approved answers as content files, with their sources and the ways people ask for them.

The first language's files hold the ground of each answer (sources, evidence, what overrides it); another language's
hold its words alone, so that the ground is written once.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from messages.mistakes import ContentMistakes

#: What an answer may name of the clinic; everything else in braces is a mistake.
FIRST = "en"
FACTS = frozenset({"clinic", "phone", "emergency", "crisis", "after_hours", "hours", "places"})


#: What the first language's file says for all.
GROUND = {"sources", "evidence", "comforts", "override"}


class Part(BaseModel):
    """A table of a topic file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Part):
    """A part of an answer for one condition, found by its words."""

    id: str
    words: list[str]
    answer: str


class Topic(Part):
    """One topic: what it is called, what we say, on what ground, and how people ask."""

    id: str
    title: str
    answer: str
    sources: list[str]
    #: How sure the ground is: "seed", "study", "general", "clinic".
    evidence: str
    #: It calls something usual, and is not said beside an urgent text.
    comforts: bool = False
    #: Symptoms that may hide in the question; the red-flag rows look for them first.
    override: list[str] = []
    phrasings: list[str]
    conditions: list[Condition] = []
    reviewed_by: str = ""
    reviewed_on: str = ""

    def answer_for(self, condition: str | None) -> str:
        """Return the answer, the one for a condition where there is one."""
        return next((each.answer for each in self.conditions if each.id == condition), self.answer)


def load(root: Path, lang: str = FIRST, first: Mapping[str, Topic] | None = None) -> dict[str, Topic]:
    """Read all topic files of a language, on the ground of the first language's topics where those are given.

    ContentMistakes lists every wrong file.
    """
    found: dict[str, Topic] = {}
    wrong: list[str] = []
    for path in sorted((root / lang / "topics").glob("*.toml")):
        name = f"{lang}/topics/{path.name}"
        try:
            topic = Topic.model_validate(_grounded(tomllib.loads(path.read_text(encoding="utf-8")), first))
        except ValidationError as exc:
            wrong += [f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in exc.errors()]
            continue
        except tomllib.TOMLDecodeError as exc:
            wrong.append(f"{name}: is not TOML: {exc}")
            continue
        wrong += [f"{name}: {each}" for each in _mistakes(topic, path.stem)]
        found[topic.id] = topic
    if wrong:
        raise ContentMistakes(wrong)
    return found


def untranslated(topics: Mapping[str, Topic], first: Mapping[str, Topic]) -> list[str]:
    """Return what a language lacks of the first one's topics and conditions, and what it has beyond them."""
    wrong = [f"{name}.toml is missing" for name in first if name not in topics]
    wrong += [f"{name}.toml answers what the first language does not" for name in topics if name not in first]
    for name in sorted({*topics} & {*first}):
        ours, theirs = ({each.id for each in one.conditions} for one in (topics[name], first[name]))
        wrong += [f"{name}.toml: the condition {each} is missing" for each in sorted(theirs - ours)]
        wrong += [f"{name}.toml: the condition {each} is not in the first language" for each in sorted(ours - theirs)]
    return wrong


def _grounded(values: dict[str, Any], first: Mapping[str, Topic] | None) -> dict[str, Any]:
    topic = (first or {}).get(str(values.get("id")))
    return values if topic is None else {**topic.model_dump(include=GROUND), **values}


def _mistakes(topic: Topic, stem: str) -> list[str]:
    wrong = [] if topic.id == stem else [f"its id is {topic.id!r}: file and id must be the same"]
    for answer in (topic.answer, *(each.answer for each in topic.conditions)):
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(answer) if name is not None}
        except ValueError:
            wrong.append("an answer has a brace that is not closed")
            continue
        wrong += [f"{{{name}}} is not a fact of the clinic" for name in sorted(names - FACTS)]
    if len(topic.phrasings) < 5:
        wrong.append("has fewer than five phrasings: people ask in many ways")
    return wrong
