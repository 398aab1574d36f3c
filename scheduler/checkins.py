"""Check-ins on their way: due ones are put into `outgoing`, and silent ones are nudged once."""

from __future__ import annotations

import datetime as dt

import structlog

from records import checkins, flags, followups, spoken
from records.checkins import FOLLOWUP, PLAN
from records.lanes import Lane
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import caps, questions, say, silence
from scheduler.plan import in_quiet, out_of_quiet, send_until
from scheduler.quiet import Quiet
from scheduler.say import Voice

log = structlog.get_logger()


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Say what is due, drop what is stale, nudge and close what stayed silent; return how many rows moved."""
    return fire(db, voice, now=now) + nudge(db, voice, now=now) + silence.close(db, voice, now=now)


def fire(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """planned → queued with an outgoing row, or an end that says why it was not asked."""
    due = checkins.due(db, now=now)
    for row in due:
        visit, patient = checkins.owner(db, row)
        _one(db, voice.at(visit.location), row, visit, patient, now=now)
    return len(due)


def _one(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    if _over(voice, row, visit, patient):
        checkins.move(db, row.id, old=("planned",), new="cancelled", settled_at=now)
    elif row.kind == PLAN and _paused(patient, now):
        checkins.skip(db, row, why="paused by the patient", by="patient", now=now)
    elif _quiet_by_now(row, patient):
        _put_off(voice, row, patient)
    elif row.kind == FOLLOWUP and followups.overtaken(db, row, now=now):
        checkins.skip(db, row, why="asked together with the next time", by="plan", now=now)
    elif until(voice, row, patient) <= now:
        checkins.move(db, row.id, old=("planned",), new="stale", settled_at=now)
        silence.unasked(db, voice, row, visit, patient, now=now)
    elif row.kind == PLAN and _must_wait(db, voice, row, patient, now=now):
        # A follow-up is nearer to her heart; the row stays planned and is looked at again.
        return
    elif row.kind == PLAN and caps.spent(db, voice, patient, now=now):
        checkins.skip(db, row, why="over the cap of messages in 48 h", by="plan", now=now)
    elif checkins.move(db, row.id, old=("planned",), new="queued"):
        _say(db, voice, row, patient, now=now)


def _over(voice: Voice, row: Checkin, visit: Visit, patient: Patient) -> bool:
    """Her wish, a plan that has ended, or a step that this version of the plan does not know any more."""
    if not voice.catalog.plan.knows(row.asking):
        log.warning("checkin.unknown_step", step=row.step, plan=row.plan_version)
        return True
    return patient.state != "enrolled" or (row.kind == PLAN and visit.state != "active")


def _quiet_by_now(row: Checkin, patient: Patient) -> bool:
    """Her hours or her zone may have changed since this was planned."""
    return not row.crosses and in_quiet(row.due_at, patient.zone, patient.quiet_from, patient.quiet_to)


def _put_off(voice: Voice, row: Checkin, patient: Patient) -> None:
    """It waits until her quiet hours are over, and is awaited as long as before."""
    margin = dt.timedelta(minutes=voice.catalog.plan.limits.edge_margin_minutes)
    later = Quiet.of(patient.zone, patient.quiet_from, patient.quiet_to).after(row.due_at, margin)
    row.due_at, row.window_end = later, row.window_end + (later - row.due_at)
    row.why = f"{row.why}; moved out of her new quiet hours".removeprefix("; ")


def _paused(patient: Patient, now: dt.datetime) -> bool:
    return patient.paused_until is not None and now < patient.paused_until


def until(voice: Voice, row: Checkin, patient: Patient) -> dt.datetime:
    """Return when an unsent row is stale; a follow-up that may cross quiet hours is not stopped by them."""
    if row.kind == FOLLOWUP and row.crosses:
        return row.window_end
    return send_until(
        voice.catalog.plan.limits,
        due_at=row.due_at,
        window_end=row.window_end,
        zone=patient.zone,
        quiet_from=patient.quiet_from,
        quiet_to=patient.quiet_to,
    )


def _must_wait(db: Db, voice: Voice, row: Checkin, patient: Patient, *, now: dt.datetime) -> bool:
    """Two questions at once are one too many; but a check-in that would be stale soon goes all the same."""
    room = dt.timedelta(minutes=voice.catalog.plan.limits.room_minutes)
    if until(voice, row, patient) - now <= room:
        return False
    return followups.near(db, patient.id, until=now + room) is not None


def _say(db: Db, voice: Voice, row: Checkin, patient: Patient, *, now: dt.datetime) -> None:
    row.water = _watery(db, voice, row, patient)
    lane = Lane.CHECKIN if row.kind == PLAN else Lane.REPLY
    say.to_patient(
        db,
        patient,
        questions.opening(db, voice, row, water=row.water),
        now=now,
        lane=lane,
        label="question",
        dedup=f"checkin:{row.id}:{row.plan_version}",
        checkin_id=row.id,
        expires_at=until(voice, row, patient),
    )


def _watery(db: Db, voice: Voice, row: Checkin, patient: Patient) -> bool:
    """A water line where the step may carry one, she wants it, and there were not too many; the first was c0's."""
    plan = voice.catalog.plan
    if row.kind != PLAN or not plan.step(row.step).water or not patient.water_lines:
        return False
    return 1 + spoken.watered(db, row.visit_id) < plan.limits.max_water


