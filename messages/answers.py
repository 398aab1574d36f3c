"""Answers in words: a score from 0 to 10, yes or no, better or worse. What is not clear is none of them.

The words stand in each language's `answers.toml`; an answer is understood in all languages at once.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from messages.mistakes import ContentMistakes
from messages.normal import plain

#: So many words may stand around a number that may be meant as a score; longer texts are stories.
NEAR_WORDS = 6
#: A yes or no of so many words is nothing else.
BARE = 3
#: So many other letters may stand between "pain" and its number.
BETWEEN = 18

Words = list[Annotated[str, Field(min_length=1)]]


class Table(BaseModel):
    """A table of answers.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Score(Table):
    """What may stand around a number that is a score."""

    before: Words
    after: Words
    out_of: Words
    not_before: Words
    named: Words
    units: Words


class Signs(Table):
    """Words near a number that make it a sign."""

    pulse: Words
    oxygen: Words
    tablets: Words
    taken: Words
    temperature: Words
    other: Words


class Wordings(Table):
    """One language's answers."""

    yes: Words
    no: Words
    better: Words
    worse: Words
    same: Words
    #: Gone for sure; gone unless one of `negates` stands beside it; and still there.
    gone: Words
    gone_alone: Words
    negates: Words
    still: Words
    #: There again; and better, but denied.
    back: Words
    no_better: Words
    #: What begins a changed mind: "I meant 7".
    mind: Words
    skip: Words
    call: Words
    #: The whole message, please or thanks beside it: no more check-ins (people.md 4).
    stop: Words
    change: dict[str, Words]
    score: Score
    numbers: dict[str, int]
    signs: Signs
    reviewed_by: str = ""
    reviewed_on: str = ""


