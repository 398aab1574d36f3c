"""The reading grade: longer words and longer sentences ask for more school."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.grade import grade, longest_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Each is 0.39 words a sentence + 11.8 syllables a word - 15.59, worked out by hand.
        ("The cat sat.", 0.39 * 3 + 11.8 * 1 - 15.59),
        ("The cat sat. The dog ran off.", 0.39 * 3.5 + 11.8 * 1 - 15.59),
        ("Call the clinic today.", 0.39 * 4 + 11.8 * 6 / 4 - 15.59),
        ("A little table", 0.39 * 3 + 11.8 * 5 / 3 - 15.59),
    ],
)
def test_the_formula(text: str, expected: float) -> None:
    """Flesch and Kincaid's numbers; a last "e" is silent, one after an "l" is not."""
    assert expected == pytest.approx(grade(text))


@pytest.mark.parametrize("text", ["", "123", "?!", "\n\n"])
def test_no_words_ask_for_no_school(text: str) -> None:
    """Nothing to read has grade nought, and no longest sentence."""
    assert (0.0, 0) == (grade(text), longest_sentence(text))


def test_hard_words_are_harder() -> None:
    """The same thing said in Latin is no longer plain."""
    plain, latin = "Call us if you throw up.", "Contact the institution in the eventuality of emesis."

    assert grade(plain) <= 6 < grade(latin)


def test_the_longest_sentence_is_counted_in_words() -> None:
    """Sentences end at marks and at line ends."""
    assert 4 == longest_sentence("One two. One two three four! One\nTwo three")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["sore", "needle", "infection", "rest"]), min_size=1, max_size=12))
def test_a_full_stop_never_makes_it_harder(words: list[str]) -> None:
    """Cutting a sentence in two keeps or lowers the grade."""
    middle = len(words) // 2
    whole, cut = " ".join(words), f"{' '.join(words[:middle])}. {' '.join(words[middle:])}."

    assert grade(cut) <= grade(whole) + 1e-9
