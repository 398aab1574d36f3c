"""Features: a text as weighted marks that a linear model can add up. Training and reading share this one module.

Three blocks, each brought to length one: words and pairs of words, letters inside words, and what the rules found.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from messages.normal import Token

#: Letters are taken three to five at a time, inside the edges of a word.
SHORTEST, LONGEST = 3, 5
#: Longer words are cut: nothing that long is a word, and it must cost no more than one.
WORD_LIMIT = 24

Bag = Counter[int]


def words(tokens: Sequence[Token]) -> Bag:
    """Return the marks of words and pairs of words."""
    said = [token.word[:WORD_LIMIT] for token in tokens]
    edged = ["<", *said, ">"]
    marks = [f"w {word}" for word in said] + [f"p {first} {second}" for first, second in pairwise(edged)]
    return Counter(map(mark, marks))


def letters(tokens: Sequence[Token]) -> Bag:
    """Return the marks of letters inside words: they survive misspelling and endings."""
    found: Bag = Counter()
    for token in tokens:
        edged = f"^{token.word[:WORD_LIMIT]}$"
        for size in range(SHORTEST, LONGEST + 1):
            found.update(mark(f"c {edged[at : at + size]}") for at in range(max(1, len(edged) - size + 1)))
    return found


def named(names: Iterable[str]) -> Bag:
    """Return the marks of what the rules found, by name."""
    return Counter(mark(f"r {name}") for name in names)


def mark(name: str) -> int:
    """Return the number of a mark: the same on every machine and in every run."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))