def load(root: Path, lang: str) -> Wordings:
    """Read answers.toml of a language; ContentMistakes names each wrong key."""
    path = root / lang / "answers.toml"
    try:
        return Wordings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as exc:
        found = [f"{lang}/answers.toml: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in exc.errors()]
    raise ContentMistakes(found)


class Answers:
    """Answers of all languages, compiled once."""

    def __init__(self, languages: Sequence[Wordings]) -> None:
        """Join the words of the languages."""
        scores = [each.score for each in languages]
        self.numbers: Mapping[str, int] = {word: number for each in languages for word, number in each.numbers.items()}
        digits = rf"(\d{{1,2}}|{_any(self.numbers)})"
        before, after = _joined(scores, "before"), _joined(scores, "after")
        units, not_before = _joined(scores, "units"), _joined(scores, "not_before")
        self._out_of = re.compile(
            rf"(?<![\d.,/-])\b(\d{{1,2}})\s*(?:{_joined(scores, 'out_of')})\s*10\b(?!\s*(?:{not_before})\b)"
        )
        self._alone = re.compile(rf"^(?:(?:{before})[\s:=]+)*{digits}(?:\s*(?:{after}))*\s*[.!)]*$")
        self._named = re.compile(
            rf"\b(?:{_joined(scores, 'named')})\b[^.\d]{{0,{BETWEEN}}}?\b(\d{{1,2}})\b"
            rf"(?![.,/:]?\d|\s*(?:{units})\b|\s*[°%])"
        )
        self._number = re.compile(rf"-?\d{{1,3}}(?:[.,]\d+)?|\b(?:{_any(self.numbers)})\b")
        self._unit = re.compile(rf"\d\s*(?:(?:{units})\b|°)")
        self._yes = re.compile(rf"^(?:{_joined(languages, 'yes')})\b")
        self._no = re.compile(rf"^(?:{_joined(languages, 'no')})\b")
        self._gone, self._still = (re.compile(rf"\b(?:{_joined(languages, name)})\b") for name in ("gone", "still"))
        self._gone_alone, self._negates = (
            re.compile(rf"\b(?:{_joined(languages, name)})\b") for name in ("gone_alone", "negates")
        )
        self._back, self._no_better = (
            re.compile(rf"\b(?:{_joined(languages, name)})\b") for name in ("back", "no_better")
        )
        self._mind = re.compile(rf"^(?:(?:{_joined(languages, 'mind')})[\s,:.]*)+")
        self._skip = re.compile(rf"^(?:{_joined(languages, 'skip')})\b")
        self._stop = re.compile(rf"\W*(?:{_joined(languages, 'stop')})\W*")
        self._call = re.compile(rf"\b(?:{_joined(languages, 'call')})\b")
        self._trends = {
            name: re.compile(rf"\b(?:{_joined(languages, name)})\b") for name in ("better", "worse", "same")
        }
        self._changes = [
            (place, re.compile(rf"\b(?:{_any(each for one in languages for each in one.change.get(place, []))})\b"))
            for place in languages[0].change
        ]
        self.signs = {
            name: frozenset(word for each in languages for word in getattr(each.signs, name))
            for name in Signs.model_fields
        }

    def soreness(self, text: str, *, asked: bool = False) -> int | None:
        """Return a score that a text gives, or none; a bare number counts only when one was asked for."""
        words = _words(text)
        for pattern in (self._out_of, self._alone, self._named) if asked else (self._out_of, self._named):
            match = pattern.search(words)
            number = None if match is None else self._value(match.group(1))
            if number is not None and 0 <= number <= 10:
                return number
        return None

    def near_score(self, text: str) -> int | None:
        """Return the highest whole number that a short, unclear answer may mean, cut to 10; -1 for a number below 0.

        None when the text does not look like an attempt at a score. It is never recorded: it only keeps an alarm
        from being lost while she is asked again.
        """
        words = _words(text)
        found = [self._value(each) for each in self._number.findall(words)]
        if not found or len(words.split()) > NEAR_WORDS or self._unit.search(words):
            return None
        return min(10, max(found)) if max(found) >= 0 else -1

    def change(self, text: str) -> str | None:
        """Return the place from 1 (very much better) to 7 (very much worse) that words name, or none."""
        words = _words(text)
        return next((place for place, pattern in self._changes if pattern.search(words)), None)

    def gone(self, text: str) -> bool:
        """Say whether something is over: "it stopped", but not "it has not stopped" nor "it went and came back"."""
        words = _words(text)
        if self._still.search(words) or self._back.search(words):
            return False
        sure = self._gone.search(words)
        rest = words if sure is None else words[: sure.start()] + words[sure.end() :]
        named = sure is not None or self._gone_alone.search(words) is not None
        return named and not self._negates.search(rest)

    def still(self, text: str) -> bool:
        """Say whether something is still there."""
        words = _words(text)
        return self._still.search(words) is not None or self._back.search(words) is not None

    def changed(self, text: str) -> int | None:
        """Return the score that a changed mind names ("sorry, I meant 7"), or none."""
        words = _words(text)
        begun = self._mind.match(words)
        return None if begun is None else self.soreness(words[begun.end() :], asked=True)

    def skips(self, text: str) -> bool:
        """Say whether she would rather not answer."""
        return self._skip.match(_words(text)) is not None

    def stops(self, text: str) -> bool:
        """Say whether the whole message asks to end the check-ins."""
        return self._stop.fullmatch(_words(text)) is not None

    def wants_call(self, text: str) -> bool:
        """Say whether she asks to be called."""
        return self._call.search(_words(text)) is not None

    def yes_no(self, text: str) -> str | None:
        """Return "yes" or "no" when a text begins so, or none."""
        words = _words(text)
        return "no" if self._no.match(words) else "yes" if self._yes.match(words) else None

    def trend(self, text: str) -> str | None:
        """Return "better", "same" or "worse" when exactly one is said."""
        words = _words(text)
        if self._no_better.search(words):
            return "same"
        said = [name for name, pattern in self._trends.items() if pattern.search(words)]
        return said[0] if len(said) == 1 else None

    def bare(self, text: str) -> str | None:
        """Return "yes" or "no" when that is all that a text says: "no, it is spreading" is no bare no."""
        return self.yes_no(text) if len(_words(text).split()) <= BARE else None

    def _value(self, word: str) -> int:
        """Return a number, a broken one rounded up: what is unclear counts as the worse."""
        return self.numbers[word] if word in self.numbers else math.ceil(float(word.replace(",", ".")))


def _any(words: Iterable[str]) -> str:
    """Return an alternative of words, the longest first."""
    options = sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in options) or r"(?!)"


def _joined(tables: Sequence[BaseModel], name: str) -> str:
    return _any(word for each in tables for word in getattr(each, name))


#: One text is asked about a dozen things, one after another.
@lru_cache(maxsize=4)
def _words(text: str) -> str:
    """Return a text in plain form, numbers and marks as they are."""
    pieces = (piece if any(char.isdigit() for char in piece) else plain(piece) for piece in text.casefold().split())
    return " ".join(pieces)
