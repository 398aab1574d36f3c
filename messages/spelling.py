"""Spelling: a misspelt word of danger is read as what was meant; words that are right are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from messages.lexicon import Lexicon
from messages.normal import Token

#: Shorter words have too many neighbours.
SHORTEST = 5
LONG = 8


class Speller:
    """Knows a language's words of danger and its common words."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Gather the whole words of all frames."""
        phrases = [each for name in lexicon.frames for each in lexicon.frames[name]]
        words = {word for phrase in phrases for slot in phrase for word in slot.words}
        self._stems = tuple({stem for phrase in phrases for slot in phrase for stem in slot.stems if len(stem) > 3})
        cue_words = {word for group in lexicon.cues.values() for phrase in group for slot in phrase for word in slot.words}
        self._known = words | cue_words | lexicon.common
        self._targets = sorted(word for word in words if len(word) >= SHORTEST)
        self._meant = lru_cache(maxsize=4096)(self._look)

    def corrected(self, words: Sequence[Token]) -> list[Token]:
        """Return the words with misspelt ones put right; places stay as they were."""
        return [word if self._right(word.word) else replace(word, word=self._meant(word.word)) for word in words]

    def _right(self, word: str) -> bool:
        return len(word) < SHORTEST or word in self._known or word.startswith(self._stems)

    def _look(self, word: str) -> str:
        reach = 2 if len(word) >= LONG else 1
        best = process.extractOne(word, self._targets, scorer=OSA.distance, score_cutoff=reach)
        # The first letter is nearly always right; without this "fever" would be "never".
        return best[0] if best and best[0][0] == word[0] else word