def sent(db: Db, voice: Voice, checkin_id: int, *, now: dt.datetime) -> None:
    """A check-in has arrived: from now on it is waited for, and a step's one reminder has its time."""
    row = db.get_one(Checkin, checkin_id)
    wait = dt.timedelta(minutes=voice.catalog.plan.limits.nudge_after_minutes)
    nudge_at = now + wait if row.kind == PLAN else None
    checkins.move(db, checkin_id, old=("queued",), new="sent", sent_at=now, nudge_at=nudge_at)
    if row.kind == FOLLOWUP and voice.catalog.plan.knows(row.asking):
        # What arrived late is awaited as long as what arrived in time.
        window = dt.timedelta(minutes=voice.catalog.plan.asking(row.asking).window_minutes)
        row.window_end = max(row.window_end, now + window)


def nudge(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Remind those whose time for it has come, or decide that they are not; return how many rows were looked at."""
    rows = checkins.to_nudge(db, now=now)
    for row in rows:
        visit, patient = checkins.owner(db, row)
        awake = out_of_quiet(now, patient.zone, patient.quiet_from, patient.quiet_to)
        if awake > now:
            row.nudge_at = awake if awake < row.window_end else None
        elif _may_nudge(db, voice, row, visit, patient, now=now):
            _remind(db, voice.at(visit.location), row, patient, now=now)
        else:
            row.nudge_at = None
        db.flush()
    return len(rows)


def _remind(db: Db, voice: Voice, row: Checkin, patient: Patient, *, now: dt.datetime) -> None:
    """One reminder, never a second one (clinical.md section 4)."""
    row.nudge_at, row.nudged_at = None, now
    said = voice.wording.said(patient.lang, "checkin_nudge")
    dedup, expires_at = f"nudge:{row.id}", row.window_end
    say.to_patient(db, patient, said, now=now, lane=Lane.CHECKIN, label="nudge", dedup=dedup, expires_at=expires_at)


def _may_nudge(db: Db, voice: Voice, row: Checkin, visit: Visit, patient: Patient, *, now: dt.datetime) -> bool:
    """Nobody is reminded who has stopped, has a newer question before her, or was told to call for help."""
    if patient.state != "enrolled" or visit.state != "active" or _paused(patient, now) or now >= row.window_end:
        return False
    newest = checkins.waiting(db, patient.id)
    if flags.alarmed(db, patient.id) or newest is None or newest.id != row.id:
        return False
    # What is planned goes before reminders: six messages are enough.
    return not caps.reserved(db, voice, patient, now=now)
