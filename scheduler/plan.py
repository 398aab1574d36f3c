"""The plan's times, pure: from the end of the treatment in UTC, moved out of the patient's quiet hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from messages.plan import Limits, Plan, Step
from scheduler.quiet import Quiet, in_quiet, out_of_quiet

__all__ = ["Due", "in_quiet", "one", "out_of_quiet", "send_until", "timetable"]

HOUR = dt.timedelta(hours=1)
PLANNED, SKIPPED = "planned", "skipped"


@dataclass(frozen=True, kw_only=True)
class Due:
    """One check-in: when (UTC), until when an answer is awaited (UTC), and why it stands there or is left out."""

    step: str
    due_at: dt.datetime
    window_end: dt.datetime
    why: str
    state: str = PLANNED
    #: The step that asks its questions, when it is left out because they stood too near.
    merged_into: str | None = None


def timetable(
    plan: Plan,
    *,
    ended_at: dt.datetime,
    enrolled_at: dt.datetime,
    zone: str,
    quiet_from: str,
    quiet_to: str,
    steps: Collection[str] | None = None,
    after: dt.datetime | None = None,
) -> tuple[Due, ...]:
    """Return every scheduled step by its time: none planned in quiet hours, stale, too near or over the cap.

    `steps` leaves out those that are on their way or over, `after` is when the last of them was sent.
    """
    quiet = Quiet.of(zone, quiet_from, quiet_to)
    wanted = [step for step in plan.scheduled if steps is None or step.id in steps]
    # Sorting is stable: what falls together stays in the plan's order.
    placed = sorted((_place(step, plan.limits, ended_at, quiet) for step in wanted), key=_moment)
    dues = [_after(_present(due, plan.limits, enrolled_at, quiet), plan.limits, after, quiet) for due in placed]
    return _windows(plan, _capped(_merged(dues, plan.limits), plan.limits))


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
    hours = f"{step.offset_minutes / 60:g} h after the session"
    if not quiet.holds(wish):
        return _due(step.id, wish, hours)
    margin = dt.timedelta(minutes=limits.edge_margin_minutes)
    early, late = quiet.before(wish, margin), quiet.after(wish, margin)
    if early is None or early < ended_at + HOUR:
        return _due(step.id, late, f"{hours} is quiet: on to after quiet hours")
    # First checks go back to the evening, the others to the nearer edge.
    if step.moves == "back" or wish - early <= late - wish:
        return _due(step.id, early, f"{hours} is quiet: back to before quiet hours")
    return _due(step.id, late, f"{hours} is quiet: on to after quiet hours")


def _due(step_id: str, moment: dt.datetime, why: str) -> Due:
    return Due(step=step_id, due_at=moment, window_end=moment, why=why)


def _left_out(due: Due, why: str, *, into: str | None = None) -> Due:
    return replace(due, state=SKIPPED, why=why, merged_into=into)


def _present(due: Due, limits: Limits, enrolled_at: dt.datetime, quiet: Quiet) -> Due:
    """A check due shortly before enrolment is put now, or where quiet hours end; never a stale one."""
    if due.due_at >= enrolled_at:
        return due
    moment = quiet.after(enrolled_at, dt.timedelta()) if quiet.holds(enrolled_at) else enrolled_at
    stale = due.due_at + dt.timedelta(minutes=limits.stale_after_minutes)
    if moment > stale:
        return _left_out(due, "its time was over when the plan began")
    return _due(due.step, moment, "its time was just over: asked when the plan began")


def _after(due: Due, limits: Limits, after: dt.datetime | None, quiet: Quiet) -> Due:
    """What would follow too close on a check that was sent already waits."""
    if after is None or due.state == SKIPPED:
        return due
    earliest = after + dt.timedelta(minutes=limits.merge_minutes)
    if due.due_at >= earliest:
        return due
    margin = dt.timedelta(minutes=limits.edge_margin_minutes)
    moment = quiet.after(earliest, margin) if quiet.holds(earliest) else earliest
    return replace(due, due_at=moment, window_end=moment, why="not so soon after the one before")


def _merged(dues: Sequence[Due], limits: Limits) -> list[Due]:
    """Of two checks nearer than three hours only the later step stays: it asks what still matters of the earlier."""
    near = dt.timedelta(minutes=limits.merge_minutes)
    kept, left = list[Due](), [due for due in dues if due.state == SKIPPED]
    for due in sorted((due for due in dues if due.state == PLANNED), key=_moment):
        if kept and due.due_at - kept[-1].due_at < near:
            before = kept.pop()
            left.append(_left_out(before, f"less than 3 h before {due.step}: asked together", into=due.step))
            kept.append(_due(due.step, before.due_at, f"together with {before.step}: {before.why}"))
        else:
            kept.append(due)
    # What was merged into a step that was merged itself is asked by the one that stays.
    into = {due.step: due.merged_into for due in left if due.merged_into}
    return sorted([*kept, *(replace(due, merged_into=_last(due.merged_into, into)) for due in left)], key=_moment)


def _last(step: str | None, into: Mapping[str, str]) -> str | None:
    while step is not None and step in into:
        step = into[step]
    return step


def _capped(dues: Sequence[Due], limits: Limits) -> list[Due]:
    planned = [due.step for due in dues if due.state == PLANNED][: limits.max_scheduled]
    over = f"over the cap of {limits.max_scheduled}"
    return [due if due.state == SKIPPED or due.step in planned else _left_out(due, over) for due in dues]


def _windows(plan: Plan, dues: Sequence[Due]) -> tuple[Due, ...]:
    """Each check-in is awaited for its own time, at most until the next one."""
    own = [
        replace(due, window_end=due.due_at + dt.timedelta(minutes=plan.step(due.step).window_minutes)) for due in dues
    ]
    there = [due for due in own if due.state == PLANNED]
    until = {due.step: min(due.window_end, later.due_at) for due, later in pairwise(there)}
    return tuple(replace(due, window_end=until.get(due.step, due.window_end)) for due in own)
