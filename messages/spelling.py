"""Spelling: a misspelt word of danger is read as what was meant; words that are right are left alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from messages.lexicon import Lexicon
from messages.normal import Token

#: Shorter words have too many neighbours; much longer ones are no words.
SHORTEST, LONGEST = 5, 24
LONG = 8


class Speller:
    """Knows a language's words of danger and its common words."""

    def __init__(self, lexicon: Lexicon, known: Collection[str]) -> None:
        """Gather the whole words of all frames."""
        danger = [slot for phrases in lexicon.frames.values() for phrase in phrases for slot in phrase]
        other = [slot for phrases in lexicon.cues.values() for phrase in phrases for slot in phrase]
        other += [slot for phrase in lexicon.idioms for slot in phrase]
        words = {word for slot in danger for word in slot.words}
        stems = {stem for slot in (*danger, *other) for stem in slot.stems if len(stem) > 3}
        self._stems = tuple(sorted(stems))
        self._known = words | {word for slot in other for word in slot.words} | lexicon.common | set(known)
        self._targets = sorted(word for word in words | {s for s in stems if len(s) > 4} if len(word) >= SHORTEST)
        self._meant = lru_cache(maxsize=4096)(self._look)

    def corrected(self, words: Sequence[Token]) -> list[Token]:
        """Return the words with misspelt ones put right; places stay as they were."""
        return [word if self._right(word.word) else replace(word, word=self._meant(word.word)) for word in words]

    def _right(self, word: str) -> bool:
        fits = SHORTEST <= len(word) <= LONGEST
        return not fits or word in self._known or word.startswith(self._stems)

    def _look(self, word: str) -> str:
        reach = 2 if len(word) >= LONG else 1
        best = process.extractOne(word, self._targets, scorer=OSA.distance, score_cutoff=reach)
        # The first letter is nearly always right; without this "fever" would be "never".
        return best[0] if best and best[0][0] == word[0] else word
