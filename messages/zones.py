"""Zones: the time zones of the clinic's country, as a patient on the road may want to choose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

#: So many fit on a phone.
MOST = 8
#: Where most people of a country live comes first; the rest are told apart by their clocks alone.
KNOWN = (
    "America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage "
    "Pacific/Honolulu Europe/London Europe/Madrid Atlantic/Canary Europe/Lisbon Australia/Sydney Australia/Brisbane "
    "Australia/Adelaide Australia/Perth America/Toronto America/Winnipeg America/Edmonton America/Vancouver "
    "America/Halifax America/Mexico_City America/Tijuana America/Cancun America/Sao_Paulo"
).split()


def near(zone: str, now: dt.datetime) -> Sequence[str]:
    """Return up to eight zones of the same country with clocks that differ, the given one first, west to east after."""
    territories = get_global("zone_territories")
    own = territories.get(zone)
    others = [each for each in territories if territories[each] == own and each in available_timezones()]
    by_clock = {_offset(zone, now): zone}
    for each in sorted(others, key=lambda name: (name not in KNOWN, name)):
        by_clock.setdefault(_offset(each, now), each)
    rest = sorted((each for each in by_clock.values() if each != zone), key=lambda name: _offset(name, now))
    return [zone, *rest][:MOST]


def city(zone: str) -> str:
    """Return a zone as people call it: "Los Angeles"."""
    return zone.rpartition("/")[2].replace("_", " ")


def _offset(zone: str, now: dt.datetime) -> dt.timedelta:
    return now.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()
