"""Quiet hours on a patient's own wall clock, in any zone, across clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

#: Days around a moment in which an edge of quiet hours is looked for: a clock change may swallow one.
DAYS = 3


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """The hours in which nothing scheduled is sent."""

    zone: str
    start: dt.time
    end: dt.time

    @classmethod
    def of(cls, zone: str, quiet_from: str, quiet_to: str) -> Quiet:
        """Read "21:00" and "08:00"."""
        return cls(zone=zone, start=dt.time.fromisoformat(quiet_from), end=dt.time.fromisoformat(quiet_to))

    def holds(self, moment: dt.datetime) -> bool:
        """Say whether this moment is quiet; equal times mean no quiet hours at all."""
        clock = moment.astimezone(ZoneInfo(self.zone)).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def before(self, moment: dt.datetime, margin: dt.timedelta) -> dt.datetime | None:
        """Return the moment `margin` before these quiet hours began; none when that was quiet too."""
        begun = [edge for edge in self._walls(self.start, moment) if edge <= moment]
        early = max(begun) - margin
        return None if self.holds(early) else early

    def after(self, moment: dt.datetime, margin: dt.timedelta) -> dt.datetime:
        """Return the moment `margin` after these quiet hours, or their very end when that is quiet again."""
        over = [edge for edge in self._walls(self.end, moment) if edge > moment and not self.holds(edge)]
        late = min(over) + margin
        return min(over) if self.holds(late) else late

    def next(self, moment: dt.datetime) -> dt.datetime | None:
        """Return when quiet hours begin next after a moment; none when there are none."""
        begins = [edge for edge in self._walls(self.start, moment) if edge > moment and self.holds(edge)]
        return min(begins, default=None)

    def _walls(self, clock: dt.time, moment: dt.datetime) -> Iterator[dt.datetime]:
        """Yield a wall-clock time on the days around, in UTC; twice where a clock change repeats it."""
        zone = ZoneInfo(self.zone)
        today = moment.astimezone(zone).date()
        for days in range(-DAYS, DAYS + 1):
            day = today + dt.timedelta(days=days)
            for fold in (0, 1):
                yield dt.datetime.combine(day, clock.replace(fold=fold), zone).astimezone(dt.UTC)


def in_quiet(moment: dt.datetime, zone: str, quiet_from: str, quiet_to: str) -> bool:
    """Say whether a moment lies in a patient's quiet hours."""
    return Quiet.of(zone, quiet_from, quiet_to).holds(moment)


def out_of_quiet(moment: dt.datetime, zone: str, quiet_from: str, quiet_to: str) -> dt.datetime:
    """Return the moment itself, or the end of the quiet hours in which it lies."""
    quiet = Quiet.of(zone, quiet_from, quiet_to)
    return quiet.after(moment, dt.timedelta()) if quiet.holds(moment) else moment
