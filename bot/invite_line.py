"""The invite line: what staff type or say on the command line, read word by word, in any order after the initials."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from messages.conditions import AREAS
from messages.said import clean
from records.invites import Details

SIDES = ("left", "right", "both")
TECHNIQUES = {
    "needling": "dry needling",
    "dry": "dry needling",
    "injection": "injection",
    "electro": "electrical needling",
}
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
RECORD = re.compile(r"#\S{1,30}")
BAND = re.compile(r"<18|75\+|1[89]|[2-9]\d|1[01]\d")
PHONE = re.compile(r"[+(]{0,2}\d[\d\s().-]{5,}\d")
SHORT_NUMBER, LONG_NUMBER = 7, 10
DIALLED = re.compile(r"[+\d().-]+")
#: Initials: one to four letters, dots allowed.
INITIALS = re.compile(r"(?:[^\W\d_]\.?){1,4}")


class NoInvite(ValueError):
    """The line cannot be an invite; the message is a key of the texts."""


@dataclass
class Line:
    """The words of a line that are left to be understood."""

    words: list[str]

    def take(self, pattern: re.Pattern[str]) -> str:
        """Take the first word that fits out of the line; empty when there is none."""
        word = next((each for each in self.words if pattern.fullmatch(each)), "")
        if word:
            self.words.remove(word)
        return word

    def take_age(self) -> str:
        """Take the age out; two digits inside a telephone number, or that it needs, are none."""
        for at, word in enumerate(self.words):
            if BAND.fullmatch(word) and not (word.isdigit() and self._dials(at)):
                return self.words.pop(at)
        return ""

    def _dials(self, at: int) -> bool:
        """Say whether a number at this place belongs to the telephone number around it."""
        before, after = [_dialled(self.words[:at][::-1]), _dialled(self.words[at + 1 :])]
        return bool(before and after) or 0 < before + after < LONG_NUMBER

    def one_of(self, choices: tuple[str, ...]) -> str:
        """Take a word of a list, whatever its case."""
        word = next((each for each in self.words if each.casefold() in choices), "")
        if word:
            self.words.remove(word)
        return word.casefold()


def read(
    text: str, *, zone: ZoneInfo, clinician: str, now: dt.datetime, places: tuple[str, ...] = ("",), here: str = ""
) -> Details:
    """Read "JM 10:30 left neck Ana #4711 +1 949 555 0123 52"; NoInvite when it has no initials or a time to come."""
    line = Line(clean(text).split())
    initials = _initials(line)
    record, clock = line.take(RECORD).removeprefix("#"), line.take(CLOCK)
    age = line.take_age()
    phone, rest = _phone(" ".join(line.words))
    line.words = rest.split()
    yesterday = bool(line.one_of(("yesterday",)))
    location = line.one_of(places) or here
    if location not in places:
        raise NoInvite("staff_invite_place")
    return Details(
        initials=initials,
        ended_at=_ended(clock, yesterday=yesterday, zone=zone, now=now),
        phone=phone,
        record=record,
        age_band=age,
        area=_area(line),
        side=line.one_of(SIDES),
        technique=_technique(line),
        first_session=bool(line.one_of(("first",))),
        location=location,
        clinician=" ".join(line.words)[:40] or clinician,
    )


def _initials(line: Line) -> str:
    """Take the first word: it must be somebody's initials, for the rest may be anything."""
    if not line.words or not INITIALS.fullmatch(line.words[0]):
        raise NoInvite("staff_invite_usage")
    return line.words.pop(0).upper().replace(".", "")


def _phone(text: str) -> tuple[str, str]:
    """Take the telephone number out: at least seven digits that belong together."""
    found = next((each for each in PHONE.finditer(text) if _digits(each.group()) >= SHORT_NUMBER), None)
    if found is None:
        return "", text
    return found.group().strip(), f"{text[: found.start()]} {text[found.end() :]}"


def _dialled(words: list[str]) -> int:
    """Count the digits of the words that follow each other and look dialled."""
    return sum(_digits(word) for word in itertools.takewhile(DIALLED.fullmatch, words))


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _ended(clock: str, *, yesterday: bool, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    if not clock and not yesterday:
        return now
    if not clock:
        raise NoInvite("staff_invite_yesterday")
    hour, minute = (int(part) for part in re.split(r"[:.]", clock))
    day = now.astimezone(zone).date() - dt.timedelta(days=1 if yesterday else 0)
    ended = dt.datetime.combine(day, dt.time(hour, minute), zone).astimezone(dt.UTC)
    if ended > now:
        raise NoInvite("staff_invite_bad_time")
    return ended


def _area(line: Line) -> str:
    """Take "upper back" or "upper_back" or "neck" out of the line."""
    lower = [word.casefold() for word in line.words]
    for area in AREAS:
        parts = area.split("_")
        for at in range(len(lower) - len(parts) + 1):
            if lower[at : at + len(parts)] == parts:
                del line.words[at : at + len(parts)]
                return area
        if area in lower:
            del line.words[lower.index(area)]
            return area
    return ""


def _technique(line: Line) -> str:
    word = line.one_of(tuple(TECHNIQUES))
    if word == "dry":
        line.one_of(("needling",))
    return TECHNIQUES.get(word, "dry needling")


def age_modifiers(band: str) -> frozenset[str]:
    """Return what an age or an age band means for the triage table."""
    if band == "<18":
        return frozenset({"under_18"})
    years = 76 if band == "75+" else int(band) if band.isdigit() else 0
    return frozenset(name for name, holds in (("over_65", years > 65), ("over_75", years > 75)) if holds)
