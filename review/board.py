"""The board: the figures of a span of time, counted and ready to be shown; small numbers about few people are not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from messages.clinic import Clinic
from messages.figures import wilson
from messages.levels import LEVELS
from records.promptness import Handled
from records.tally import Response, Session
from review import clocks
from review.spread import quantile

#: Of fewer sessions or people than this nothing is shown by area, and nothing at all at the front desk.
FEW = 5
SHOWN = LEVELS[:5]
HIGH = frozenset(LEVELS[:3])


@dataclass(frozen=True, kw_only=True)
class Share:
    """Some of how many, with Wilson's 95 % interval."""

    name: str
    hits: int
    size: int

    @property
    def share(self) -> float:
        """Return the share, from 0 to 1; 0 of nothing."""
        return self.hits / self.size if self.size else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the interval in which the true share lies, 19 times of 20."""
        return wilson(self.hits, self.size)

    @property
    def few(self) -> bool:
        """Say whether it is about so few that it may show one person."""
        return self.size < FEW


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the plan: what became of it, and the share that was answered of those that ended."""

    name: str
    response: Response
    answered: Share


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A level: how soon staff first answered (minutes), what is open, and what was late."""

    level: str
    flags: int
    answered: int
    middle: float | None
    most: float | None
    open: int
    open_late: int
    late: int


@dataclass(frozen=True, kw_only=True)
class Area:
    """An area: its sessions, and how many were flagged urgent or higher, or for an ordinary look."""

    name: str
    high: Share
    routine: Share


def steps(found: Mapping[str, Response]) -> list[Step]:
    """Return the response by step."""
    return [
        Step(name=name, response=each, answered=Share(name=name, hits=each.answered, size=each.ended))
        for name, each in found.items()
    ]


def prompts(found: Sequence[Handled], clinic: Clinic, since: dt.datetime, *, now: dt.datetime) -> list[Prompt]:
    """Return promptness by level: times and late ones of flags opened since then, open ones of whatever age."""
    by_level = ((level, [each for each in found if each.level == level]) for level in SHOWN)
    return [_prompt(level, flags, clinic, since, now=now) for level, flags in by_level if flags]


def _prompt(level: str, flags: Sequence[Handled], clinic: Clinic, since: dt.datetime, *, now: dt.datetime) -> Prompt:
    fresh = [each for each in flags if each.opened_at >= since]
    times = [(each.answered_at - each.opened_at) / dt.timedelta(minutes=1) for each in fresh if each.answered_at]
    still = [each for each in flags if each.is_open]
    return Prompt(
        level=level,
        flags=len(fresh),
        answered=len(times),
        middle=quantile(times, 0.5),
        most=quantile(times, 0.9),
        open=len(still),
        open_late=sum(clocks.late(clinic, each, now=now) for each in still),
        late=sum(clocks.late(clinic, each, now=now) for each in fresh),
    )


def events(found: Sequence[Session]) -> list[Share]:
    """Return by level the sessions that were flagged at it, of all."""
    counts = Counter(level for each in found for level in each.levels)
    return [
        Share(name=level, hits=counts[level], size=len(found)) for level in SHOWN if level != "ask" or counts[level]
    ]


def areas(found: Sequence[Session]) -> list[Area]:
    """Return the same by area, the one with most sessions first."""
    names = Counter(each.area for each in found)
    return [_area(name, [each for each in found if each.area == name]) for name, _ in names.most_common()]


def _area(name: str, found: Sequence[Session]) -> Area:
    high = sum(bool(each.levels & HIGH) for each in found)
    routine = sum("routine" in each.levels for each in found)
    return Area(
        name=name,
        high=Share(name="urgent or higher", hits=high, size=len(found)),
        routine=Share(name="routine", hits=routine, size=len(found)),
    )
