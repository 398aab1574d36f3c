"""The brief before the next visit: gathered from what she answered, never from her sealed words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.house import House
from messages import briefs
from messages.briefs import Brief
from messages.lexicon import SYMPTOMS
from messages.said import Said
from records import answers, checkins, flags, heard, patients, visits
from records.lanes import Lane
from records.models import Patient, Visit
from records.store import Db
from scheduler import say

LANG = "en"
HOUR = dt.timedelta(hours=1)
#: Reactions are looked for so long after a session.
AFTER = dt.timedelta(hours=96)


def page(db: Db, house: House, letters: str, *, now: dt.datetime) -> Said:
    """Return the brief of everyone with these initials, the newest visit of each."""
    who = letters.split(maxsplit=1)[0] if letters.split() else ""
    if not who:
        return house.wording.said(LANG, "staff_brief_usage")
    found = [
        visit
        for patient in patients.called(db, who)
        if (visit := visits.latest(db, patient.id)) is not None and house.sees(visit.location)
    ]
    if not found:
        return house.wording.said(LANG, "staff_brief_none", who=who)
    parts = [of_visit(db, house, visit).text for visit in found]
    return Said(text="\n\n".join(parts), silent=True)


def before_next(db: Db, house: House, patient: Patient, new: Visit, *, now: dt.datetime) -> None:
    """A patient comes back: staff see how the last time went, once, silently."""
    before = visits.before(db, patient.id, new.id)
    if before is None:
        return
    said, dedup = of_visit(db, house, before), f"brief:{new.ref}"
    say.to_staff(db, house, said, now=now, lane=Lane.CARD, owner=patient.ref, dedup=dedup, label="brief")


def of_visit(db: Db, house: House, visit: Visit) -> Said:
    """Return the brief of one visit."""
    patient = patients.by_id(db, visit.patient_id)
    local = visit.ended_at.astimezone(house.config.clinic.tz)
    given = {row.question: row.value for _, row in answers.of_visit(db, visit.id)}
    brief = Brief(
        who=f"{patients.initials(db, patient)}, {local:%a %d %b %H:%M}",
        scores=[((each.at - visit.ended_at) / HOUR, each.number) for each in answers.scores(db, visit.id)],
        reactions=_reactions(db, visit),
        change=given.get("change", ""),
        helped=[each for each in given.get("helped", "").split(",") if each],
        flags=[(each.level, each.outcome or "") for each in flags.of_visit(db, visit.id)],
        silent=[row.step for row in checkins.of_visit(db, visit.id) if row.state == "missed"],
    )
    return briefs.said(brief, house.wording)


def _reactions(db: Db, visit: Visit) -> Sequence[tuple[float, str]]:
    """Return each symptom that she ticked or told, with the hour at which she first did."""
    told = [
        (row.at, name)
        for row in heard.between(db, visit.patient_id, visit.ended_at, visit.ended_at + AFTER)
        for name in row.symptoms
    ]
    told += [
        (row.due_at, name)
        for row, answer in answers.of_visit(db, visit.id)
        for name in answer.value.split(",")
        if name in SYMPTOMS
    ]
    first: dict[str, dt.datetime] = {}
    for at, name in sorted(told):
        if name != "soreness":
            first.setdefault(name, at)
    return [((at - visit.ended_at) / HOUR, name) for name, at in first.items()]
