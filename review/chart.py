"""The chart: a soreness curve for a web page, as points and lines; the page has the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from messages.rules import Triage

#: Where the axes stand in a drawing of 430 by 216.
LEFT, RIGHT, TOP, BOTTOM = 26, 412, 28, 186
#: The hours shown at least, and the steps of the axis.
LEAST, STEP, MOST_TICKS = 48, 12, 6


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something at a point: a score with what was usual then, or reactions with their number."""

    x: float
    y: float
    hours: float
    text: str
    usual: str = ""
    #: Whether the score is above what is usual.
    above: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """All that the drawing and the table show."""

    band: str
    line: str
    scores: Sequence[Mark]
    reactions: Sequence[Mark]
    hours: Sequence[tuple[float, int]]
    levels: Sequence[tuple[float, int]]


def chart(triage: Triage, scores: Sequence[tuple[float, int]], reactions: Sequence[tuple[float, str]]) -> Chart:
    """Lay out scores (hours, 0-10) over the usual band, with reactions (hours, names) marked above."""
    end = _end([hours for hours, _ in (*scores, *reactions)])
    marks = [_score(triage, hours, number, end) for hours, number in scores]
    step = STEP * ceil((end / STEP + 1) / MOST_TICKS)
    return Chart(
        band=_band(triage, end),
        line=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        scores=marks,
        reactions=[Mark(x=_x(hours, end), y=TOP - 8, hours=hours, text=names) for hours, names in reactions],
        hours=[(_x(hour, end), hour) for hour in range(0, end + 1, step)],
        levels=[(_y(level), level) for level in range(0, 11, 2)],
    )


def _end(hours: Sequence[float]) -> int:
    return ceil(max((LEAST, *hours)) / STEP) * STEP


def _x(hours: float, end: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * max(0.0, hours) / end, 1)


def _y(level: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * level / 10, 1)


def _score(triage: Triage, hours: float, number: int, end: int) -> Mark:
    usual = triage.usual(hours)
    told = "" if usual is None else f"{usual:.0f}"
    above = usual is not None and number > usual
    return Mark(x=_x(hours, end), y=_y(number), hours=hours, text=str(number), usual=told, above=above)


def _band(triage: Triage, end: int) -> str:
    """Return the corners of the usual band: its upper edge, and back along the lower one."""
    points = triage.expected
    if points and points[-1].hours < end:
        points = [*points, points[-1].model_copy(update={"hours": end})]
    inside = [each for each in points if each.hours <= end]
    upper = [f"{_x(each.hours, end)},{_y(each.high)}" for each in inside]
    lower = [f"{_x(each.hours, end)},{_y(each.low)}" for each in reversed(inside)]
    return " ".join((*upper, *lower))
