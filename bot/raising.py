"""Raising: what must reach a person joins her flag, and what follows from an alarm is put in motion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot import commands
from bot.house import House
from messages.levels import FLAGGED, Level
from messages.reading import Reading
from messages.replies import Site
from records import checkins, flags, visits
from records.models import Flag, Heard, Patient, Visit
from records.store import Db
from scheduler import asking, cards


def present(reading: Reading) -> list[str]:
    """Return the symptoms that are there now."""
    return list(dict.fromkeys(each.symptom for each in reading.findings if each.status == "present"))


def raise_for(
    db: Db,
    house: House,
    patient: Patient,
    visit: Visit | None,
    row: Heard | None,
    level: Level,
    rules: Sequence[str],
    symptoms: Sequence[str],
    *,
    now: dt.datetime,
    checkin_id: int | None = None,
) -> Flag | None:
    """Open or join her flag where a person must look, or where her card is open already."""
    open_flag = flags.open_of(db, patient.id)
    if level not in FLAGGED and open_flag is None:
        return None
    joined = level if level in FLAGGED else "routine"
    raised = flags.raise_(
        db,
        patient_id=patient.id,
        visit_id=visit.id if visit else None,
        level=joined,
        rules=list(rules),
        now=now,
    )
    kind = "heard" if checkin_id is None else "answer"
    flags.join(
        db,
        raised.flag,
        kind=kind,
        level=level,
        rules=rules,
        symptoms=symptoms,
        heard_id=row.id if row else None,
        checkin_id=checkin_id,
        now=now,
    )
    cards.put(db, house, raised, now=now, words=row is not None and row.words is not None)
    return raised.flag


def site_of(db: Db, house: House, visit: Visit | None) -> Site:
    """Return what the emergency crew is told of the visit."""
    if visit is None:
        return Site()
    return Site(treated_at=visit.ended_at.astimezone(house.config.clinic.tz), area=visits.site(db, visit).area)


def stop_chatter(
    db: Db,
    house: House,
    patient: Patient,
    visit: Visit | None,
    row: Heard | None,
    rules: Sequence[str],
    *,
    now: dt.datetime,
) -> None:
    """After an alarm the plan's chatter ends; one question remains: did you get help? (clinical.md 3.3)"""
    checkins.cancel_all(db, patient_id=patient.id, now=now)
    commands.take_back(db, patient, now=now)
    asking.put(
        db,
        house,
        patient,
        kind="help",
        heard_id=row.id if row else None,
        rules=list(rules),
        silence="emergency",
        now=now,
    )
