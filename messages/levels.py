"""Levels of concern, highest first."""

from __future__ import annotations

from typing import Literal

Level = Literal["emergency", "crisis", "urgent", "ask", "routine", "self_care", "none"]

LEVELS: tuple[Level, ...] = ("emergency", "crisis", "urgent", "ask", "routine", "self_care", "none")

#: A person of the clinic must look.
FLAGGED: frozenset[str] = frozenset({"emergency", "crisis", "urgent", "routine"})
SERIOUS: frozenset[str] = frozenset({"emergency", "crisis", "urgent"})


def at_least(level: Level, floor: Level) -> bool:
    """Say whether `level` is as high as `floor` or higher."""
    return LEVELS.index(level) <= LEVELS.index(floor)


def highest(*levels: Level) -> Level:
    """Return the highest of some levels; "none" of nothing."""
    return min(levels, key=LEVELS.index, default="none")
