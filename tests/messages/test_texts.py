"""Texts: every sentence that code asks for is there, fits, and can be filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from messages import catalog, lint, signing, texts
from messages.grade import grade
from messages.mistakes import ContentMistakes

TOP = Path(__file__).parent.parent.parent
ENGLISH = texts.load(catalog.CONTENT, "en").by_key


def asked_for() -> Iterator[tuple[str, ast.expr]]:
    """Return every key that code names in a call of `text` or `said`, with its place."""
    for room in ("bot", "scheduler", "messages"):
        for path in sorted((TOP / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                    "text",
                    "said",
                )
                if named and isinstance(node, ast.Call) and len(node.args) >= 2:
                    yield f"{path.name}:{node.lineno}", node.args[1]


def literals(key: ast.expr) -> list[str]:
    """Return the keys that an expression can be, as far as they are written out; a prefix ends in "*"."""
    match key:
        case ast.Constant(value=str() as value):
            return [value]
        case ast.IfExp(body=body, orelse=other):
            return literals(body) + literals(other)
        case ast.JoinedStr(values=[ast.Constant(value=str() as value), *_]):
            return [f"{value}*"]
        case _:
            return []


def test_every_key_in_code_is_a_text() -> None:
    """A key without its sentence would be found at two in the morning."""
    missing = {
        f"{place}: {name}"
        for place, key in asked_for()
        for name in literals(key)
        if not any(each == name or (name.endswith("*") and each.startswith(name[:-1])) for each in ENGLISH)
    }

    assert set() == missing


def test_the_scan_finds_keys() -> None:
    """The scan itself sees what it should: it would otherwise pass over nothing."""
    assert len([name for _, key in asked_for() for name in literals(key)]) > 60


def test_the_content_has_no_mistakes() -> None:
    """What we ship loads and lints clean."""
    assert [] == lint.check(catalog.load())


@pytest.mark.parametrize("key", sorted(key for key in ENGLISH if not key.startswith(("staff_", "card_", "menu_"))))
def test_patients_read_plain_words(key: str) -> None:
    """Grade six or less for every sentence of two lines and more; short labels are read at a glance."""
    filled = re.sub(r"\{[a-z_]+\}", "911", ENGLISH[key])

    assert len(filled.split()) < 12 or grade(filled) <= 6, (grade(filled), filled)


def test_nothing_is_signed() -> None:
    """No clinician has signed anything, and the content says so."""
    loaded = catalog.load()
    there = [path for path in catalog.CONTENT.rglob("*.toml") if path.name not in signing.UNTOLD]
    files = [path.relative_to(catalog.CONTENT).as_posix() for path in there]

    assert sorted(files) == sorted(loaded.unsigned)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """A broken plan and an empty sentence are two lines of one report."""
    for path in catalog.CONTENT.rglob("*.toml"):
        copy = tmp_path / path.relative_to(catalog.CONTENT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    plan, english = tmp_path / "plan.toml", tmp_path / "en" / "texts.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('version = "3"', "version = 3"), encoding="utf-8")
    english.write_text(english.read_text(encoding="utf-8").replace('done = "Done"', 'done = " "'), encoding="utf-8")

    with pytest.raises(ContentMistakes) as told:
        catalog.load(tmp_path)

    assert 2 == len(told.value.mistakes)
    assert any("done is empty" in each for each in told.value.mistakes)
    assert any("plan.toml: version" in each for each in told.value.mistakes)
