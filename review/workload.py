"""The workload: how many messages staff would get in each hour of a rehearsal, drawn for a page."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from review.curve import ONE_AT_A_TIME

INK, BAR, NIGHT = "#1c2733", "#0b4a8f", "#eef1f4"
#: Hours that are shaded: nobody reads cards then.
CLOSED = (18, 8)
#: A mark on the axis every so many hours.
MARKS = 6


def png(by_hour: Mapping[int, int], start: dt.datetime, hours: float) -> bytes:
    """Return a PNG of bars by the hour since `start` (local), closed hours shaded."""
    picture = io.BytesIO()
    with ONE_AT_A_TIME:
        drawn = Figure(figsize=(10, 4), dpi=100, facecolor="white", layout="constrained")
        FigureCanvasAgg(drawn)
        _draw(drawn.add_subplot(), by_hour, start, int(hours))
        drawn.savefig(picture, format="png", metadata={"Software": None, "Date": None})
    return picture.getvalue()


def _draw(axes: Axes, by_hour: Mapping[int, int], start: dt.datetime, hours: int) -> None:
    _nights(axes, start, hours)
    axes.bar(range(hours), [by_hour.get(each, 0) for each in range(hours)], align="edge", width=0.9, color=BAR)
    marks = range(0, hours + 1, MARKS)
    axes.set_xticks(list(marks), [f"{_local(start, each):%a %H:%M}" for each in marks], rotation=30, ha="right")
    axes.set(xlim=(0, hours), title="Messages to staff by the hour (shaded: after 18:00 and before 8:00)")
    axes.spines[["top", "right"]].set_visible(False)


def _nights(axes: Axes, start: dt.datetime, hours: int) -> None:
    for each in range(hours):
        clock = _local(start, each).hour
        if clock >= CLOSED[0] or clock < CLOSED[1]:
            axes.axvspan(each, each + 1, color=NIGHT, linewidth=0)


def _local(start: dt.datetime, hours: int) -> dt.datetime:
    return (start.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(start.tzinfo)
