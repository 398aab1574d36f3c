"""Normal form: words as they can be compared, each with its place in the original text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Longer texts are read in full up to here; Telegram itself ends at 4,096. Padding must not push a red flag out.
LIMIT = 60_000
#: Words with their apostrophes, numbers, and the marks that end a clause.
#: Chinese is written without spaces: each of its signs is a word.
#: A letter may carry marks that combine with it: accents written apart, or struck and scribbled over.
LETTERS = r"(?:[^\W\d_\u3400-\u9fff][\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]*)+"
PIECES = re.compile(
    rf"[\u3400-\u9fff]|{LETTERS}(?:['’`´]{LETTERS})*"
    r"|\d+(?:[.,]\d+)?|\.{2,}|[.!?;:,/°%\n]|[^\w\s]"
)
STRONG, WEAK = frozenset(".!?;:\n"), frozenset(",")
#: Shorter words, and these, are one with their 's: "it's", "that's".
OWNED = 4
JOINED = frozenset(("that", "what", "there", "here", "where", "when", "this", "everything", "nothing", "something"))
APOSTROPHES = str.maketrans("", "", "'’`´")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: compared form, place in the original, and the clause and sentence it stands in."""

    word: str
    start: int
    end: int
    clause: int
    sentence: int


def tokens(text: str) -> list[Token]:
    """Split a text into words; marks only part clauses. Linear in the length of the text."""
    found: list[Token] = []
    clause = sentence = 0
    for piece in PIECES.finditer(text[:LIMIT]):
        mark = piece.group()
        if mark[0].isalnum():
            word = plain(_owner(mark))
            if word == "not" and found and found[-1].word in ("can", "could"):
                # "can not breathe" is what "cannot breathe" is.
                word = "cannot"
            found.append(Token(word, piece.start(), piece.end(), clause, sentence))
        elif mark in STRONG:
            clause, sentence = clause + 1, sentence + 1
        elif mark not in "/%°":
            clause += 1
    return found


def _owner(piece: str) -> str:
    """Return "chest" of "chest's": what is short for "is" or "has", or tells whose, is no part of the word."""
    base, _, end = piece.replace("’", "'").rpartition("'")
    return base if end.casefold() == "s" and len(base) >= OWNED and base.casefold() not in JOINED else piece


def plain(word: str) -> str:
    """Return a word without case, accents and apostrophes."""
    bare = unicodedata.normalize("NFKD", word.translate(APOSTROPHES).casefold())
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    # "heeeelp", "soooo": three or more of a letter are two.
    return re.sub(r"(.)\1{2,}", r"\1\1", letters)
