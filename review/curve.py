"""The curve: a patient's own soreness since the session, over what is usual, drawn from its recipe for a phone."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from math import ceil

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from messages.said import Curve
from review import band
from review.clearing import Box, Clearing, Spot, measure
from review.lettering import BOLD, PLAIN, fit, write

#: The picture, in pixels; a phone may show it 300 wide.
WIDTH, HEIGHT, DPI = 720, 480, 100
#: Where the axes stand, in pixels from the lower left.
LEFT, BOTTOM, RIGHT, TOP = 54, 86, 706, 360
#: The hours shown at least; up to `ROUNDED` the axis ends at a half day, beyond at the last point.
LEAST, ROUNDED, HALF_DAY = 48.0, 72.0, 12
MOST_TICKS = 9
#: Hours kept free beside the first and the last point: a marker stands whole.
BESIDE = 2.5
#: A marker's radius, and how far over its point a number stands, in pixels.
MARKER, ABOVE = 9.0, 27.0
#: A number may reach so far over the axes, in pixels.
OVER = 48
#: Where no number may stand: under the axes, beside and over them.
MARGINS = (
    Box(0, 0, WIDTH, BOTTOM),
    Box(0, 0, LEFT, HEIGHT),
    Box(WIDTH, 0, 2 * WIDTH, HEIGHT),
    Box(0, TOP + OVER, WIDTH, HEIGHT),
)
WHITE, INK, GREY, LINE, GRID = "#ffffff", "#1c2733", "#45525f", "#0b4a8f", "#dfe3e6"
#: Letters, in points: at 300 pixels' width they stand ten pixels high.
TITLE, NUMBER, LABEL = 23, 20, 18
#: matplotlib is not made for threads that draw at the same time.
ONE_AT_A_TIME = threading.Lock()
# A machine's own matplotlibrc would change what patients see.
matplotlib.rcdefaults()


def png(curve: Curve) -> bytes:
    """Return a PNG of 720 by 480 pixels, the same bytes for the same recipe; any thread may ask."""
    picture = io.BytesIO()
    with ONE_AT_A_TIME:
        figure(curve).savefig(picture, format="png", metadata={"Software": None, "Date": None})
    return picture.getvalue()


def figure(curve: Curve) -> Figure:
    """Return the drawing that `png` prints; for one thread at a time."""
    drawn = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=WHITE)
    # Words are measured on a canvas.
    FigureCanvasAgg(drawn)
    axes = _axes(drawn, [hour for hour, _ in curve.points])
    _heads(drawn, curve)
    band.draw(axes, curve.band)
    _line(axes, curve)
    clearing = _numbers(drawn, axes, curve)
    _name_band(drawn, axes, curve, clearing)
    return drawn


def _axes(drawn: Figure, hours: Sequence[float]) -> Axes:
    frame = (LEFT / WIDTH, BOTTOM / HEIGHT, (RIGHT - LEFT) / WIDTH, (TOP - BOTTOM) / HEIGHT)
    axes = drawn.add_axes(frame, facecolor=WHITE, axisbelow=True)
    end = _end(hours)
    axes.set(xlim=(min((0.0, *hours)) - BESIDE, end + BESIDE), ylim=(0, 10))
    _ticks(axes, end)
    axes.grid(axis="y", color=GRID, linewidth=1.5, linestyle="-", clip_on=False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set(color=GREY, linewidth=2)
    return axes


def _end(hours: Sequence[float]) -> float:
    last = max((LEAST, *hours))
    return last if last > ROUNDED else float(ceil(last / HALF_DAY) * HALF_DAY)


def _ticks(axes: Axes, end: float) -> None:
    step = HALF_DAY * ceil((end / HALF_DAY + 1) / MOST_TICKS)
    hours, scores, font = range(0, int(end) + 1, step), range(0, 11, 2), FontProperties(fname=PLAIN, size=LABEL)
    axes.set_xticks(hours, [str(hour) for hour in hours], font=font)
    axes.set_yticks(scores, [str(score) for score in scores], font=font)
    axes.tick_params(axis="x", length=7, width=2, color=GREY, labelcolor=INK, pad=4)
    axes.tick_params(axis="y", length=0, labelcolor=INK, pad=4)


def _heads(drawn: Figure, curve: Curve) -> None:
    """Write what it is over the axes, and the hours' name under them."""
    title = write(drawn, (16, 452), curve.title, size=TITLE, color=INK, halo=WHITE, font=BOLD, ha="left")
    scale = write(drawn, (16, 421), curve.y_label, size=LABEL, color=GREY, halo=WHITE, ha="left")
    hours = write(drawn, (WIDTH / 2, 22), curve.x_label, size=LABEL, color=GREY, halo=WHITE)
    for text in (title, scale, hours):
        fit(text, WIDTH - 32)


def _line(axes: Axes, curve: Curve) -> None:
    hours, scores = ([each[i] for each in curve.points] for i in range(2))
    axes.plot(
        hours, scores, color=LINE, linewidth=4, linestyle="-", solid_joinstyle="round",
        marker="o", markersize=2 * MARKER * 72 / DPI, markeredgecolor=WHITE, markeredgewidth=1.5,
        clip_on=False, zorder=3,
    )  # fmt: skip


def _numbers(drawn: Figure, axes: Axes, curve: Curve) -> Clearing:
    """Write each score over its point, or beside it where it would cover more, and return what is left free."""
    spots = [(float(x), float(y)) for x, y in (axes.transData.transform(point) for point in curve.points)]
    clearing = Clearing(spots, MARKER, MARGINS)
    # The same score at the same hour is one point to the eye.
    for spot, (_, score) in dict(zip(spots, curve.points, strict=True)).items():
        number = write(drawn, spot, str(score), size=NUMBER, color=LINE, halo=WHITE, font=BOLD)
        clearing.put(number, _beside(spot, measure(number)[0] / 2))
    return clearing


def _beside(spot: Spot, half: float) -> list[Spot]:
    """Return where a number that is twice as wide as `half` may stand by its point, the best first."""
    (x, y), aside = spot, half + MARKER + 4
    over = [(x + shift, y + ABOVE) for shift in (0, 6, -6, 12, -12, aside, -aside)]
    return [*over, (x + aside, y), (x - aside, y), *((x + shift, y - ABOVE) for shift in (0, aside, -aside))]


def _name_band(drawn: Figure, axes: Axes, curve: Curve, clearing: Clearing) -> None:
    name = write(drawn, (0, 0), curve.band_label, size=LABEL, color=band.INK, halo=band.FILL)
    fit(name, (RIGHT - LEFT) / 2)
    clearing.put(name, band.spots(axes, curve.band, measure(name)))
