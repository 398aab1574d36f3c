"""The crew's screen: what an ambulance crew needs to know, on one screen of the patient's phone (people.md 3)."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Composer, Said, clean
from records import flags, heard, visits
from records.models import Flag, Heard, Patient, Visit
from records.store import Db

#: Her words are shown so far; a screen has to do.
WORDS = 200


def said(db: Db, house: House, patient: Patient, flag: Flag, *, now: dt.datetime) -> Said:
    """Return the screen in the clinic's language: the crew speaks that, whatever she speaks."""
    lang, text = house.config.language, house.wording.text
    visit = visits.latest(db, patient.id)
    page = Composer()
    page.bold(text(lang, "crew_head"))
    if visit is not None:
        page.line(_treated(db, house, visit))
    first = _first_words(db, flag)
    if first is not None:
        page.line(text(lang, "crew_said", time=house.wording.when(lang, first.at, patient.zone, now)))
        page.quote(clean(heard.words(db, first))[:WORDS])
    page.line(text(lang, "crew_thinner", answer=_thinner(house, patient)))
    others = [each for each in patient.modifiers or () if each != "blood_thinner"]
    if others:
        page.line(text(lang, "crew_others", list=", ".join(text(lang, f"modifier_{each}") for each in others)))
    page.line(text(lang, "crew_foot"))
    return page.said()


def _treated(db: Db, house: House, visit: Visit) -> str:
    """When, where and how: the crew must not take needles for a stroke, or a stroke for needles."""
    lang, site = house.config.language, visits.site(db, visit)
    local = visit.ended_at.astimezone(house.config.clinic.tz)
    place = " ".join(clean(part) for part in (site.side, site.area.replace("_", " ")) if part)
    how = clean(site.technique) or house.wording.text(lang, "crew_technique")
    date = house.wording.date(lang, local)
    key = "crew_treated" if place else "crew_treated_somewhere"
    return house.wording.text(lang, key, date=date, time=f"{local:%H:%M}", place=place, technique=how)


def _thinner(house: House, patient: Patient) -> str:
    """Not asked is not "no"."""
    known = patient.modifiers is not None
    key = (
        "crew_yes" if known and "blood_thinner" in (patient.modifiers or ()) else "crew_no" if known else "crew_unknown"
    )
    return house.wording.text(house.config.language, key)


def _first_words(db: Db, flag: Flag) -> Heard | None:
    """Her first words that made it serious: when it began, as far as anybody knows."""
    serious = [row for row in flags.findings(db, flag.id) if row.level in ("emergency", "crisis") and row.heard_id]
    row = db.get(Heard, serious[0].heard_id) if serious else None
    return row if row is not None and row.words is not None else None
