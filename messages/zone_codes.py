"""Zone codes: six letters for a time zone, for buttons that have no room for its name."""

from __future__ import annotations

import hashlib
from functools import cache
from zoneinfo import available_timezones


def code(zone: str) -> str:
    """Return a zone's code; it stays the same whatever zones are added to the world."""
    return hashlib.sha256(zone.encode()).hexdigest()[:6]


def coded(six: str) -> str | None:
    """Return the zone of a code, or none."""
    return _zones().get(six)


@cache
def _zones() -> dict[str, str]:
    return {code(zone): zone for zone in sorted(available_timezones())}
