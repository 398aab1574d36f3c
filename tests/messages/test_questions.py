"""Questions: the likeliest topic answers, likely ones are offered, what no topic answers is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.catalog import Catalog
from messages.learned import BEYOND
from messages.normal import tokens
from messages.questions import ABSTAIN_ASKED, BUTTONS, DIRECT, OTHER, Matcher, zones
from messages.reading import Circumstances, Reading, read


def asked(content: Catalog, text: str) -> Reading:
    """Read a question of a patient an hour after her session."""
    return read(text, Circumstances(hours=1.0), content)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_phrasing_finds_its_topic(content: Catalog, lang: str) -> None:
    """A way of asking that is written down is answered by its own topic, before anything is trained again."""
    matcher = content.reader.matcher
    lost = [
        text
        for topic in content.answers[lang].values()
        for text in topic.phrasings
        if matcher.match(tokens(text), (), asks=True).topic != topic.id
    ]

    assert [] == lost


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_phrasing_is_claimed_twice(content: Catalog, lang: str) -> None:
    """Two topics never share a phrasing: no answer could be sure."""
    texts = [text.casefold().strip(" ?!.") for topic in content.answers[lang].values() for text in topic.phrasings]

    assert sorted(set(texts)) == sorted(texts)


@pytest.mark.parametrize("text", ["", "?", "!!!"])
def test_nothing_said_is_no_topic(content: Catalog, text: str) -> None:
    """Where nothing is said nothing is answered or offered."""
    found = asked(content, text)

    assert (None, ()) == (found.topic, found.suggestions)


def test_no_topics_match_nothing() -> None:
    """Without topics there is nothing to find."""
    assert () == Matcher([], BEYOND).match(tokens("how long will I be sore"), (), asks=True).scores


SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=6).map(lambda found: sorted(found, reverse=True))


@given(SHARES, st.floats(0, 1), st.booleans())
def test_zones(shares: list[float], outside: float, asks: bool) -> None:
    """A text is answered, or gets one to three offers, or nothing; an answer needs a clear lead."""
    found = zones([(f"topic{at}", share) for at, share in enumerate(shares)], outside, asks=asks)

    assert not (found.topic and found.suggestions)
    assert len(found.suggestions) <= BUTTONS
    assert not found.topic or (shares[0] >= DIRECT and outside <= OTHER and all(each <= OTHER for each in shares[1:]))
    assert not found.suggestions or outside < ABSTAIN_ASKED


@pytest.mark.parametrize("text", ["how many days till this ache shifts", "ok to get behind the wheel now"])
def test_case_and_marks_change_nothing(content: Catalog, text: str) -> None:
    """Capitals and marks are no part of a question."""
    first, *others = (asked(content, each).topic for each in (f"{text}?", f"{text}??", f"{text.upper()}?"))

    assert all(each == first for each in others)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("would a pint of guinness with dinner do any harm?", "alcohol"),
        ("is it grand to hop in the shower before bed?", "shower_bath"),
        ("¿me puedo echar unas chelas en la carne asada?", "alcohol"),
        ("¿le puedo dar a la alberca con los chamacos?", "hot_tub_sauna_swim"),
    ],
)
def test_a_question_in_words_of_her_own(content: Catalog, text: str, topic: str) -> None:
    """A question that nobody wrote down is answered or offered, in both languages."""
    found = asked(content, text)

    assert topic == found.topic or topic in found.suggestions


@pytest.mark.parametrize(
    "text", ["can my parrot come to the next appointment?", "do you sell gift vouchers for massages"]
)
def test_what_no_topic_answers_is_not_answered(content: Catalog, text: str) -> None:
    """A question near our topics that none of them answers gets buttons or a person, never an answer."""
    assert asked(content, text).topic is None
