"""The plan's times, pure: from the end of the treatment in UTC, moved out of the patient's quiet hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from messages.plan import Limits, Plan, Step
from scheduler.quiet import Quiet, in_quiet, out_of_quiet

__all__ = ["Due", "in_quiet", "out_of_quiet", "send_until", "timetable"]

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Due:
    """One check-in: when (UTC), until when an answer is awaited (UTC), and why it stands there."""

    step: str
    due_at: dt.datetime
    window_end: dt.datetime
    why: str


def timetable(
    plan: Plan, *, ended_at: dt.datetime, enrolled_at: dt.datetime, zone: str, quiet_from: str, quiet_to: str
) -> tuple[Due, ...]:
    """Return the check-ins of a visit in order: none in quiet hours, none stale, near ones merged, capped."""
    quiet = Quiet.of(zone, quiet_from, quiet_to)
    # Sorting is stable: what falls together stays in the plan's order.
    placed = sorted((_place(step, plan.limits, ended_at, quiet) for step in plan.scheduled), key=_moment)
    present = [_present(due, plan.limits, enrolled_at, quiet) for due in placed]
    fresh = [due for due in present if due is not None]
    return _windows(plan, _merged(fresh, plan.limits)[: plan.limits.max_scheduled])


def left_out(
    plan: Plan, there: Collection[str], *, ended_at: dt.datetime, zone: str, quiet_from: str, quiet_to: str
) -> tuple[Due, ...]:
    """Return the scheduled steps that a timetable has no place for, each where it would have stood."""
    quiet = Quiet.of(zone, quiet_from, quiet_to)
    return tuple(_place(step, plan.limits, ended_at, quiet) for step in plan.scheduled if step.id not in there)


def one(
    plan: Plan, step: Step, *, ended_at: dt.datetime, now: dt.datetime, zone: str, quiet_from: str, quiet_to: str
) -> Due:
    """Return the time of a single step that was called for; what would lie behind us stands at the next free time."""
    quiet = Quiet.of(zone, quiet_from, quiet_to)
    due = _place(step, plan.limits, ended_at, quiet)
    moment = max(due.due_at, quiet.after(now, dt.timedelta()) if quiet.holds(now) else now)
    return replace(due, due_at=moment, window_end=moment + dt.timedelta(minutes=step.window_minutes))


def send_until(
    limits: Limits, *, due_at: dt.datetime, window_end: dt.datetime, zone: str, quiet_from: str, quiet_to: str
) -> dt.datetime:
    """Return when a check-in that is still unsent is stale: late, overtaken by the next, or quiet again."""
    stale = due_at + dt.timedelta(minutes=limits.stale_after_minutes)
    quiet = Quiet.of(zone, quiet_from, quiet_to).next(due_at)
    return min(stale, window_end) if quiet is None else min(stale, window_end, quiet)


def _moment(due: Due) -> dt.datetime:
    return due.due_at


def _place(step: Step, limits: Limits, ended_at: dt.datetime, quiet: Quiet) -> Due:
    wish = ended_at + dt.timedelta(minutes=step.offset_minutes)
    if not quiet.holds(wish):
        return _due(step.id, wish, f"{step.offset_minutes / 60:g} h after the session")
    margin = dt.timedelta(minutes=limits.edge_margin_minutes)
    early, late = quiet.before(wish, margin), quiet.after(wish, margin)
    if early is None or early < ended_at + HOUR:
        return _due(step.id, late, "on to after quiet hours")
    # First checks go back to the evening, the others to the nearer edge.
    if step.moves == "back" or wish - early <= late - wish:
        return _due(step.id, early, "back to before quiet hours")
    return _due(step.id, late, "on to after quiet hours")


def _due(step_id: str, moment: dt.datetime, why: str) -> Due:
    return Due(step=step_id, due_at=moment, window_end=moment, why=why)


def _present(due: Due, limits: Limits, enrolled_at: dt.datetime, quiet: Quiet) -> Due | None:
    """A check due shortly before enrolment is put now, or where quiet hours end; never a stale one."""
    if due.due_at >= enrolled_at:
        return due
    moment = quiet.after(enrolled_at, dt.timedelta()) if quiet.holds(enrolled_at) else enrolled_at
    stale = due.due_at + dt.timedelta(minutes=limits.stale_after_minutes)
    return None if moment > stale else _due(due.step, moment, "at enrolment")


def _merged(dues: Sequence[Due], limits: Limits) -> list[Due]:
    """Of two checks nearer than three hours only the later step stays: it asks what still matters."""
    near = dt.timedelta(minutes=limits.merge_minutes)
    kept: list[Due] = []
    for due in dues:
        if kept and due.due_at - kept[-1].due_at < near:
            before = kept.pop()
            kept.append(_due(due.step, before.due_at, f"together with {before.step}"))
        else:
            kept.append(due)
    return kept


def _windows(plan: Plan, dues: Sequence[Due]) -> tuple[Due, ...]:
    """Each check-in is awaited for its own time, at most until the next one."""
    own = [
        replace(due, window_end=due.due_at + dt.timedelta(minutes=plan.step(due.step).window_minutes)) for due in dues
    ]
    cut = [replace(due, window_end=min(due.window_end, later.due_at)) for due, later in pairwise(own)]
    return (*cut, *own[-1:])
