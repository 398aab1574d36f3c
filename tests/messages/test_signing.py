"""Signing: only a clinician's name, a day and an unchanged file count as signed."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from messages import catalog, signing

DAY = dt.date(2026, 3, 5)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content that may be signed: ours never is."""
    copy = tmp_path / "content"
    shutil.copytree(catalog.CONTENT, copy)
    return copy


@pytest.mark.holds("people:26")
def test_the_repository_is_unsigned() -> None:
    """Nobody of us signs: every content file in the repository is unsigned."""
    assert signing.files(catalog.CONTENT) == list(signing.unsigned(catalog.CONTENT))


@pytest.mark.holds("people:26", "hazard:H15")
def test_signed_whole_and_still_loading(content: Path) -> None:
    """After signing, nothing is missing, the content loads, and it says who signed."""
    signing.sign(content, signing.files(content), by="Dr A. Ray, PT", on=DAY)
    loaded = catalog.load(content)

    assert ((), ()) == (loaded.unsigned, loaded.must_sign)
    assert ("Dr A. Ray, PT", "2026-03-05") == (loaded.plan.reviewed_by, loaded.plan.reviewed_on)


@pytest.mark.holds("people:26", "hazard:H15")
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("plan.toml", "nudge_after_minutes = 120", "nudge_after_minutes = 240"),
        ("triage.toml", 'level = "emergency"', 'level = "routine"'),
        ("en/texts.toml", "Call {emergency} now", "Call {phone} now"),
        ("en/lexicon.toml", '"heart attack"', '"heart attak"'),
    ],
)
def test_one_changed_word_ends_a_signature(content: Path, name: str, old: str, new: str) -> None:
    """A threshold, a level, a sentence or a word that changes after signing keeps new patients out."""
    signing.sign(content, signing.files(content), by="Dr A. Ray, PT", on=DAY)
    path = content / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    assert (name,) == catalog.load(content).must_sign


def test_comments_do_not_end_a_signature(content: Path) -> None:
    """A comment changes nothing that patients read."""
    signing.sign(content, ["plan.toml"], by="Dr A. Ray, PT", on=DAY)
    path = content / "plan.toml"
    path.write_text(f"# A remark.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")

    assert "plan.toml" not in signing.unsigned(content)


def test_a_name_alone_is_no_signature(content: Path) -> None:
    """Filling in reviewed_by by hand does not count: nobody said that she had read it."""
    path = content / "plan.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('reviewed_by = ""', 'reviewed_by = "Dr A. Ray"'), encoding="utf-8")

    assert "plan.toml" in signing.unsigned(content)


def test_other_languages_alarm_words_can_wait() -> None:
    """A language with alarm words alone keeps nobody out."""
    assert ("plan.toml", "en/texts.toml") == signing.missing(["plan.toml", "ko/lexicon.toml", "en/texts.toml"], ["en"])
