"""Figures: how well labelled messages were read, with 95 % intervals, each miss by name.

A labelled message is a line of four fields parted by tabs: label, what, tags, text. The label is the level that the
words deserve by themselves; `what` names symptoms, `topic:<id>`, or `oos:near` and `oos:far` (`docs/reading.md`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from messages.levels import LEVELS, Level

FIELDS = 4
ALARM = frozenset({"emergency", "crisis"})
CAUGHT = ALARM | {"ask"}
SAME_DAY = ALARM | {"urgent"}
#: A denied or past red flag is passed over when nobody asks and nobody looks.
SILENT = frozenset({"self_care", "none"})
CALM = frozenset({"self_care", "none"})
#: The normal quantile of a 95 % interval.
Z = 1.96


class NotLabelled(ValueError):
    """A file that cannot be read as labelled messages; says which lines and why."""


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """One message and what it deserves."""

    label: str
    what: str
    tags: str
    text: str

    @property
    def topic(self) -> str | None:
        """Return the topic that answers it, or none."""
        return next((each[6:] for each in self.what.split(",") if each.startswith("topic:")), None)

    @property
    def out_of_scope(self) -> bool:
        """Say whether no topic answers it."""
        return "oos:" in self.what


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A labelled message and how it was read."""

    message: Labelled
    level: Level
    topic: str | None
    suggestions: tuple[str, ...]

    @property
    def first(self) -> str | None:
        """Return the topic that stands first: the answer, or the first button."""
        return self.topic or next(iter(self.suggestions), None)

    @property
    def offered(self) -> frozenset[str]:
        """Return every topic within one tap."""
        return frozenset(self.suggestions) | ({self.topic} if self.topic else frozenset())


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A share: what it is, of which messages, and those for which it does not hold as it should."""

    name: str
    hits: int
    size: int
    misses: tuple[Seen, ...]

    @property
    def share(self) -> float:
        """Return the share, from 0 to 1; 0 of nothing."""
        return self.hits / self.size if self.size else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval of the share."""
        return wilson(self.hits, self.size)

    def __str__(self) -> str:
        """Return one line: name, hits of size, share and interval in percent."""
        low, high = self.interval
        return f"{self.name:<52} {self.hits:>5}/{self.size:<5} {self.share:6.1%}  ({low:.1%}-{high:.1%})"


def wilson(hits: int, size: int) -> tuple[float, float]:
    """Return the 95 % interval of a share after Wilson; (0, 1) of nothing."""
    if not size:
        return 0.0, 1.0
    share, square = hits / size, Z * Z / size
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / size + square / (4 * size))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))


def load(path: Path) -> list[Labelled]:
    """Read a file of labelled messages; NotLabelled names every wrong line."""
    found, wrong = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != FIELDS or parts[0] not in LEVELS:
            wrong.append(f"line {number}: write label, what, tags, text, parted by tabs; the label is a level")
            continue
        found.append(Labelled(label=parts[0], what=parts[1], tags=parts[2], text=parts[3]))
    if wrong:
        raise NotLabelled("\n".join(wrong))
    return found


def figures(seen: Sequence[Seen]) -> list[Figure]:
    """Return the figures that a set of messages allows; those of an empty part are left out."""
    asked = [each for each in seen if each.message.topic]
    outside = [each for each in seen if each.message.out_of_scope]
    told = {label: [each for each in seen if each.message.label == label] for label in LEVELS}
    calm = [each for each in seen if each.message.label in CALM]
    made = [
        _share("emergencies told to call at once", told["emergency"], lambda each: each.level in ALARM),
        _share("emergencies caught (alarm or one-tap question)", told["emergency"], lambda each: each.level in CAUGHT),
        _share("emergencies caught or seen today", told["emergency"], lambda each: each.level in CAUGHT | SAME_DAY),
        _share("crises caught", told["crisis"], lambda each: each.level in CAUGHT),
        _share("urgent seen the same day or sooner", told["urgent"], lambda each: each.level in SAME_DAY),
        _share("routine reviewed, asked or higher", told["routine"], lambda each: each.level not in SILENT),
        _share("denied, past or supposed: silenced", told["ask"], lambda each: each.level in SILENT, bad=True),
        _share("denied, past or supposed: alarmed", told["ask"], lambda each: each.level in ALARM, bad=True),
        _share("calm: alarmed", calm, lambda each: each.level in ALARM, bad=True),
        _share("calm: sent the same day", calm, lambda each: each.level == "urgent", bad=True),
        _share("calm: asked", calm, lambda each: each.level == "ask", bad=True),
        _share("calm: sent to staff", calm, lambda each: each.level == "routine", bad=True),
        _share("questions: first right", asked, lambda each: each.first == each.message.topic),
        _share("questions: right within three", asked, lambda each: each.message.topic in each.offered),
        _share("questions: answered at once, right", asked, lambda each: each.topic == each.message.topic),
        _share("questions: answered at once, wrong", asked, _wrong, bad=True),
        _share("out of scope: answered at once", outside, lambda each: each.topic is not None, bad=True),
    ]
    return [each for each in made if each.size]


def _wrong(each: Seen) -> bool:
    return each.topic is not None and each.topic != each.message.topic


def _share(name: str, part: Iterable[Seen], holds: Callable[[Seen], bool], *, bad: bool = False) -> Figure:
    """Count; the misses are those that hold when holding is bad, and those that do not when it is good."""
    part = list(part)
    good = [each for each in part if holds(each)]
    misses = good if bad else [each for each in part if not holds(each)]
    return Figure(name=name, hits=len(good), size=len(part), misses=tuple(misses))


def confusion(seen: Sequence[Seen]) -> str:
    """Return the table of labels (rows) against levels read (columns)."""
    counts = Counter((each.message.label, each.level) for each in seen)
    rows = [level for level in LEVELS if any(label == level for label, _ in counts)]
    head = f"{'label':<12}" + "".join(f"{level:>11}" for level in LEVELS)
    lines = [f"{row:<12}" + "".join(f"{counts[row, level]:>11}" for level in LEVELS) for row in rows]
    return "\n".join([head, *lines])
