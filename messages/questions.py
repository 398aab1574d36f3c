"""Questions: the shares of topics → one answer, up to three to choose from, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from messages.normal import Token, tokens
from messages.topics import Topic

#: Answered outright from here, when the next topic, and what no topic answers, are no likelier than this.
DIRECT, OTHER = 0.45, 0.20
#: Nothing is offered where so much says that no topic answers: of a question, and of what is not put as one.
ABSTAIN_ASKED, ABSTAIN_TOLD = 0.995, 0.90
BUTTONS = 3


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The topic that answers, or up to three to choose from; scores between 0 and 1."""

    topic: str | None
    suggestions: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]


class Matcher:
    """Knows the phrasings word by word, so that one added by a clinic works before anything is trained again."""

    def __init__(self, topics: Iterable[Topic], beyond: str) -> None:
        """Keep each phrasing's words; `beyond` names the share of what no topic answers."""
        self._known = {_plain(tokens(text)): each.id for each in topics for text in (each.title, *each.phrasings)}
        self._beyond = beyond

    def taught(self, phrasings: Iterable[tuple[str, str]]) -> Matcher:
        """Return one that knows some more ways of asking, as (words, topic id); what the content says stands."""
        more = Matcher((), self._beyond)
        more._known = {_plain(tokens(text)): topic for text, topic in phrasings} | self._known
        return more

    def match(self, words: Sequence[Token], shares: Sequence[tuple[str, float]], *, asks: bool) -> Answered:
        """Choose by the shares of topics, the greatest first; `asks` says whether the text is put as a question."""
        known = self._known.get(_plain(words))
        if known is not None:
            return Answered(topic=known, suggestions=(), scores=((known, 1.0),))
        outside = dict(shares).get(self._beyond, 0.0)
        inside = [pair for pair in shares if pair[0] != self._beyond]
        return zones(inside, outside, asks=asks)


def zones(inside: Sequence[tuple[str, float]], outside: float, *, asks: bool) -> Answered:
    """Answer, offer or abstain; `inside` begins with the likeliest topic, and siblings are offered together."""
    scores = tuple(inside[:BUTTONS])
    if not scores or outside >= (ABSTAIN_ASKED if asks else ABSTAIN_TOLD):
        return Answered(topic=None, suggestions=(), scores=scores)
    following = scores[1][1] if len(scores) > 1 else 0.0
    if scores[0][1] >= DIRECT and max(outside, following) <= OTHER:
        return Answered(topic=scores[0][0], suggestions=(), scores=scores)
    return Answered(topic=None, suggestions=tuple(name for name, _ in scores), scores=scores)


def _plain(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.word for token in words)
