"""Naming: what in a patient's words may name somebody, so that staff take it out before the words teach anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

#: Numbers of every kind, dates, addresses, handles, links.
NUMBER = re.compile(r"\+?\(?\d[\d\s().-]{4,}\d|\d{1,4}([./-])\d{1,2}\1\d{1,4}|\d+")
ADDRESS = re.compile(r"\S+@\S+|(?<!\w)@\w+|(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
#: Behind these stands a name, however it is written.
BEFORE = re.compile(
    r"\b(?i:dr|mr|mrs|ms|miss|doctor|doctora|nurse|sr|sra|señor|señora|my name is|me llamo|mi nombre es)\b\.?\s+"
    r"([^\W\d_][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)*)"
)
#: A capital letter within a sentence, or behind "I am".
CAPITAL = re.compile(r"(?<![.!?…\n])(?<=[\w,;:)'’\"-])\s+([A-ZÀ-Þ][\w'’-]+)")
NO_NAMES = frozenset(
    "i i'm i've i'll i'd i’m i’ve i’ll i’d ok dr mr mrs ms miss nurse doctor monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december".split()
)


class Piece(NamedTuple):
    """A stretch of words, and whether it may name somebody."""

    words: str
    names: bool


def pieces(text: str, known: Collection[str] = ()) -> list[Piece]:
    """Return a text in stretches; `known` are words of the content, which name nobody."""
    done, found = 0, []
    for start, end in sorted(_spans(text, known)):
        if end > done:
            found += [Piece(text[done:start], False)] if start > done else []
            found.append(Piece(text[max(start, done) : end], True))
            done = end
    return [*found, *([Piece(text[done:], False)] if done < len(text) else [])]


def without(text: str, known: Collection[str] = ()) -> str:
    """Return a text without what may name somebody."""
    return " ".join("".join(each.words if not each.names else " " for each in pieces(text, known)).split())


def reaches(text: str) -> bool:
    """Say whether a text has a number or an address that leads to somebody: that is never kept."""
    return bool(NUMBER.search(text) or ADDRESS.search(text))


def _spans(text: str, known: Collection[str]) -> Iterator[tuple[int, int]]:
    for pattern in (NUMBER, ADDRESS):
        yield from (each.span() for each in pattern.finditer(text))
    yield from (each.span(1) for each in BEFORE.finditer(text))
    for each in CAPITAL.finditer(text):
        word = each[1].casefold()
        if word not in NO_NAMES and word not in known:
            yield each.span(1)
