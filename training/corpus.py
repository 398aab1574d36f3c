"""Corpus: every message that may be learned from, as what the two models are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from messages import figures
from messages.catalog import Catalog
from messages.figures import Labelled
from messages.learned import BEYOND

FOLDER = Path(__file__).parent / "corpus"
#: What people write that no topic answers, besides what is marked so.
TALK = frozenset({"chat", "smalltalk", "answer"})
ALARM = frozenset({"emergency", "crisis"})


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A text, where it came from, and its level and topic; none where that model learns nothing of it."""

    text: str
    source: str
    level: str | None
    topic: str | None


def lessons(catalog: Catalog, folder: Path = FOLDER) -> list[Lesson]:
    """Return all lessons: the corpus's files and the topics' own phrasings, in one fixed order."""
    found = [
        Lesson(text=each.text, source=path.stem, level=each.label, topic=_topic(each, catalog))
        for path in sorted(folder.glob("*.tsv"))
        for each in figures.load(path)
    ]
    phrasings = [
        Lesson(text=text, source=f"topics_{lang}", level="none", topic=topic.id)
        for lang, topics in sorted(catalog.answers.items())
        for topic in topics.values()
        for text in (topic.title, *topic.phrasings)
    ]
    return [*found, *phrasings]


def _topic(message: Labelled, catalog: Catalog) -> str | None:
    if message.topic in catalog.topics:
        return message.topic
    talk = message.label == "none" and bool(TALK & set(message.what.split(",")))
    return BEYOND if message.out_of_scope or talk or message.label in ALARM else None
