"""Correcting: a visit that was entered wrongly is put right, and what is still to come moves with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from bot import invite_line, inviting, planned
from bot.house import House
from messages.said import Said
from records import audit, patients, visits
from records.invites import Details
from records.models import Staff, Visit
from records.store import Db
from scheduler import say

LANG = "en"
CLOCK = r"(?:[01]?\d|2[0-3])[:.][0-5]\d"
#: "10:30>11:30": the end that is written now, and the right one.
FROM = re.compile(rf"\b({CLOCK})\s*>\s*(?={CLOCK})")
TIMED = re.compile(rf"(?<![\d:.]){CLOCK}(?![\d:.])|\byesterday\b", re.IGNORECASE)


def correct(db: Db, house: House, person: Staff, line: str, *, now: dt.datetime) -> Said:
    """`/correct JM 11:30 left neck`, or `/correct JM 10:30>11:30` where two have these initials.

    Only what is written is changed: the end of the session, side, area, technique.
    """
    before = FROM.search(line)
    words = FROM.sub("", line)
    try:
        details = invite_line.read(words, zone=house.config.clinic.tz, clinician="", now=now)
    except invite_line.NoInvite:
        return house.wording.said(LANG, "staff_correct_usage")
    if not words.split()[1:]:
        return house.wording.said(LANG, "staff_correct_usage")
    found = _running(db, house, details.initials, before[1] if before else "")
    if len(found) != 1:
        key = "staff_correct_which" if found else "staff_correct_none"
        listed = "\n".join(_who(db, house, each) for each in found)
        return house.wording.said(LANG, key, who=details.initials, list=listed)
    return _put_right(db, house, person, found[0], details, timed=TIMED.search(words) is not None, now=now)


def _running(db: Db, house: House, letters: str, clock: str) -> Sequence[Visit]:
    there = [
        visit
        for patient in patients.called(db, letters)
        for visit in visits.active(db, patient.id)
        if house.sees(visit.location)
    ]
    wanted = clock.replace(".", ":").zfill(5) if clock else ""
    return [
        visit for visit in there if not wanted or f"{visit.ended_at.astimezone(house.config.clinic.tz):%H:%M}" == wanted
    ]


def _who(db: Db, house: House, visit: Visit) -> str:
    site, local = visits.site(db, visit), visit.ended_at.astimezone(house.config.clinic.tz)
    place = inviting.place(site.side, site.area)
    return f"{patients.initials(db, patients.by_id(db, visit.patient_id))}, {local:%a %H:%M}, {place}".rstrip(", ")


def _put_right(
    db: Db, house: House, person: Staff, visit: Visit, details: Details, *, timed: bool, now: dt.datetime
) -> Said:
    """Change the visit, move what is still to come, and show the patient her new times."""
    site, patient = visits.site(db, visit), patients.by_id(db, visit.patient_id)
    site = replace(
        site,
        area=details.area or site.area,
        side=details.side or site.side,
        technique=details.technique or site.technique,
    )
    visits.correct(db, visit, ended_at=details.ended_at if timed else visit.ended_at, site=site)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="visit.corrected", subject=visit.ref)
    planned.again(db, house, patient, visit, now=now)
    when = house.wording.when(patient.lang, visit.ended_at, patient.zone, now)
    plan = planned.said(db, house, patient, now=now)
    head = house.wording.text(patient.lang, "plan_corrected", when=when)
    told = plan.model_copy(update={"text": f"{head}\n\n{plan.text}"})
    say.to_patient(db, patient, told, now=now, label="plan")
    read = (
        f"{visit.ended_at.astimezone(house.config.clinic.tz):%a %H:%M}, {inviting.place(site.side, site.area)}".rstrip(
            ", "
        )
    )
    return house.wording.said(LANG, "staff_corrected", who=details.initials, read=read)
