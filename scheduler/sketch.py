"""A sketch of a plan: the timetable of invented visits, with travel and a second visit, as the bot would make it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from messages.plan import Plan
from scheduler import beside
from scheduler.plan import PLANNED, SKIPPED, Due, timetable
from scheduler.quiet import Quiet


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session: when it ended and when the plan began (UTC), and where the needles were."""

    ended_at: dt.datetime
    enrolled_at: dt.datetime
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Whose clock: from when (UTC) in which zone, with which quiet hours."""

    since: dt.datetime
    zone: str
    quiet_from: str
    quiet_to: str


def sketch(plan: Plan, sessions: Sequence[Session], clocks: Sequence[Clock]) -> list[tuple[Session, list[Due]]]:
    """Return each session with its timetable; a check that was due before a change of clock is taken as sent."""
    drawn: list[tuple[Session, list[Due]]] = []
    for session in sessions:
        drawn = [(each, _give_way(plan, each, dues, session)) for each, dues in drawn]
        dues = _times(plan, session, clocks)
        drawn = [(each, _beside(plan, before, dues, session, clocks)) for each, before in drawn]
        drawn.append((session, dues))
    return drawn


def _times(plan: Plan, session: Session, clocks: Sequence[Clock]) -> list[Due]:
    first, *later = clocks
    dues = list(_table(plan, session, first, begins=session.enrolled_at))
    for clock in later:
        sent = [due for due in dues if due.state == PLANNED and due.due_at <= clock.since]
        over = [due for due in dues if due.state == SKIPPED and due.merged_into is None]
        there = {due.step for due in (*sent, *over)}
        merged = {due.step for due in dues if due.merged_into in {each.step for each in sent}}
        open_ = {step.id for step in plan.scheduled} - there - merged
        after = max((due.due_at for due in sent), default=None)
        moved = _table(plan, session, clock, begins=clock.since, steps=open_, after=after)
        dues = sorted([*(due for due in dues if due.step not in open_), *moved], key=_due)
    return dues


def _table(
    plan: Plan,
    session: Session,
    clock: Clock,
    *,
    begins: dt.datetime,
    steps: set[str] | None = None,
    after: dt.datetime | None = None,
) -> Sequence[Due]:
    return timetable(
        plan,
        ended_at=session.ended_at,
        enrolled_at=begins,
        zone=clock.zone,
        quiet_from=clock.quiet_from,
        quiet_to=clock.quiet_to,
        steps=steps,
        after=after,
    )


def _give_way(plan: Plan, older: Session, dues: list[Due], newer: Session) -> list[Due]:
    """A new session at the same place takes over what is still to come."""
    if not beside.takes_over((newer.area, ""), (older.area, "")):
        return dues
    return [_out(due, "a new session at the same place") if _to_come(due, newer) else due for due in dues]


def _beside(plan: Plan, older: list[Due], dues: list[Due], newer: Session, clocks: Sequence[Clock]) -> list[Due]:
    """At another place both go on, and the older one gives way where both would ask."""
    clock = clocks[-1]
    quiet = Quiet.of(clock.zone, clock.quiet_from, clock.quiet_to)
    taken = [due.due_at for due in dues if due.state == PLANNED]
    open_ = [due for due in older if _to_come(due, newer)]
    gone = {each.row.step: each for each in beside.giving_way(plan.limits, quiet, taken, open_)}
    return [_moved(due, gone[due.step]) if due in open_ and due.step in gone else due for due in older]


def _moved(due: Due, gives: beside.Gives[Due]) -> Due:
    if gives.moved_to is None:
        return _out(due, gives.why)
    return replace(due, due_at=gives.moved_to, window_end=due.window_end + (gives.moved_to - due.due_at), why=gives.why)


def _to_come(due: Due, newer: Session) -> bool:
    return due.state == PLANNED and due.due_at > newer.enrolled_at


def _out(due: Due, why: str) -> Due:
    return replace(due, state=SKIPPED, why=why)


def _due(due: Due) -> dt.datetime:
    return due.due_at
