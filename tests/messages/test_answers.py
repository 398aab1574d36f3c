"""Answers in words: scores, yes and no, better and worse."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import catalog
from messages.answers import Answers, load
from messages.mistakes import ContentMistakes

ANSWERS = Answers([load(catalog.CONTENT, lang) for lang in ("en", "es")])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("7/10", 7),
        ("about six", 6),
        ("7", 7),
        ("0", 0),
        ("ten", 10),
        ("I'd say 4", 4),
        ("ocho", 8),
        ("soreness 3 now", 3),
        ("6 out of 10", 6),
        ("11", None),
        ("7.5", None),
        ("10/10 would recommend", None),
        ("call me at 5", None),
        ("pain for 2 days", None),
        ("", None),
        ("-3", None),
        ("como un 6", 6),
        ("un siete", 7),
        ("7 de 10", 7),
        ("dolor 4", 4),
        ("ponle un 3 ahorita", 3),
        ("hace 2 horas", None),
    ],
)
def test_scores_that_were_asked_for(text: str, score: int | None) -> None:
    """A whole number from 0 to 10 is a score; what is none, or is unclear, is nothing."""
    assert score == ANSWERS.soreness(text, asked=True)


@pytest.mark.parametrize(("text", "score"), [("7", None), ("six", None), ("pain 7/10", 7), ("soreness is 5", 5)])
def test_scores_that_were_not_asked_for(text: str, score: int | None) -> None:
    """A bare number counts only as an answer."""
    assert score == ANSWERS.soreness(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_a_score_is_from_nought_to_ten(text: str, asked: bool) -> None:
    """Whatever is written, a score lies in 0 to 10 or is none."""
    assert ANSWERS.soreness(text, asked=asked) in (None, *range(11))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yes", "yes"),
        ("Yep!", "yes"),
        ("no", "no"),
        ("Nope.", "no"),
        ("none of these", "no"),
        ("maybe", None),
        ("sí", "yes"),
        ("para nada", "no"),
    ],
)
def test_yes_and_no(text: str, said: str | None) -> None:
    """Yes and no are read at the start of a text."""
    assert said == ANSWERS.yes_no(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("better", "better"),
        ("it got worse", "worse"),
        ("the same", "same"),
        ("better then worse", None),
        ("", None),
        ("va mejor", "better"),
    ],
)
def test_trend(text: str, said: str | None) -> None:
    """One trend is an answer, two are none."""
    assert said == ANSWERS.trend(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [("much worse", "6"), ("mucho mejor", "2"), ("lo mismo", "4"), ("very much better", "1"), ("", None)],
)
def test_change(text: str, place: str | None) -> None:
    """The seven places from very much better to very much worse are found in both languages."""
    assert place == ANSWERS.change(text)


@pytest.mark.parametrize(
    ("text", "near"), [("7.5", 8), ("five or six", 6), ("-1", -1), ("11", 10), ("in 2 hours", None)]
)
def test_an_unclear_score_counts_as_the_worse(text: str, near: int | None) -> None:
    """What may be meant as a score keeps an alarm, and is never recorded."""
    assert near == ANSWERS.near_score(text)


def test_mistakes_of_a_file_are_named(tmp_path: Path) -> None:
    """A missing and an unknown key are named together."""
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "answers.toml").write_text('yes = ["a"]\nmaybe = ["b"]\n', encoding="utf-8")

    with pytest.raises(ContentMistakes) as caught:
        load(tmp_path, "xx")
    assert any("maybe" in each for each in caught.value.mistakes)
    assert any("score" in each for each in caught.value.mistakes)
