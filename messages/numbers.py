"""Numbers that are symptoms by themselves: temperature, pulse, oxygen, tablets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from messages.normal import Token

#: Words near a number, by what they make of it (answers.toml).
Near = Mapping[str, frozenset[str]]
#: A year is no number of tablets.
MOST_TABLETS = 300
#: What numbers can tell.
NAMES = frozenset({"overdose", "shortness_of_breath", "fast_heartbeat", "fever"})

Sign = tuple[str, tuple[int, int]]


def value(word: str, spoken: Mapping[str, int]) -> float | None:
    """Return what a word says as a number, or none; `spoken` are the number words."""
    if word in spoken:
        return spoken[word]
    return float(word.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", word) else None


def signs(text: str, words: Sequence[Token], spoken: Mapping[str, int], told: Near) -> list[Sign]:
    """Return the symptoms that numbers tell, each with its place."""
    found = []
    for at, token in enumerate(words):
        number = value(token.word, spoken)
        if number is None:
            continue
        near = {each.word for each in words[max(0, at - 5) : at + 4]}
        following = words[at + 1].word if at + 1 < len(words) else ""
        name = _sign(number, near, following, token, text, told)
        if name:
            found.append((name, (token.start, token.end)))
    return found


def _sign(number: float, near: set[str], following: str, token: Token, text: str, told: Near) -> str:
    """Return the symptom of one number, or nothing."""
    many = 9 <= number <= MOST_TABLETS and following not in ("mg", "minutes", "hours")
    if near & told["tablets"] and near & told["taken"] and many:
        return "overdose"
    if near & told["oxygen"] and 40 <= number < 93:
        return "shortness_of_breath"
    if near & told["pulse"] and 115 <= number <= 260:
        return "fast_heartbeat"
    if near & told["other"] or text[token.end : token.end + 1] == "/":
        return ""
    hot = 38.0 <= number <= 43.0 or 100.4 <= number <= 109
    telling = bool(near & told["temperature"])
    bare = "." in token.word or "," in token.word
    return "fever" if hot and (telling or (bare and number < 43)) else ""
