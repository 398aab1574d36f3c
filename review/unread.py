"""Unread: what was not read well, with what may name somebody in it, and the topics that it may ask about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from messages.catalog import Catalog
from messages.reading import Circumstances, read
from messages.topics import FIRST
from records.models import Heard
from records.store import Db
from review import naming
from review.cases import words_of

#: A way of asking is short.
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Unread:
    """One message to make a phrasing of."""

    ref: str
    lang: str
    why: str
    pieces: Sequence[naming.Piece] = field(repr=False)
    #: Its words without what may name somebody.
    left: str = field(repr=False)
    suggested: Sequence[str]


def unread(db: Db, catalog: Catalog, rows: Sequence[tuple[Heard, str]]) -> list[Unread]:
    """Return those of the messages that have words left."""
    known = _known(catalog)
    said = ((row, why, " ".join(words_of(db, row).split())) for row, why in rows)
    return [_one(catalog, known, row, why, words) for row, why, words in said if words]


def _one(catalog: Catalog, known: Collection[str], row: Heard, why: str, words: str) -> Unread:
    lang = row.lang if row.lang in catalog.languages else FIRST
    return Unread(
        ref=row.ref,
        lang=lang,
        why=why,
        pieces=naming.pieces(words, known),
        left=naming.without(words, known)[:LONGEST],
        suggested=_likely(catalog, words, lang),
    )


def _likely(catalog: Catalog, words: str, lang: str) -> list[str]:
    got = read(words, Circumstances(lang=lang), catalog)
    named = [*([got.topic] if got.topic else []), *got.suggestions, *(name for name, _ in got.scores)]
    return [name for name in dict.fromkeys(named) if name in catalog.topics][:3]


def _known(catalog: Catalog) -> Collection[str]:
    """The words that our own content asks with name nobody."""
    asked = (ask for topics in catalog.answers.values() for topic in topics.values() for ask in topic.phrasings)
    return {word.strip("?!.,;:'\"").casefold() for each in asked for word in each.split()}


def unfit(catalog: Catalog, words: str, topic: str, *, sure: bool) -> str:
    """Return why words cannot teach anything; empty where they can. What leads to somebody is never kept."""
    if topic not in catalog.topics:
        return "Choose the topic that these words ask about."
    if not words:
        return "No words are left. Write the question in a few words, without names."
    if naming.reaches(words):
        return "There is still a number, a date or an address in it. Take it out first."
    return "" if sure else "Read it once more and tick that no name is left in it."
