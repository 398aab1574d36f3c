"""The clearing: what of a picture is taken, in pixels, and the spot where words cover the least of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, dist
from typing import NamedTuple

from matplotlib.text import Text

#: Pixels from the left and from the bottom.
Spot = tuple[float, float]
#: A line is taken to be dots that stand so near, in pixels.
STEP = 5.0
#: Words stand so far from each other and from the line, in pixels.
APART = 3.0
#: Words on words are worse than on a marker, and that is worse than any length of line, counted in dots.
WORDS, MARKER = 1_000_000, 1_000


class Box(NamedTuple):
    """A rectangle in pixels, from its lower left to its upper right."""

    left: float
    low: float
    right: float
    high: float

    def holds(self, spot: Spot) -> bool:
        """Say whether a spot lies inside."""
        return self.left < spot[0] < self.right and self.low < spot[1] < self.high

    def meets(self, other: Box) -> bool:
        """Say whether the two have ground in common."""
        beside = other.right <= self.left or self.right <= other.left
        return not (beside or other.high <= self.low or self.high <= other.low)


class Clearing:
    """Remembers the dots of a line and the boxes of words."""

    def __init__(self, points: Sequence[Spot], radius: float, taken: Iterable[Box] = ()) -> None:
        """Begin with a line through points that have markers of this radius, and with boxes that are taken."""
        self._dots = list(_dots(points))
        self._markers = [_around(point, (2 * radius, 2 * radius)) for point in points]
        self._boxes = list(taken)

    def put(self, text: Text, spots: Iterable[Spot]) -> None:
        """Centre the text on the spot where it covers least, the first of equals.

        It is taken away where it would lie on other words or has no spot: two numbers in one read as a third.
        """
        size = measure(text)
        best = min(spots, key=lambda spot: self._cost(spot, size), default=None)
        if best is None or self._cost(best, size) >= WORDS:
            text.remove()
            return
        text.set_position(best)
        self._boxes.append(_around(best, size))

    def _cost(self, spot: Spot, size: tuple[float, float]) -> int:
        box = _around(spot, size, APART)
        line = sum(map(box.holds, self._dots))
        return WORDS * sum(map(box.meets, self._boxes)) + MARKER * sum(map(box.meets, self._markers)) + line


def measure(text: Text) -> tuple[float, float]:
    """Return how wide and how high a text is, in pixels."""
    box = text.get_window_extent()
    return float(box.width), float(box.height)


def _around(spot: Spot, size: tuple[float, float], margin: float = 0.0) -> Box:
    x, y, wide, high = *spot, size[0] / 2 + margin, size[1] / 2 + margin
    return Box(x - wide, y - high, x + wide, y + high)


def _dots(points: Sequence[Spot]) -> Iterator[Spot]:
    for (left, low), (right, high) in pairwise(points):
        steps = ceil(dist((left, low), (right, high)) / STEP)
        yield from ((left + (right - left) * i / steps, low + (high - low) * i / steps) for i in range(steps))
