"""Beside: two plans of one patient, side by side, without asking her twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from messages.plan import Limits
from scheduler.quiet import Quiet

#: The span in which the cap counts.
SPAN = dt.timedelta(hours=48)


class Timed(Protocol):
    """Something that stands at a time and is awaited until another (UTC)."""

    @property
    def due_at(self) -> dt.datetime: ...

    @property
    def window_end(self) -> dt.datetime: ...


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True, kw_only=True)
class Gives(Generic[T]):
    """A row of the older plan that gives way: where it goes, or none where it is left out; and why."""

    row: T
    moved_to: dt.datetime | None
    why: str


def giving_way(limits: Limits, quiet: Quiet, taken: Sequence[dt.datetime], rows: Sequence[T]) -> Sequence[Gives[T]]:
    """Return which planned rows of an older plan give way to the times of a newer one.

    What is nearer than the merging time, or over the cap in any 48 hours, is left out; but the older plan's last
    step, which says goodbye, is put behind the newer check where there is room.
    """
    kept, gone = list(taken), list[Gives[T]]()
    for place, row in enumerate(sorted(rows, key=_last_first)):
        moment = _room(limits, quiet, row, kept) if place == 0 else row.due_at
        why = _refused(limits, quiet, moment, kept)
        if why:
            gone.append(Gives(row=row, moved_to=None, why=why))
            continue
        kept.append(moment)
        if moment != row.due_at:
            gone.append(Gives(row=row, moved_to=moment, why="behind a check of the newer visit"))
    return gone


def _refused(limits: Limits, quiet: Quiet, moment: dt.datetime, kept: Sequence[dt.datetime]) -> str:
    near = dt.timedelta(minutes=limits.merge_minutes)
    if any(abs(moment - each) < near for each in kept) or quiet.holds(moment):
        return "too near a check of the newer visit"
    over = _most_in_a_span([*kept, moment]) > limits.max_scheduled
    return f"over the cap of {limits.max_scheduled} with the newer visit" if over else ""


def _room(limits: Limits, quiet: Quiet, row: Timed, kept: Sequence[dt.datetime]) -> dt.datetime:
    """Return the first free time behind the checks that stand too near; the row's own where there is none."""
    near = dt.timedelta(minutes=limits.merge_minutes)
    moment = row.due_at
    for each in sorted(kept):
        if abs(moment - each) < near:
            moment = each + near
    if quiet.holds(moment):
        moment = quiet.after(moment, dt.timedelta(minutes=limits.edge_margin_minutes))
    return moment if moment < row.window_end else row.due_at


def takes_over(new: tuple[str, str], old: tuple[str, str]) -> bool:
    """Say whether a session at (area, side) restarts the clock of one before; an unknown place is the same place."""
    return len({place for place in (new, old) if place[0]}) < 2


def _last_first(row: Timed) -> float:
    return -row.due_at.timestamp()


def _most_in_a_span(times: Sequence[dt.datetime]) -> int:
    return max(sum(start <= each < start + SPAN for each in times) for start in times)
