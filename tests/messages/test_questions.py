"""Questions: the nearest topic answers, near ones are offered, strange ones are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.catalog import Catalog
from messages.questions import OFFER, Matcher


@pytest.fixture(scope="module")
def matcher(content: Catalog) -> Matcher:
    """The matcher over the topics that ship."""
    return content.reader.matcher


def test_every_phrasing_finds_its_topic_first(content: Catalog, matcher: Matcher) -> None:
    """A way of asking that is written down leads to its own topic."""
    lost = {
        text: matcher.match(text).scores[0]
        for topic in content.topics.values()
        for text in topic.phrasings
        if matcher.match(text).scores[0][0] != topic.id
    }

    assert {} == lost


def test_no_phrasing_is_claimed_twice(content: Catalog) -> None:
    """Two topics never share a phrasing: no answer could be sure."""
    texts = [text.casefold().strip(" ?!.") for topic in content.topics.values() for text in topic.phrasings]

    assert sorted(set(texts)) == sorted(texts)


@pytest.mark.parametrize("text", ["", "?", "zzz qqq xxy", "!!!", "12345"])
def test_nothing_known_is_no_topic(matcher: Matcher, text: str) -> None:
    """What shares no word with any topic is left alone."""
    found = matcher.match(text)

    assert (None, ()) == (found.topic, found.suggestions)


def test_no_topics_match_nothing() -> None:
    """Without topics there is nothing to find."""
    assert () == Matcher({}).match("how long will I be sore").scores


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_zones(content: Catalog, text: str) -> None:
    """A text is answered, or gets one to three offers, or nothing; never two of these, and scores lie in 0 to 1."""
    found = content.reader.matcher.match(text)

    assert not (found.topic and found.suggestions)
    assert len(found.suggestions) <= 3
    assert all(0 <= score <= 1.0001 for _, score in found.scores)
    assert not found.suggestions or found.scores[0][1] >= OFFER


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["How long will I be sore?", "can i drive home", "is a bruise normal"]), st.booleans())
def test_case_and_marks_change_nothing(content: Catalog, text: str, loud: bool) -> None:
    """Capitals and marks are no part of a question."""
    matcher = content.reader.matcher

    assert matcher.match(text).scores == matcher.match(text.upper() + "!!" if loud else text.strip("?")).scores
