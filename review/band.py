"""The band: how sore people usually are at each hour, as a pale area with room for its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from review.clearing import Spot

#: Where it is (hours, or pixels from the left), and its lowest and highest there.
Slice = tuple[float, float, float]
FILL, EDGE, INK = "#d5e8dd", "#5c8a74", "#24543f"
#: The name is tried at every so many pixels, and stands so many away from the edges.
EVERY, CLEAR = 12, 6.0


def draw(axes: Axes, band: Sequence[Slice]) -> None:
    """Draw the area, and its edges in dashes for eyes that see no pale colours."""
    hours, lows, highs = ([each[i] for each in band] for i in range(3))
    axes.fill_between(hours, lows, highs, color=FILL, linewidth=0, zorder=0.5)
    for edge in (lows, highs):
        axes.plot(hours, edge, color=EDGE, linewidth=1.5, linestyle=(0, (4, 3)), zorder=1.5)


def spots(axes: Axes, band: Sequence[Slice], size: tuple[float, float]) -> list[Spot]:
    """Return where a name of this size stands inside the band, where it is high first; if it is thin, in its middle."""
    frame, half, slices = axes.get_window_extent(), size[0] / 2, _pixels(axes, band)
    rooms: list[tuple[float, float, float]] = []
    for x in range(int(frame.x0 + half), int(frame.x1 - half), EVERY):
        limits = _limits(slices, x - half - CLEAR, x + half + CLEAR)
        rooms += [] if limits is None else [(float(x), *limits)]
    rooms.sort(key=lambda room: room[1] - room[2])
    inside = [(x, y) for x, low, high in rooms for y in _heights(low, high, size[1])]
    return inside or [(x, (low + high) / 2) for x, low, high in rooms]


def _heights(low: float, high: float, tall: float) -> Iterator[float]:
    """The middle first, then close to the edges; none where it does not fit."""
    spare = (high - low - tall) / 2 - CLEAR
    if spare >= 0:
        middle = (low + high) / 2
        yield from (middle, middle - spare, middle + spare)


def _pixels(axes: Axes, band: Sequence[Slice]) -> list[Slice]:
    to = axes.transData.transform
    corners = [(to((hour, low)), to((hour, high))) for hour, low, high in band]
    return [(float(below[0]), float(below[1]), float(above[1])) for below, above in corners]


def _limits(slices: Sequence[Slice], left: float, right: float) -> tuple[float, float] | None:
    """Return the room between the edges from left to right; None where the band does not reach."""
    ends = [_at(slices, left), _at(slices, right)]
    if None in ends:
        return None
    across = [each for each in (*ends, *slices) if each is not None and left <= each[0] <= right]
    return max(low for _, low, _ in across), min(high for _, _, high in across)


def _at(slices: Sequence[Slice], x: float) -> Slice | None:
    for (left, low, high), (right, last_low, last_high) in pairwise(slices):
        if left <= x <= right and left < right:
            share = (x - left) / (right - left)
            return x, low + share * (last_low - low), high + share * (last_high - high)
    return None
