"""Clocks: her quiet hours and her time zone, by a tap or in words, at any point; what is to come moves with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from telegram import Update

from bot import pickers, planned
from bot.house import House
from messages import zone_codes, zones
from messages.said import Button, Said
from messages.wording import Rows
from records import screens, visits
from records.models import Patient
from records.store import Db
from scheduler import say

#: The choices of quiet hours, by option; `zone` opens the list of zones.
QUIET = {"right": None, "early": ("20:00", "09:00"), "late": ("22:00", "07:00")}
#: "19:00-10:00", "19 to 10".
SPAN = re.compile(r"([01]?\d|2[0-3])(?::([0-5]\d))?\s*(?:-|–|to|a|until)\s*([01]?\d|2[0-3])(?::([0-5]\d))?")


def quiet_said(house: House, patient: Patient) -> Said:
    """Return the third screen: when the program keeps quiet, and in which zone."""
    rows = house.wording.rows(patient.lang, "quiet", patient.ref, (*QUIET, "zone"), "quiet")
    zone = zones.city(patient.zone)
    return house.wording.said(
        patient.lang, "quiet_ask", buttons=rows, start=patient.quiet_from, end=patient.quiet_to, zone=zone
    )


def quiet(db: Db, house: House, update: Update, patient: Patient, option: str, now: dt.datetime) -> None:
    """Take her choice of quiet hours, or show the zones."""
    if option == "zone":
        _edit(db, update, patient, zones_said(house, patient, now), now=now)
        return
    if option not in QUIET:
        return
    screens.answered(db, patient_id=patient.id, name="quiet", now=now)
    times = QUIET[option]
    if times is not None:
        patient.quiet_from, patient.quiet_to = times
        _plan_again(db, house, patient, now=now)
    said = house.wording.said(patient.lang, "quiet_thanks", start=patient.quiet_from, end=patient.quiet_to)
    _edit(db, update, patient, said, now=now)


def zones_said(house: House, patient: Patient, now: dt.datetime) -> Said:
    """The zones of the clinic's country, each with the time it is there now."""
    rows = zone_rows(patient, zones.near(house.config.clinic.zone, now), now)
    return house.wording.said(patient.lang, "zone_ask", buttons=rows)


def zone_rows(patient: Patient, found: Sequence[str], now: dt.datetime) -> Rows:
    """Return a button a zone, with the time it is there now; the button carries its code."""
    return tuple(
        (
            Button(
                label=f"{zones.city(zone)}, {now.astimezone(ZoneInfo(zone)):%H:%M}",
                action="zone",
                ref=f"{patient.ref}.{zone_codes.code(zone)}",
            ),
        )
        for zone in found
    )


def zone(db: Db, house: House, update: Update, patient: Patient, option: str, now: dt.datetime) -> None:
    """Take the zone that she tapped."""
    zone = zone_codes.coded(option)
    if zone is None:
        return
    patient.zone = zone
    _edit(db, update, patient, quiet_said(house, patient), now=now)
    _plan_again(db, house, patient, now=now)


def _edit(db: Db, update: Update, patient: Patient, said: Said, *, now: dt.datetime) -> None:
    row = pickers.tapped(db, update)
    if row is None:
        say.to_patient(db, patient, said, now=now, label="setup")
    else:
        say.edit(db, patient, said, target_id=row, now=now)


def _plan_again(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> None:
    """Other quiet hours move what is still to come, and she sees the new times."""
    running = visits.active(db, patient.id)
    for visit in running:
        planned.again(db, house, patient, visit, now=now)
    if running:
        say.to_patient(db, patient, planned.said(db, house, patient, now=now), now=now, label="plan")


def quiet_hours(db: Db, house: House, patient: Patient, words: str, now: dt.datetime) -> None:
    """`/quiet 19:00-10:00` or `/quiet off`; without words the screen is shown."""
    wanted = _span(words)
    if wanted is None:
        key = "quiet_unclear" if words else None
        said = house.wording.said(patient.lang, key) if key else quiet_said(house, patient)
        say.to_patient(db, patient, said, now=now, label="quiet")
        return
    patient.quiet_from, patient.quiet_to = wanted
    screens.answered(db, patient_id=patient.id, name="quiet", now=now)
    key = "quiet_none" if wanted[0] == wanted[1] else "quiet_thanks"
    said = house.wording.said(patient.lang, key, start=wanted[0], end=wanted[1])
    say.to_patient(db, patient, said, now=now, label="quiet")
    _plan_again(db, house, patient, now=now)


def _span(words: str) -> tuple[str, str] | None:
    """Read "19:00-10:00", "7pm to 10"; equal ends mean none at all, and so does "off"."""
    if words.casefold().strip() in ("off", "none", "no", "nunca"):
        return "00:00", "00:00"
    found = SPAN.fullmatch(words.strip())
    if found is None:
        return None
    times = [dt.time(int(found[each]), int(found[each + 1] or 0)) for each in (1, 3)]
    return f"{times[0]:%H:%M}", f"{times[1]:%H:%M}"


def place(db: Db, house: House, patient: Patient, words: str, now: dt.datetime) -> None:
    """`/zone Madrid`: the clock of any place; several are offered, one is taken."""
    found = zones.find(words, now) if words else ()
    if len(found) == 1:
        say.to_patient(db, patient, _lives_in(db, house, patient, found[0]), now=now, label="zone")
        _plan_again(db, house, patient, now=now)
        return
    key = "zone_which" if found else "zone_unknown" if words else "zone_ask"
    rows = zone_rows(patient, found or zones.near(house.config.clinic.zone, now), now)
    say.to_patient(db, patient, house.wording.said(patient.lang, key, buttons=rows), now=now, label="zone")


def _lives_in(db: Db, house: House, patient: Patient, zone: str) -> Said:
    patient.zone = zone
    return house.wording.said(
        patient.lang, "zone_thanks", zone=zones.city(zone), start=patient.quiet_from, end=patient.quiet_to
    )
