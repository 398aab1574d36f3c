"""Whereabouts: the zones that somebody's words about a place may mean, with typos, commas and words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from messages import places
from messages.places import Names

#: Shorter names are not completed, and not taken for misspelt: too much is near to them.
BEGUN, MISSPELT = 4, 5
#: Words that begin more names than these say too little: "south", "saint".
MANY = 8
#: Up from so many letters one may be wrong, and two; in shorter names letters are only swapped or lost.
ONE, TWO = 6, 9
#: A town has no more words, and a code no more letters.
TOWN, CODE = 3, 2
#: What parts a place from its country: "Paris, Texas", "Madrid (Spain)".
MARKS = re.compile(r"[,;()/|\n]")


@dataclass(frozen=True, slots=True)
class Meant:
    """Zones that words mean: those that they name, and those of the country or clock that they name."""

    named: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()

    @property
    def zones(self) -> tuple[str, ...]:
        """Return all of them, the likeliest first."""
        return tuple(dict.fromkeys((*self.named, *self.wider)))


def meant(words: str, names: Names) -> Meant:
    """Return what words mean: "Madird", "portland oregon", "I'm in Madrid"; nothing where they are no place."""
    whole = _exact(places.normal(words), names)
    said = [part for part in map(places.normal, MARKS.split(words)) if _counts(part, names)]
    found = [whole] if whole.zones else [_part(part, names) for part in said]
    return _together(found) if all(part.zones for part in found) else _outside(said, names)


def _counts(part: str, names: Names) -> bool:
    """A code that is unknown says nothing: "Portland, OR"."""
    return bool(places.bare(part)) and (len(part) > CODE or bool(_exact(part, names).zones))


def _outside(said: Sequence[str], names: Names) -> Meant:
    """A town that nobody lists, with its state: "Bell Gardens, California"; longer words are no town."""
    town, *state = said
    known = [_exact(each, names) for each in state]
    fits = len(town.split()) <= TOWN and all(part.zones for part in known)
    return _together(known) if fits else Meant()


def _part(name: str, names: Names) -> Meant:
    ways = (way(each, names) for way in (_exact, _parted, _nearly) for each in (name, places.bare(name)))
    return next((found for found in ways if found.zones), Meant())


def _exact(name: str, names: Names) -> Meant:
    return Meant(tuple(names.places.get(name, ())), tuple(names.wider.get(name, ())))


def _parted(name: str, names: Names) -> Meant:
    """Words without a comma, "portland oregon": all must be names, the longest first."""
    words = name.split()
    for cut in range(len(words) - 1, 0, -1):
        first, rest = _exact(" ".join(words[:cut]), names), " ".join(words[cut:])
        after = (_exact(rest, names), _parted(rest, names)) if first.zones else ()
        for last in (each for each in after if each.zones):
            return _together([first, last])
    return Meant()


def _together(parts: Sequence[Meant]) -> Meant:
    """Return what all parts mean: "San Jose, Costa Rica". Where they differ the last counts: "Paris, Texas"."""
    common = [zone for zone in parts[0].zones if all(zone in part.zones for part in parts)] if parts else []
    if not common:
        return parts[-1] if parts else Meant()
    named = {zone for part in parts for zone in part.named}
    return Meant(tuple(z for z in common if z in named), tuple(z for z in common if z not in named))


def _nearly(name: str, names: Names) -> Meant:
    """A name that is begun, "buenos", or misspelt, "madird"."""
    if len(name) < BEGUN or name in names.others or not places.bare(name):
        return Meant()
    begun = [each for each in names.written if each.startswith(f"{name} ")]
    if len(begun) > MANY:
        return Meant()
    found = [_exact(each, names) for each in begun or _spelt(name, names.written)]
    zones = {zone for each in found for zone in each.zones}
    return Meant(wider=tuple(zone for zone in places.countries() if zone in zones))


def _spelt(name: str, written: Sequence[str]) -> Sequence[str]:
    if len(name) < MISSPELT:
        return ()
    reach = 1 + (len(name) >= TWO)
    near = process.extract(name, written, scorer=OSA.distance, score_cutoff=reach, limit=None)
    fits = [(far, each) for each, far, _ in near if _alike(name, each)]
    return [each for far, each in fits if far == min(fits)[0]]


def _alike(name: str, other: str) -> bool:
    """As in reading, the first letter is taken to be right: "pain" is not Spain, and "faint" not Flint."""
    return name[0] == other[0] and (len(name) >= ONE or set(name) <= set(other))
