"""Check-ins on their way: due ones are put into `outgoing`, silent ones are nudged once and then missed."""

from __future__ import annotations

import datetime as dt

from messages.asking import ask_question
from messages.plan import Question, Step
from messages.said import Said
from records import checkins, flags, visits
from records.lanes import Lane
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import cards, say
from scheduler.plan import in_quiet, send_until
from scheduler.say import Voice

#: A check-in has so many questions that must be answered; the rest can be left.
MOST_REQUIRED = 2
#: Areas near the lung: silence there is a staff item (clinical.md 3.2).
NEAR_LUNG = ("neck", "shoulder", "upper_back", "chest")


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Say what is due, drop what is stale, nudge and close what stayed silent; return how many rows moved."""
    return fire(db, voice, now=now) + nudge(db, voice, now=now) + close(db, voice, now=now)


def fire(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """planned → queued with an outgoing row, or → stale when it comes too late to be asked."""
    due = checkins.due(db, now=now)
    for row in due:
        visit, patient = checkins.owner(db, row)
        until = _until(voice, row, patient)
        if until <= now:
            checkins.move(db, row.id, old=("planned",), new="stale", settled_at=now)
        elif patient.state != "enrolled" or visit.state != "active":
            checkins.move(db, row.id, old=("planned",), new="cancelled", settled_at=now)
        elif checkins.move(db, row.id, old=("planned",), new="queued"):
            _say(db, voice, row, patient, until=until, now=now)
    return len(due)


def _until(voice: Voice, row: Checkin, patient: Patient) -> dt.datetime:
    return send_until(
        voice.catalog.plan.limits,
        due_at=row.due_at,
        window_end=row.window_end,
        zone=patient.zone,
        quiet_from=patient.quiet_from,
        quiet_to=patient.quiet_to,
    )


def _say(db: Db, voice: Voice, row: Checkin, patient: Patient, *, until: dt.datetime, now: dt.datetime) -> None:
    say.to_patient(
        db,
        patient,
        opening(db, voice, row, patient),
        now=now,
        lane=Lane.CHECKIN,
        label="question",
        dedup=f"checkin:{row.id}:{row.plan_version}",
        checkin_id=row.id,
        expires_at=until,
    )


def opening(db: Db, voice: Voice, row: Checkin, patient: Patient) -> Said:
    """Return a check-in's first message: why we write, a water line where the plan has one, the first question."""
    step = voice.catalog.plan.step(row.step)
    # A check that stands for an earlier one too is the first she hears: it does not call itself the second.
    first_heard = next(iter(joined(db, voice, row)), step)
    lines = [voice.wording.text(patient.lang, first_heard.intro)]
    if step.water and patient.water_lines:
        lines.append(voice.wording.text(patient.lang, "water_limit" if patient.fluid_limit else "water_line"))
    first = voice.catalog.plan.question(asks(db, voice, row)[0])
    question = ask_question(voice.wording, patient.lang, first, ref=row.ref)
    return question.model_copy(update={"text": "\n\n".join([*lines, question.text])})


def asks(db: Db, voice: Voice, row: Checkin) -> list[str]:
    """Return a check-in's questions; one that stands for two asks the earlier one's list of dangers first."""
    own = voice.catalog.plan.step(row.step).questions
    more = [question for step in joined(db, voice, row) for question in step.questions if question not in own]
    return [*more, *own]


def joined(db: Db, voice: Voice, row: Checkin) -> list[Step]:
    """Return the earlier steps that a check-in stands for: left out, and too near to be asked apart."""
    near = dt.timedelta(minutes=voice.catalog.plan.limits.merge_minutes)
    return [
        voice.catalog.plan.step(other.step)
        for other in checkins.of_visit(db, row.visit_id)
        if other.state == "skipped" and other.id != row.id and abs(other.due_at - row.due_at) < near
    ]


def needed(db: Db, voice: Voice, row: Checkin) -> list[str]:
    """Return the questions that must be answered: at most two (people.md 14)."""
    required = [each for each in asks(db, voice, row) if voice.catalog.plan.question(each).required]
    return required[:MOST_REQUIRED]


def question(db: Db, voice: Voice, row: Checkin, name: str) -> Question:
    """Return a question as this check-in asks it: beyond the two that are needed it may be skipped."""
    asked = voice.catalog.plan.question(name)
    return asked.model_copy(update={"required": name in needed(db, voice, row)})


def nudge(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """One reminder after two hours of silence, never in quiet hours (clinical.md section 4)."""
    before = now - dt.timedelta(minutes=voice.catalog.plan.limits.nudge_after_minutes)
    nudged = 0
    for row in checkins.to_nudge(db, sent_before=before, now=now):
        visit, patient = checkins.owner(db, row)
        if in_quiet(now, patient.zone, patient.quiet_from, patient.quiet_to):
            continue
        if checkins.spoken(db, visit.id) >= voice.catalog.plan.limits.max_scheduled:
            # What is planned goes before reminders: six messages are enough.
            continue
        checkins.move(db, row.id, old=("sent",), new="sent", nudged_at=now)
        said = voice.wording.said(patient.lang, "checkin_nudge")
        dedup = f"nudge:{row.id}"
        say.to_patient(
            db,
            patient,
            said,
            now=now,
            lane=Lane.CHECKIN,
            label="nudge",
            dedup=dedup,
            expires_at=row.window_end,
        )
        nudged += 1
    return nudged


def close(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """sent → missed when the window is over; silence near the lung is shown to staff."""
    silent = checkins.unanswered(db, now=now)
    for row in silent:
        if checkins.move(db, row.id, old=("sent",), new="missed", settled_at=now):
            visit, patient = checkins.owner(db, row)
            _look_after_silence(db, voice, visit, patient, now=now)
            _end(db, visit, now=now)
    return len(silent)


def _look_after_silence(db: Db, voice: Voice, visit: Visit, patient: Patient, *, now: dt.datetime) -> None:
    """No answer to both first check-ins in a high-risk area goes to staff (clinical.md section 4)."""
    states = {row.step: row.state for row in checkins.of_visit(db, visit.id)}
    # After a late-afternoon session c1 is asked together with c2: then its silence is that of both.
    both = states.get("c1") in ("missed", "skipped", None) and states.get("c2") == "missed"
    if not both or visits.site(db, visit).area not in NEAR_LUNG:
        return
    raised = flags.raise_(
        db, patient_id=patient.id, visit_id=visit.id, level="routine", rules=["silence_near_lung"], now=now
    )
    flags.join(db, raised.flag, kind="silence", level="routine", rules=["silence_near_lung"], now=now)
    cards.put(db, voice, raised, now=now, words=False)


def _end(db: Db, visit: Visit, *, now: dt.datetime) -> None:
    """The plan ends with its last check-in."""
    if all(row.state not in checkins.LIVE for row in checkins.of_visit(db, visit.id)):
        visits.end(db, visit.id, now=now)
