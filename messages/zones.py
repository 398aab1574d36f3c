"""Zones: the time zones that a patient on the road may want to choose, near the clinic or by what she types."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo

from messages import places
from messages.places import Names
from messages.whereabouts import Meant, meant

#: So many fit on a phone.
MOST = 8
#: Longer words are no place but a message.
LONGEST = 80
#: "GMT+2". The zone database writes the same as "Etc/GMT-2", with its sign turned round.
OFFSET = re.compile(r"(etc/)?(?:gmt|utc) ?([+\-−–]) ?(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
TURNED = str.maketrans("+-", "-+")
#: Clocks are alike if they are so now and when the plan of these days is long over.
SOON = dt.timedelta(days=7)


def near(zone: str, now: dt.datetime) -> Sequence[str]:
    """Return up to eight zones of the same country with clocks that differ, the given one first, west to east after."""
    known = places.countries()
    by_clock = {_offset(zone, now): zone}
    for each in (each for each in known if known[each] == known.get(zone)):
        by_clock.setdefault(_offset(each, now), each)
    rest = sorted((each for each in by_clock.values() if each != zone), key=lambda name: _offset(name, now))
    return [zone, *rest][:MOST]


def find(words: str, now: dt.datetime, *, langs: Sequence[str] = ("en", "es")) -> Sequence[str]:
    """Return up to eight zones that words may mean, the likeliest first; none where nothing fits.

    Words are a city, a country, a clock or a zone: "Madird", "Portland, Oregon", "hora del Pacífico", "GMT+2".
    A misspelt word of any kind may look like a place ("chill" like Chile): read for danger before, and let her tap what
    is meant. The first call takes a fifth of a second, each after it a few milliseconds. A language that Babel does not
    know is babel.UnknownLocaleError.
    """
    if len(words) > LONGEST:
        return ()
    names, offset = _names(tuple(langs)), OFFSET.fullmatch(words.strip())
    return _apart(_at_offset(offset, now) if offset else meant(words, names), now)[:MOST]


def city(zone: str) -> str:
    """Return a zone as people call it: "Los Angeles", and "GMT+2" for Etc/GMT-2."""
    area, _, last = zone.rpartition("/")
    return last.translate(TURNED) if area == "Etc" else last.replace("_", " ")


def _at_offset(said: re.Match[str], now: dt.datetime) -> Meant:
    etc, sign, hours, minutes = said.groups()
    ahead = (sign == "+") != bool(etc)
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0)) * (1 if ahead else -1)
    fixed = f"Etc/GMT{'-' if ahead else '+'}{int(hours)}" if offset else "Etc/GMT"
    known = places.countries()
    if not int(minutes or 0):
        return Meant((fixed,)) if fixed in known else Meant()
    return Meant(wider=tuple(zone for zone in known if _offset(zone, now) == offset))


def _apart(found: Meant, now: dt.datetime) -> tuple[str, ...]:
    """Of zones that are not meant by name, those of one country with one clock are one."""
    known = places.countries()
    told = {(known[zone], *_clock(zone, now)): zone for zone in found.named}
    for zone in found.wider:
        told.setdefault((known[zone], *_clock(zone, now)), zone)
    return tuple(dict.fromkeys((*found.named, *told.values())))


def _clock(zone: str, now: dt.datetime) -> tuple[dt.timedelta, dt.timedelta]:
    return _offset(zone, now), _offset(zone, now + SOON)


def _offset(zone: str, now: dt.datetime) -> dt.timedelta:
    return now.astimezone(_read(zone)).utcoffset() or dt.timedelta()


@cache
def _read(zone: str) -> ZoneInfo:
    """ZoneInfo itself keeps eight; a country has more."""
    return ZoneInfo(zone)


@cache
def _names(langs: tuple[str, ...]) -> Names:
    """Read all that is needed at once, so that only one patient waits for it."""
    for zone in places.countries():
        _read(zone)
    return places.names(langs)
