"""Planned: her check-ins as she sees them, and the times that her hours give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.house import House
from messages.plan import Step
from messages.said import Said
from records import checkins
from records.checkins import Planned
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import plan

#: States that she reads as they are.
SHOWN = ("answered", "missed", "sent")


def timetable(house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> list[Planned]:
    """Return the plan's times for this visit and this patient's quiet hours."""
    dues = plan.timetable(house.catalog.plan, ended_at=visit.ended_at, enrolled_at=now, **_hours(patient))
    return [_planned(due) for due in dues]


def left_out(house: House, patient: Patient, visit: Visit, steps: Sequence[Planned]) -> list[Planned]:
    """Return the steps that have no place: merged or stale, but never without a state."""
    there = {each.step for each in steps}
    dues = plan.left_out(house.catalog.plan, there, ended_at=visit.ended_at, **_hours(patient))
    return [replace(_planned(due), state="skipped") for due in dues]


def one(house: House, patient: Patient, visit: Visit, step: Step, *, now: dt.datetime) -> Planned:
    """Return the time of a step that was called for."""
    return _planned(plan.one(house.catalog.plan, step, ended_at=visit.ended_at, now=now, **_hours(patient)))


def _hours(patient: Patient) -> dict[str, str]:
    return {"zone": patient.zone, "quiet_from": patient.quiet_from, "quiet_to": patient.quiet_to}


def _planned(due: plan.Due) -> Planned:
    return Planned(step=due.step, due_at=due.due_at, window_end=due.window_end)


def said(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> Said:
    """Return the plan as she reads it, with the permanent buttons."""
    text, lang = house.wording.text, patient.lang
    rows = checkins.of_visit(db, visit.id)
    coming = [_line(house, patient, row, now) for row in rows if row.state in ("planned", "queued")]
    past = [_past(house, patient, row, now) for row in rows if row.state not in ("planned", "queued", "skipped")]
    parts = [text(lang, "plan_head" if coming else "plan_done"), "\n".join(coming)]
    parts += ["\n".join([text(lang, "plan_past"), *past])] if past else []
    return Said(
        text="\n\n".join(part for part in [*parts, text(lang, "danger_card")] if part),
        keyboard=keyboard(house, patient),
    )


def _line(house: House, patient: Patient, row: Checkin, now: dt.datetime) -> str:
    when = house.wording.when(patient.lang, row.due_at, patient.zone, now)
    return house.wording.text(
        patient.lang, "plan_line", when=when, step=house.wording.text(patient.lang, f"plan_{row.step}")
    )


def _past(house: House, patient: Patient, row: Checkin, now: dt.datetime) -> str:
    """A check that is over, with what became of it."""
    state = row.state if row.state in SHOWN else "other"
    return f"{_line(house, patient, row, now)} ({house.wording.text(patient.lang, f'plan_row_{state}')})"


def keyboard(house: House, patient: Patient) -> tuple[tuple[str, ...], ...]:
    """Return the permanent buttons (people.md 13)."""
    text, lang = house.wording.text, patient.lang
    return ((text(lang, "button_unwell"),), (text(lang, "button_usual"), text(lang, "button_clinic")))
