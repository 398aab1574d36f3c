"""Planned: her check-ins as she sees them, and the times that her hours give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.house import House
from messages.plan import Step
from messages.said import Said
from records import checkins, visits
from records.checkins import PLAN, Planned
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import beside, plan, questions
from scheduler.quiet import Quiet

#: States that she reads as they are.
SHOWN = ("answered", "missed", "sent", "skipped")
COMING = ("planned", "queued")


def timetable(
    house: House,
    patient: Patient,
    visit: Visit,
    *,
    now: dt.datetime,
    steps: Collection[str] | None = None,
    after: dt.datetime | None = None,
) -> list[Planned]:
    """Return every step of the plan with its time for this visit and her quiet hours, or why it has none."""
    dues = plan.timetable(
        house.catalog.plan, ended_at=visit.ended_at, enrolled_at=now, steps=steps, after=after, **_hours(patient)
    )
    return [_planned(due) for due in dues]


def one(house: House, patient: Patient, visit: Visit, step: Step, *, now: dt.datetime) -> Planned:
    """Return the time of a step that was called for."""
    return _planned(plan.one(house.catalog.plan, step, ended_at=visit.ended_at, now=now, **_hours(patient)))


def begin(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> None:
    """Write a new visit's check-ins; an older plan gives way where both would ask at nearly the same time."""
    steps = timetable(house, patient, visit, now=now)
    checkins.plan(db, visit_id=visit.id, plan_version=house.catalog.plan.version, steps=steps)
    others = [each for each in visits.active(db, patient.id) if each.id != visit.id]
    rows = [_Stands(row=row, due_at=row.due_at, window_end=row.window_end) for row in _still_planned(db, others)]
    taken = [each.due_at for each in steps if each.state == "planned"]
    for each in beside.giving_way(house.catalog.plan.limits, Quiet.of(**_hours(patient)), taken, rows):
        _give_way(db, each, now=now)


@dataclass(frozen=True, kw_only=True)
class _Stands:
    """A row with its times."""

    row: Checkin
    due_at: dt.datetime
    window_end: dt.datetime


def _still_planned(db: Db, there: Sequence[Visit]) -> list[Checkin]:
    return [row for each in there for row in checkins.steps(db, each.id) if row.state == "planned"]


def _give_way(db: Db, gives: beside.Gives[_Stands], *, now: dt.datetime) -> None:
    row, to = gives.row.row, gives.moved_to
    if to is None:
        checkins.skip(db, row, why=gives.why, by="newer", now=now)
        return
    until = row.window_end + (to - row.due_at)
    checkins.put(db, visit_id=row.visit_id, planned=Planned(step=row.step, due_at=to, window_end=until, why=gives.why))


def again(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> None:
    """Put what is still to come where her hours, her zone or a corrected end of the session want it.

    What was sent, answered, or chosen by herself stays, but for what would stand in her quiet hours.
    """
    rows = checkins.steps(db, visit.id)
    over = {row.step for row in rows if row.state not in ("planned", "skipped")}
    free = {row.step for row in rows if _movable(row, patient) and row.merged_into not in over}
    sent = [row.sent_at for row in rows if row.sent_at is not None]
    after = max(sent, default=None)
    for each in timetable(house, patient, visit, now=max(now, visit.confirmed_at or now), steps=free, after=after):
        checkins.put(db, visit_id=visit.id, planned=each)


def revive(db: Db, patient: Patient, *, now: dt.datetime) -> int:
    """Plan again what was cancelled of every visit that no newer one took the place of; return how many."""
    there = [visit for visit in visits.of_patient(db, patient.id) if visit.state in ("active", "ended")]
    counts = {visit.id: checkins.revive(db, visit_id=visit.id, now=now) for visit in there}
    for visit_id, count in counts.items():
        if count:
            # Housekeeping may have ended a visit that had nothing more to come.
            visits.reopen(db, visit_id)
    return sum(counts.values())


def _movable(row: Checkin, patient: Patient) -> bool:
    if row.state == "planned" and row.set_by == "patient":
        return plan.in_quiet(row.due_at, patient.zone, patient.quiet_from, patient.quiet_to)
    return row.state == "planned" or (row.state == "skipped" and row.set_by == "plan")


def _hours(patient: Patient) -> dict[str, str]:
    return {"zone": patient.zone, "quiet_from": patient.quiet_from, "quiet_to": patient.quiet_to}


def _planned(due: plan.Due) -> Planned:
    return Planned(
        step=due.step,
        due_at=due.due_at,
        window_end=due.window_end,
        state=due.state,
        why=due.why,
        merged_into=due.merged_into,
    )


def said(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> Said:
    """Return her plans as she reads them, with the permanent buttons."""
    words = "\n\n".join([*lines(db, house, patient, now=now), house.wording.text(patient.lang, "danger_card")])
    return Said(text=words, keyboard=keyboard(house, patient))


def welcome(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> Said:
    """Return the first sight of a plan: times, danger signs, what is for her, and a glass of water."""
    plain = said(db, house, patient, now=now)
    more = questions.for_her(db, house, patient, visit, "c0")
    if house.catalog.plan.step("c0").water and patient.water_lines:
        more.append(questions.water_line(house, patient))
    return plain.model_copy(update={"text": "\n\n".join([plain.text, *more])})


def lines(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> list[str]:
    """Return the parts of her plan: what is to come, over all running visits, and what has been."""
    text, lang = house.wording.text, patient.lang
    running = visits.active(db, patient.id) or [visit for visit in [visits.latest(db, patient.id)] if visit]
    rows = sorted((row for each in running for row in checkins.of_visit(db, each.id)), key=_due)
    shown = [row for row in rows if house.catalog.plan.knows(row.asking)]
    coming = [_line(house, patient, row, now) for row in shown if row.state in COMING]
    past = [_past(house, patient, row, now) for row in shown if _is_past(row)]
    parts = [text(lang, "plan_head" if coming else "plan_done"), "\n".join(coming)]
    parts += ["\n".join([text(lang, "plan_past"), *past])] if past else []
    return [part for part in parts if part]


def _due(row: Checkin) -> dt.datetime:
    return row.due_at


def _is_past(row: Checkin) -> bool:
    """What the plan itself left out is no news to her."""
    return row.state not in COMING and (row.state != "skipped" or row.set_by == "patient")


def _line(house: House, patient: Patient, row: Checkin, now: dt.datetime) -> str:
    when = house.wording.when(patient.lang, row.due_at, patient.zone, now)
    name = house.wording.text(patient.lang, f"plan_{row.asking}")
    return house.wording.text(patient.lang, "plan_line", when=when, step=name)


def _past(house: House, patient: Patient, row: Checkin, now: dt.datetime) -> str:
    """A check that is over, with what became of it."""
    state = row.state if row.state in SHOWN else "other"
    return f"{_line(house, patient, row, now)} ({house.wording.text(patient.lang, f'plan_row_{state}')})"


def upcoming(db: Db, patient: Patient) -> list[Checkin]:
    """Return the steps that she may still move or skip, the next first."""
    running = visits.active(db, patient.id)
    rows = [row for each in running for row in checkins.steps(db, each.id) if row.state == "planned"]
    return sorted((row for row in rows if row.kind == PLAN), key=_due)


def keyboard(house: House, patient: Patient) -> tuple[tuple[str, ...], ...]:
    """Return the permanent buttons (people.md 13)."""
    text, lang = house.wording.text, patient.lang
    return ((text(lang, "button_unwell"),), (text(lang, "button_usual"), text(lang, "button_clinic")))
