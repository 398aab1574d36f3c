"""Answers in words: a score from 0 to 10, yes or no, better or worse. What is not clear is none of them."""

from __future__ import annotations

import math
import re

from messages.normal import plain
from messages.numbers import SMALL

#: "7/10", "7 out of 10", "a 7", "about six", "soreness 4".
OUT_OF = re.compile(r"(?<![\d.,/-])(\d{1,2})\s*(?:/|out of|de)\s*10\b(?!\s*(?:would|stars?|recommend))")
LEAD = (
    r"(?:(?:make (?:it|that)|i mean|sorry|i'?d say|i would say|"
    r"maybe|about|around|like|roughly|probably|just|only|a|an|it'?s|its|is|was|now|still|at|"
    r"pain|sore|soreness|level|score|number|today|como|un|una|unos|unas)[\s:=]+)*"
)
TAIL = r"(?:\s*(?:now|today|maybe|i guess|i think|or so|please|thanks|thank you|ish|at most|right now|only))*"
ALONE = re.compile(rf"^{LEAD}(\d{{1,2}}|{'|'.join(SMALL)}){TAIL}\s*[.!)]*$")
NAMED = re.compile(
    r"\b(?:pain|sore(?:ness)?|hurts?|dolor|ache)\b[^.\d]{0,18}?\b(\d{1,2})\b"
    r"(?![.,/:]?\d|\s*(?:h|hours?|days?|min|mg|am|pm|times|years?|weeks?))"
)
#: A number of any kind: what may be meant as a score and is none ("11", "-1", "7.5", "7-8", "five or six").
NUMBER = re.compile(rf"-?\d{{1,3}}(?:[.,]\d+)?|\b(?:{'|'.join(SMALL)})\b")
UNIT = re.compile(r"\d\s*(?:h|hours?|days?|min|minutes?|mg|am|pm|times|years?|weeks?|tablets?|pills?|°|degrees|f|c)\b")
#: So many words may stand around such a number; longer texts are stories.
NEAR_WORDS = 6
CHANGES = (
    ("7", re.compile(r"\bvery much worse|far worse|terribl[ey] worse\b")),
    ("6", re.compile(r"\bmuch worse|lots? worse\b")),
    ("5", re.compile(r"\bworse\b")),
    ("1", re.compile(r"\bvery much better|completely (?:better|gone)|all gone|totally gone\b")),
    ("2", re.compile(r"\bmuch better|lots? better|far better\b")),
    ("3", re.compile(r"\bbetter|improved\b")),
    ("4", re.compile(r"\bno change|same|unchanged|no different|no better\b")),
)
SKIP = re.compile(r"^(?:skip|pass|next|rather not|don'?t want to say|no idea|don'?t know|dunno|not sure)\b")
CALL = re.compile(r"\b(?:call|phone|ring) (?:me|back|us)\b|\bcall ?back\b|\bplease call\b")
YES = re.compile(r"^(?:yes|yep|yeah|yup|ya|ye|si|sure|it is|i do|i am|correct|right|definitely|uh huh|y)\b")
NO = re.compile(
    r"^(?:no|nope|nah|none|nothing|not really|not at all|negative|n|nada|ninguno|ninguna|all good|all fine|"
    r"i'?m fine|i am fine|fine|none of (?:these|those|them)|nothing like that|no gracias)\b"
)
TRENDS = {
    "better": re.compile(r"\b(?:better|improv\w+|easing|less|mejor)\b"),
    "worse": re.compile(r"\b(?:worse|worsening|peor)\b"),
    "same": re.compile(r"\b(?:same|no change|unchanged|igual)\b"),
}


def parse_soreness(text: str, *, asked: bool = False) -> int | None:
    """Return a score that a text gives, or none; a bare number counts only when one was asked for."""
    words = _words(text)
    for pattern in (OUT_OF, ALONE, NAMED) if asked else (OUT_OF, NAMED):
        match = pattern.search(words)
        if match is None:
            continue
        number = SMALL.get(match.group(1)) if not match.group(1).isdigit() else int(match.group(1))
        if number is not None and 0 <= number <= 10:
            return number
    return None


def near_score(text: str) -> int | None:
    """Return the highest whole number that a short, unclear answer may mean, cut to 10; -1 for a number below 0.

    None when the text does not look like an attempt at a score. It is never recorded: it only keeps an alarm from
    being lost while she is asked again.
    """
    words = _words(text)
    found = [_number(each) for each in NUMBER.findall(words)]
    if not found or len(words.split()) > NEAR_WORDS or UNIT.search(words):
        return None
    return min(10, max(found)) if max(found) >= 0 else -1


def _number(word: str) -> int:
    """Return a number, a broken one rounded up: what is unclear counts as the worse."""
    return SMALL[word] if word in SMALL else math.ceil(float(word.replace(",", ".")))


def parse_change(text: str) -> str | None:
    """Return the place from 1 (very much better) to 7 (very much worse) that words name, or none."""
    words = _words(text)
    return next((place for place, pattern in CHANGES if pattern.search(words)), None)


def skips(text: str) -> bool:
    """Say whether she would rather not answer."""
    return SKIP.match(_words(text)) is not None


def wants_call(text: str) -> bool:
    """Say whether she asks to be called."""
    return CALL.search(_words(text)) is not None


def parse_yes_no(text: str) -> str | None:
    """Return "yes" or "no" when a text begins so, or none."""
    words = _words(text)
    return "no" if NO.match(words) else "yes" if YES.match(words) else None


def parse_trend(text: str) -> str | None:
    """Return "better", "same" or "worse" when exactly one is said."""
    said = [name for name, pattern in TRENDS.items() if pattern.search(_words(text))]
    return said[0] if len(said) == 1 else None


def _words(text: str) -> str:
    return re.sub(
        r"\s+", " ", " ".join(plain(word) if word.isalpha() else word for word in text.casefold().split())
    ).strip()
