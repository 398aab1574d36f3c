"""The corpus keeps its form: four columns, known labels and ids, no message in two places."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from messages import catalog as content
from messages.lexicon import SYMPTOMS

HERE = Path(__file__).parent
FROZEN = sorted((HERE / "frozen").glob("*.tsv"))
FILES = [*FROZEN, *sorted((HERE.parent.parent / "training" / "corpus").glob("*.tsv"))]
LABELS = {"emergency", "crisis", "urgent", "routine", "self_care", "none", "ask"}
STATUSES = {"absent", "past", "hypothetical", "other_person"}


def lines(path: Path) -> list[list[str]]:
    """Return the messages of a file as their columns."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return [row.split("\t") for row in rows if row and not row.startswith("#")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_can_be_read(path: Path) -> None:
    """Label, what, tags and text; each id is one that the bot knows."""
    topics = {f"topic:{name}" for name in content.load().topics}
    known = topics | {"oos:near", "oos:far", "smalltalk", "answer", "chat", ""}
    wrong = []
    for row in lines(path):
        names = [each for each in row[1].split(",") if each not in known]
        odd = [each for each in names if not _symptom(each)]
        if len(row) != 4 or row[0] not in LABELS or odd or not row[3].strip():
            wrong.append(row)

    assert [] == wrong


def _symptom(name: str) -> bool:
    symptom, _, status = name.partition(":")
    return symptom in SYMPTOMS and (not status or status in STATUSES)


def test_no_message_stands_twice() -> None:
    """What is measured is not also learned from."""
    texts = Counter(row[3].casefold().strip() for path in FILES for row in lines(path))

    assert [] == [text for text, count in texts.items() if count > 1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_says_where_it_comes_from(path: Path) -> None:
    """The first line says who wrote it and what for."""
    assert path.read_text(encoding="utf-8").startswith("# ")
