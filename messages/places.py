"""Places: the names of cities, countries and clocks in some languages, each with the zones that it may mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from messages.normal import plain

CONTENT = Path(__file__).parent / "content" / "places.toml"
#: Under these the last part of a zone's name is a place; that of "US/Eastern" or "Brazil/East" is none.
AREAS = frozenset("Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split())
#: These are none even there: "Australia/North".
VAGUE = frozenset(("north", "south", "west"))
#: Words that stand around a name and are none. "Mexico City" and "La Paz" are looked for whole first.
AROUND = frozenset(
    (
        "i im am is are we in at on to from the of now currently here staying time timezone zone standard daylight "
        "summer city state estoy estamos soy en el la los las un de del a ahora aqui hora horario horaria huso zona "
        "tiempo estandar verano ciudad estado"
    ).split()
)
#: The full stops of "U.S.A.".
STOPS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
WORDS = re.compile(r"[^\W_]+")
#: "Bosnia & Herzegovina" is "Bosnia and Herzegovina", "St. Louis" is "Saint Louis".
SAME = {"and": "", "y": "", "st": "saint"}

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """Names in normal form with their zones, the likeliest first."""

    #: Cities, states and codes: this very name stands for each of the zones.
    places: Mapping[str, Sequence[str]]
    #: Countries and clocks: several zones may be one and the same to the patient.
    wider: Mapping[str, Sequence[str]]
    #: The names that may be misspelt, or begun and not ended.
    written: Sequence[str]
    #: Words that look as if they were.
    others: frozenset[str]


def normal(text: str) -> str:
    """Return a name as it is compared: "saint johns" for "St. John's"."""
    words = WORDS.findall(STOPS.sub("", plain(text)))
    return " ".join(filter(None, (SAME.get(word, word) for word in words)))


def bare(name: str) -> str:
    """Return a normal name without the words around it: "pacific" for "pacific standard time"."""
    return " ".join(word for word in name.split() if word not in AROUND)


@cache
def countries() -> Mapping[str, str]:
    """Return the country code of every zone that may be chosen, the likeliest zone first."""
    here = available_timezones()
    codes = {zone: code for zone, code in get_global("zone_territories").items() if "/" in zone and zone in here}
    return {zone: codes[zone] for zone in (*_content(), *sorted(codes)) if zone in codes}


@cache
def names(langs: tuple[str, ...]) -> Names:
    """Return the names in these languages; only the first call takes long."""
    locales = [Locale.parse(lang) for lang in langs]
    lands = _grouped([*_lands_listed(sure=True), *_lands(locales), *_lands_listed(sure=False)])
    cities = _grouped([*_listed(sure=True), *_cities(locales)])
    # The zone database says Panama for "EST": where a name is known already, what it once meant is left out.
    former = _grouped((name, zone) for name, zone in _former() if name not in lands and name not in cities)
    places = _grouped([*_pairs(cities), *_pairs(former), *_listed(sure=False)])
    wider = _grouped((name, zone) for name, zone in _clocks(locales) if name not in places) | lands
    others = frozenset(normal(word) for words in _content()["words"].values() for word in words)
    return Names(_grouped(_full()) | places, wider, sorted({*places, *wider}), others)


def _grouped(pairs: Iterable[Pair]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for name, zone in pairs:
        found.setdefault(name, {})[zone] = None
    return {name: tuple(zones) for name, zones in found.items()}


def _pairs(grouped: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    return ((name, zone) for name, zones in grouped.items() for zone in zones)


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


def _listed(*, sure: bool) -> Iterator[Pair]:
    for zone in countries():
        yield from ((normal(name), zone) for name in _content().get(zone, ()) if name.endswith("?") != sure)


def _lands_listed(*, sure: bool) -> Iterator[Pair]:
    said = _content()["countries"]
    for zone, code in countries().items():
        yield from ((normal(name), zone) for name in said.get(code, ()) if name.endswith("?") != sure)


def _cities(locales: Iterable[Locale]) -> Iterator[Pair]:
    for zone in (each for each in countries() if not each.startswith("Etc/")):
        # What `get_timezone_location` reads too, which takes sixty times as long.
        called = [locale.time_zones.get(zone, {}).get("city", "") for locale in locales]
        yield from ((normal(name), zone) for name in (zone.rpartition("/")[2], *called) if name)


def _former() -> Iterator[Pair]:
    """What zones were called before: Calcutta, Saigon, Japan."""
    for name, zone in get_global("zone_aliases").items():
        area, last = name.partition("/")[0], normal(name.rpartition("/")[2])
        if zone in countries() and area in AREAS | {name} and last not in VAGUE:
            yield last, zone


def _full() -> Iterator[Pair]:
    """Whole names of zones, "Europe/Paris" and "US/Pacific"; those of Etc differ by a sign alone."""
    for name, zone in (*get_global("zone_aliases").items(), *((each, each) for each in countries())):
        if zone in countries() and "/" in name and not name.startswith("Etc/"):
            yield normal(name), zone


def _lands(locales: Iterable[Locale]) -> Iterator[Pair]:
    for locale in locales:
        called = {code: locale.territories.get(code, "") for code in set(countries().values()) - {"001", "ZZ"}}
        # "Myanmar (Burma)" is Myanmar, but what stands behind the Spanish Hong Kong is China.
        short = {code: name.partition(" (")[0] for code, name in called.items()}
        for zone, code in countries().items():
            yield from ((normal(each[code]), zone) for each in (called, short) if each.get(code))


def _clocks(locales: Iterable[Locale]) -> Iterator[Pair]:
    """What clocks are called, "Pacific Time", for the zones of the likeliest country that has them."""
    clocks, first = get_global("meta_zones"), dict[str, str]()
    for zone, code in countries().items():
        clock = clocks.get(zone, "")
        if code == first.setdefault(clock, code):
            called = [locale.meta_zones.get(clock, {}).get("long", {}).values() for locale in locales]
            yield from ((bare(normal(name)), zone) for each in called for name in each)
