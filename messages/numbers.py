"""Numbers that are symptoms by themselves: temperature, pulse, oxygen, tablets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from messages.normal import Token

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100,
}  # fmt: skip
PULSE = frozenset(("pulse", "heart", "hr", "bpm", "heartbeat", "pulso", "corazon"))
OXYGEN = frozenset(("oxygen", "spo2", "sats", "saturation", "oximeter", "o2", "oxigeno", "saturacion"))
TABLETS = frozenset(
    ("tablets", "pills", "paracetamol", "tylenol", "acetaminophen", "ibuprofen", "capsules", "pastillas")
)
TAKEN = frozenset(("took", "taken", "swallowed", "had", "tome", "tomado"))
#: Not temperatures, whatever their size: "39 years", "39 minutes".
UNITS = frozenset(
    (
        "years",
        "year",
        "minutes",
        "mins",
        "min",
        "hours",
        "am",
        "pm",
        "old",
        "weeks",
        "weeks",
        "lbs",
        "kg",
        "st",
        "street",
    )
)

Sign = tuple[str, tuple[int, int]]


def value(word: str) -> float | None:
    """Return what a word says as a number, or none."""
    if word in SMALL:
        return SMALL[word]
    return float(word.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", word) else None


def signs(text: str, words: Sequence[Token]) -> list[Sign]:
    """Return the symptoms that numbers tell, each with its place."""
    found = []
    for at, token in enumerate(words):
        number = value(token.word)
        if number is None:
            continue
        near = {each.word for each in words[max(0, at - 5) : at + 4]}
        following = words[at + 1].word if at + 1 < len(words) else ""
        name = _sign(number, near, following, token, text)
        if name:
            found.append((name, (token.start, token.end)))
    return found


def _sign(number: float, near: set[str], following: str, token: Token, text: str) -> str:
    """Return the symptom of one number, or nothing."""
    if near & TABLETS and near & TAKEN and number >= 9 and following not in ("mg", "minutes", "hours"):
        return "overdose"
    if near & OXYGEN and 40 <= number < 93:
        return "shortness_of_breath"
    if near & PULSE and 115 <= number <= 260:
        return "fast_heartbeat"
    if near & UNITS or text[token.end : token.end + 1] == "/":
        return ""
    hot = 38.0 <= number <= 43.0 or 100.4 <= number <= 109
    telling = bool(near & {"temp", "temperature", "fever", "thermometer", "degrees", "fiebre", "temperatura", "c", "f"})
    bare = "." in token.word or "," in token.word
    return "fever" if hot and (telling or (bare and number < 43)) else ""
