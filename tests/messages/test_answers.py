"""Answers in words: scores, yes and no, better and worse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.answers import parse_soreness, parse_trend, parse_yes_no


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
    ],
)
def test_scores_that_were_asked_for(text: str, score: int | None) -> None:
    """A whole number from 0 to 10 is a score; what is none, or is unclear, is nothing."""
    assert score == parse_soreness(text, asked=True)


@pytest.mark.parametrize(("text", "score"), [("7", None), ("six", None), ("pain 7/10", 7), ("soreness is 5", 5)])
def test_scores_that_were_not_asked_for(text: str, score: int | None) -> None:
    """A bare number counts only as an answer."""
    assert score == parse_soreness(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.booleans())
def test_a_score_is_from_nought_to_ten(text: str, asked: bool) -> None:
    """Whatever is written, a score lies in 0 to 10 or is none."""
    assert parse_soreness(text, asked=asked) in (None, *range(11))


@pytest.mark.parametrize(
    ("text", "said"),
    [("yes", "yes"), ("Yep!", "yes"), ("no", "no"), ("Nope.", "no"), ("none of these", "no"), ("maybe", None)],
)
def test_yes_and_no(text: str, said: str | None) -> None:
    """Yes and no are read at the start of a text."""
    assert said == parse_yes_no(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("better", "better"), ("it got worse", "worse"), ("the same", "same"), ("better then worse", None), ("", None)],
)
def test_trend(text: str, said: str | None) -> None:
    """One trend is an answer, two are none."""
    assert said == parse_trend(text)
