"""Matching: where phrases stand in a text. Linear: each phrase is tried only where its first word stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from messages.lexicon import Phrase, Slot
from messages.normal import Token

STEM = 3

#: No phrase reaches over so many words: of a word repeated more often only the last ones are looked at.
RUN = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its name, and the places of the words that it took."""

    name: str
    at: tuple[int, ...]

    @property
    def first(self) -> int:
        """Return the place of its first word."""
        return self.at[0]

    @property
    def last(self) -> int:
        """Return the place of its last word."""
        return self.at[-1]

    def overlaps(self, other: Hit) -> bool:
        """Say whether the stretches of two hits share a place."""
        return self.first <= other.last and other.first <= self.last


class Index:
    """Phrases by their first word, so that a long text costs no more than its words."""

    def __init__(self, named: Iterable[tuple[str, Phrase]]) -> None:
        """Index (name, phrase) pairs."""
        self._whole: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        self._stems: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        for name, phrase in named:
            for word in phrase[0].words:
                self._whole[word].append((name, phrase))
            for stem in phrase[0].stems:
                self._stems[stem[:STEM]].append((name, phrase))

        # Few words are most of what is said: what begins with them is looked up once.
        self._begin = lru_cache(maxsize=4096)(self._starts)

    def find(self, tokens: Sequence[Token]) -> list[Hit]:
        """Return every phrase found, in the order of the text; phrases do not cross sentences."""
        hits = []
        runs = _runs(tokens)
        for at, token in enumerate(tokens):
            if runs[at] > RUN:
                # Whatever begins here ends among the same word again: the end of the run says as much.
                continue
            for name, phrase in self._begin(token.word):
                places = _places(phrase, tokens, at)
                if places:
                    hits.append(Hit(name, places))
        return hits

    def _starts(self, word: str) -> list[tuple[str, Phrase]]:
        stems = [pair for pair in self._stems.get(word[:STEM], ()) if pair[1][0].fits(word)]
        return [*self._whole.get(word, ()), *stems]


def _runs(tokens: Sequence[Token]) -> list[int]:
    """Return for each place how often its word follows without another one between, itself counted."""
    runs = [1] * len(tokens)
    for at in range(len(tokens) - 2, -1, -1):
        if tokens[at].word == tokens[at + 1].word:
            runs[at] = runs[at + 1] + 1
    return runs


def _places(phrase: Phrase, tokens: Sequence[Token], first: int) -> tuple[int, ...]:
    """Return the places of a phrase's words from a first one on; empty when it does not stand there."""
    places, sentence = [first], tokens[first].sentence
    for slot in phrase[1:]:
        found = _next(slot, tokens, places[-1] + 1, sentence)
        if found is None:
            return ()
        places.append(found)
    return tuple(places)


def _next(slot: Slot, tokens: Sequence[Token], start: int, sentence: int) -> int | None:
    """Return the first place within a slot's reach where its word stands; a plain loop, for it runs most of all."""
    for at in range(start, min(start + 1 + slot.gap, len(tokens))):
        token = tokens[at]
        if token.sentence != sentence:
            return None
        if slot.fits(token.word):
            return at
    return None
