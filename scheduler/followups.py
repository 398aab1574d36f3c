"""Follow-ups on their way: what she told us becomes rows with times, and a promise that she can rely on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from messages.followups import called_for
from messages.plan import FollowUp
from messages.reading import Reading
from records import checkins, followups
from records.checkins import FOLLOWUP, Planned
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import caps
from scheduler.quiet import Quiet
from scheduler.recheck_times import Again, again, times
from scheduler.say import Voice


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What she can be told: when we ask again (UTC), and whether she may allow it sooner, in her quiet hours."""

    at: dt.datetime
    #: The row that her yes is about; empty where nothing is to be allowed.
    ref: str = ""
    wish_at: dt.datetime | None = None
    #: When it is asked without her yes.
    else_at: dt.datetime | None = None


def plan(
    db: Db,
    voice: Voice,
    patient: Patient,
    visit: Visit | None,
    reading: Reading,
    *,
    now: dt.datetime,
    during: Checkin | None = None,
) -> Promise | None:
    """Write the follow-ups that a reading calls for; return the promise of the soonest, or none.

    `during` is the check-in or follow-up that was just answered. Whoever has stopped the check-ins is promised
    nothing: her own words are answered, and no more (people.md 4).
    """
    if visit is None or patient.state != "enrolled":
        return None
    made: list[Checkin] = []
    for each in called_for(voice.catalog.plan, reading):
        if during is not None and during.asking == each.id:
            made += _more(db, voice, patient, during, minutes=each.at_minutes[0], now=now)
        else:
            made += _one(db, voice, patient, visit, each, now=now)
    return promise(made)


def promise(rows: Sequence[Checkin]) -> Promise | None:
    """Return what she can be told of some follow-ups."""
    if not rows:
        return None
    sure = [row.due_at for row in rows if row.wish_at is None]
    open_ = [row for row in rows if row.wish_at is not None and row.crosses is None]
    soonest = min(sure, default=min(row.due_at for row in rows))
    if not open_:
        return Promise(at=soonest)
    first = min(open_, key=lambda row: row.wish_at or row.due_at)
    return Promise(at=soonest, ref=first.ref, wish_at=first.wish_at, else_at=first.due_at)


def once_more(
    db: Db, voice: Voice, patient: Patient, row: Checkin, *, minutes: int, now: dt.datetime
) -> Promise | None:
    """Ask once more, so many minutes from now, while the follow-up has rounds left."""
    return promise(_more(db, voice, patient, row, minutes=minutes, now=now))


def _more(db: Db, voice: Voice, patient: Patient, row: Checkin, *, minutes: int, now: dt.datetime) -> Sequence[Checkin]:
    followup = voice.catalog.plan.followup(row.asking)
    if is_last(followup, row) or patient.state != "enrolled":
        return ()
    time = again(followup, voice.catalog.plan.limits, _quiet(patient), now=now, minutes=minutes, nth=row.nth + 1)
    return _write(db, voice, row.visit_id, followup, [time])


def is_last(followup: FollowUp, row: Checkin) -> bool:
    """Say whether this was the last time that it is asked."""
    return row.nth >= len(followup.at_minutes) - 1 + followup.rounds


def allowed(db: Db, voice: Voice, row: Checkin, *, yes: bool, now: dt.datetime) -> bool:
    """She lets it be asked in her quiet hours, or not. False when it was asked or taken back meanwhile."""
    minutes = voice.catalog.plan.asking(row.asking).window_minutes
    return followups.allow(db, row, yes=yes, now=now, window=dt.timedelta(minutes=minutes))


def _one(
    db: Db, voice: Voice, patient: Patient, visit: Visit, followup: FollowUp, *, now: dt.datetime
) -> Sequence[Checkin]:
    """Begin a follow-up; one of the same kind that was waiting begins anew."""
    followups.take_back(db, visit.id, followup.id, now=now)
    followups.close_sent(db, visit.id, followup.id, now=now)
    found = times(followup, voice.catalog.plan.limits, _quiet(patient), now=now)
    if followup.counted and (
        _joined(db, voice, visit, found[0], now=now) or caps.reserved(db, voice, patient, now=now)
    ):
        return ()
    return _write(db, voice, visit.id, followup, found)


def _joined(db: Db, voice: Voice, visit: Visit, time: Again, *, now: dt.datetime) -> bool:
    """A check-in that would stand near is asked at this time instead of one question more (clinical.md section 4)."""
    near = dt.timedelta(minutes=voice.catalog.plan.limits.merge_minutes)
    rows = [row for row in checkins.steps(db, visit.id) if row.state == "planned" and row.set_by == "plan"]
    # It is only asked sooner for it, never later: the list of dangers it carries does not wait for a score.
    row = next((each for each in rows if dt.timedelta() <= each.due_at - time.due_at < near), None)
    if row is None:
        return False
    why = f"moved: {time.why}"
    window_end = max(row.window_end, time.due_at + (row.window_end - row.due_at))
    moved = Planned(step=row.step, due_at=max(time.due_at, now), window_end=window_end, why=why)
    return checkins.put(db, visit_id=visit.id, planned=moved)


def _write(db: Db, voice: Voice, visit_id: int, followup: FollowUp, found: Sequence[Again]) -> Sequence[Checkin]:
    number = followups.next_number(db, visit_id, followup.id)
    rows = [
        Planned(
            step=f"{followup.id}.{number + place}",
            due_at=each.due_at,
            window_end=each.window_end,
            why=each.why,
            kind=FOLLOWUP,
            nth=each.nth,
            wish_at=each.wish_at,
        )
        for place, each in enumerate(found)
    ]
    checkins.plan(db, visit_id=visit_id, plan_version=voice.catalog.plan.version, steps=rows)
    names = {row.step for row in rows}
    return [row for row in checkins.of_visit(db, visit_id) if row.step in names]


def _quiet(patient: Patient) -> Quiet:
    return Quiet.of(patient.zone, patient.quiet_from, patient.quiet_to)
