"""Answers in words: a score from 0 to 10, yes or no, better or worse. What is not clear is none of them."""

from __future__ import annotations

import re

from messages.normal import plain
from messages.numbers import SMALL

#: "7/10", "7 out of 10", "a 7", "about six", "soreness 4".
OUT_OF = re.compile(r"(?<![\d.,/-])(\d{1,2})\s*(?:/|out of|de)\s*10\b(?!\s*(?:would|stars?|recommend))")
LEAD = (
    r"(?:(?:i'?d say|i would say|maybe|about|around|like|roughly|probably|just|only|a|an|it'?s|its|is|was|now|still|at|"
    r"pain|sore|soreness|level|score|number|today|como|un|una|unos|unas)[\s:=]+)*"
)
TAIL = r"(?:\s*(?:now|today|maybe|i guess|i think|or so|please|thanks|thank you|ish|at most|right now|only))*"
ALONE = re.compile(rf"^{LEAD}(\d{{1,2}}|{'|'.join(SMALL)}){TAIL}\s*[.!)]*$")
NAMED = re.compile(
    r"\b(?:pain|sore(?:ness)?|hurts?|dolor|ache)\b[^.\d]{0,18}?\b(\d{1,2})\b"
    r"(?![.,/:]?\d|\s*(?:h|hours?|days?|min|mg|am|pm|times|years?|weeks?))"
)
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
