"""Planned: her check-ins as she sees them, and the times that her hours give them."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Said
from records import checkins
from records.checkins import Planned
from records.models import Patient, Visit
from records.store import Db
from scheduler import plan


def timetable(house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> list[Planned]:
    """Return the plan's times for this visit and this patient's quiet hours."""
    dues = plan.timetable(
        house.catalog.plan,
        ended_at=visit.ended_at,
        enrolled_at=now,
        zone=patient.zone,
        quiet_from=patient.quiet_from,
        quiet_to=patient.quiet_to,
    )
    return [Planned(step=due.step, due_at=due.due_at, window_end=due.window_end) for due in dues]


def said(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> Said:
    """Return the plan as she reads it, with the permanent buttons."""
    text, lang = house.wording.text, patient.lang
    rows = [row for row in checkins.of_visit(db, visit.id) if row.state in checkins.LIVE]
    lines = [
        text(
            lang,
            "plan_line",
            when=house.wording.when(lang, row.due_at, patient.zone, now),
            step=text(lang, f"plan_{row.step}"),
        )
        for row in rows
    ]
    head = text(lang, "plan_head") if lines else text(lang, "plan_done")
    foot = text(lang, "danger_card")
    return Said(
        text="\n\n".join([head, "\n".join(lines), foot] if lines else [head, foot]),
        keyboard=keyboard(house, patient),
    )


def keyboard(house: House, patient: Patient) -> tuple[tuple[str, ...], ...]:
    """Return the permanent buttons (people.md 13)."""
    text, lang = house.wording.text, patient.lang
    return ((text(lang, "button_unwell"),), (text(lang, "button_usual"), text(lang, "button_clinic")))
