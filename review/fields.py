"""Fields: how people write initials, times, areas, ages and numbers, each read as the desk writes it."""

from __future__ import annotations

import re
from collections.abc import Callable

from messages.conditions import AREAS

#: What people call a part of the body, where it is not our own word.
ALSO = {
    "upper_back": "upper back|thoracic|trapezius|traps|trap",
    "low_back": "low back|lower back|lumbar|back",
    "shoulder": "shoulders|rotator cuff",
    "hip": "hips|glute|glutes|buttock",
    "leg": "legs|thigh|calf|hamstring|quad|knee|foot|ankle",
    "arm": "arms|elbow|forearm|wrist|hand",
    "neck": "cervical",
    "jaw": "tmj|face",
    "chest": "pec|pecs|pectoral",
}
KNOWN_AREAS = {name: area for area, names in ALSO.items() for name in names.split("|")} | {
    each.replace("_", " "): each for each in AREAS
}
SIDES = {"l": "left", "r": "right", "left": "left", "right": "right", "both": "both", "b": "both", "bilateral": "both"}
TECHNIQUES = {"dry": "needling", "needl": "needling", "inject": "injection", "electr": "electro"}
YES, NO = frozenset({"yes", "y", "true", "1", "x", "first", "new"}), frozenset({"", "no", "n", "false", "0", "-"})
#: A time of day: 10:30, 10.30, 10h30, 2:30 pm, 2 pm.
CLOCK = re.compile(
    r"(?<![\w#+.:/])(\d{1,2})(?:[:.h]([0-5]\d)(?::[0-5]\d)?(?:\s*([ap])\.?m\.?)?|\s*([ap])\.?m\.?())(?![\w:/])",
    re.IGNORECASE,
)
#: Four digits are a time only where nothing else can stand.
BARE = re.compile(r"(\d{1,2})([0-5]\d)()()")
YOUNG, OLD = 18, 75
SHORT_NUMBER = 7
NO_TIME = "The time is missing: write when the session ends, such as 10:30."


class Unclear(ValueError):
    """What was written cannot be read; the message says what to write instead."""


def initials(cell: str) -> str:
    """Return initials, also of a name: nothing more of it is kept."""
    last, comma, given = cell.partition(",")
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?", f"{given} {last}" if comma else cell)
    letters = "".join(words).replace(".", "")
    short = len(letters) <= 2 or (letters.isupper() and len(letters) <= 4)
    made = letters if short else "".join(word[0] for word in words)
    if not made:
        msg = "Initials are missing: write one to four letters, such as JM."
        raise Unclear(msg)
    return made[:4].upper()


def clock(cell: str) -> str:
    """Return a time of day as 10:30; of a span of time its end."""
    found = [*CLOCK.finditer(cell)] or [each for each in [BARE.fullmatch(cell)] if each]
    if not found:
        raise Unclear(f"No time in {_shown(cell)}: write when the session ends, such as 10:30." if cell else NO_TIME)
    hour, minute, half = int(found[-1][1]), int(found[-1][2] or 0), (found[-1][3] or found[-1][4] or "").casefold()
    if hour > 23 or (half and not 1 <= hour <= 12):
        msg = f"{_shown(cell)} is no time of day: write it as 10:30."
        raise Unclear(msg)
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02}:{minute:02}"


def area(cell: str) -> str:
    """Return one of our areas."""
    named = " ".join(re.split(r"[\s_-]+", cell.casefold())).strip(" .")
    if named and named not in KNOWN_AREAS:
        listed = ", ".join(each.replace("_", " ") for each in AREAS)
        msg = f"The area {_shown(cell)} is not known: write {listed}, or leave it empty."
        raise Unclear(msg)
    return KNOWN_AREAS.get(named, "").replace("_", " ")


def side(cell: str) -> str:
    """Return left, right or both."""
    named = cell.casefold().strip(" .")
    if named and named not in SIDES:
        msg = f"The side {_shown(cell)} is not known: write left, right or both."
        raise Unclear(msg)
    return SIDES.get(named, "")


def technique(cell: str) -> str:
    """Return the word that the desk knows for a technique."""
    lower = cell.casefold()
    found = next((word for part, word in TECHNIQUES.items() if part in lower), "")
    # "Electrical dry needling" is electrical.
    found = "electro" if "electr" in lower else found
    if cell and not found:
        msg = f"The technique {_shown(cell)} is not known: write dry needling, injection or electro."
        raise Unclear(msg)
    return found


def age(cell: str) -> str:
    """Return an age, or the band of the young and the old."""
    lower = cell.casefold().replace(" ", "")
    if lower in ("", "<18", "75+"):
        return lower
    if lower in ("under18", "u18", "child", "minor"):
        return "<18"
    if not re.fullmatch(r"1?\d{1,2}", lower) or int(lower) > 119:
        msg = f"The age {_shown(cell)} is not known: write years such as 52, or <18, or 75+."
        raise Unclear(msg)
    return "<18" if int(lower) < YOUNG else str(int(lower))


def first(cell: str) -> str:
    """Return the word for a first session, or nothing."""
    lower = cell.casefold().strip()
    if lower not in YES | NO:
        msg = f"{_shown(cell)} is not clear for a first session: write yes or no."
        raise Unclear(msg)
    return "first" if lower in YES else ""


def record(cell: str) -> str:
    """Return a record number as one word behind its mark."""
    number = re.sub(r"\s+", "-", cell.lstrip("#").strip())
    if len(number) > 30:
        msg = "The record number is longer than 30 letters: shorten it."
        raise Unclear(msg)
    return f"#{number}" if number else ""


def phone(cell: str) -> str:
    """Return a telephone number of at least seven digits."""
    number = re.sub(r"[^\d+().\s-]", " ", cell).strip()
    if cell and sum(char.isdigit() for char in number) < SHORT_NUMBER:
        msg = f"The telephone number {_shown(cell)} is too short: write all of it, or leave it empty."
        raise Unclear(msg)
    return number


def _shown(cell: str) -> str:
    return f"“{cell[:40]}”"


#: In this order the desk keeps an age and a telephone number apart.
READERS: dict[str, Callable[[str], str]] = {
    "initials": initials,
    "time": clock,
    "age": age,
    "side": side,
    "area": area,
    "technique": technique,
    "first": first,
    "record": record,
    "phone": phone,
}
