"""Questions: what a check-in asks of this patient, in which order, and the words it begins with."""

from __future__ import annotations

from messages.asking import ask_question
from messages.conditions import Person
from messages.plan import MOST_REQUIRED, Asking, Question, Step
from messages.said import Said
from records import checkins, visits
from records.checkins import PLAN
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler.say import Voice


def person(db: Db, patient: Patient, visit: Visit) -> Person:
    """Return what the plan's conditions look at."""
    site = visits.site(db, visit)
    modifiers = frozenset(patient.modifiers or ()) | ({"first_session"} if site.first_session else frozenset())
    return Person(area=site.area, technique=site.technique, modifiers=modifiers)


def asks(db: Db, voice: Voice, row: Checkin) -> list[str]:
    """Return a check-in's questions; one that stands for two asks the earlier one's list of dangers first.

    A transaction asks this about one check-in again and again, so it is found out once for what it depends on.
    """
    visit, patient = checkins.owner(db, row)
    found: dict[tuple[object, ...], list[str]] = db.info.setdefault("asks", {})
    key = (row.id, row.step, visit.details, *(patient.modifiers or ()))
    if key not in found:
        found[key] = _asks(db, voice, row, person(db, patient, visit))
    return found[key]


def _asks(db: Db, voice: Voice, row: Checkin, about: Person) -> list[str]:
    own = voice.catalog.plan.asking(row.asking).questions
    more = [name for step in joined(db, voice, row) for name in step.questions if name not in own]
    return [name for name in [*more, *own] if voice.catalog.plan.question(name).only.holds(about)]


def joined(db: Db, voice: Voice, row: Checkin) -> list[Step]:
    """Return the earlier steps that a check-in stands for: left out, because they stood too near."""
    if row.kind != PLAN:
        return []
    there = checkins.steps(db, row.visit_id)
    merged = [each for each in there if each.merged_into == row.step and each.state == "skipped"]
    return [voice.catalog.plan.step(each.step) for each in merged if voice.catalog.plan.knows(each.step)]


def needed(db: Db, voice: Voice, row: Checkin) -> list[str]:
    """Return the questions that must be answered: at most two (people.md 14)."""
    required = [each for each in asks(db, voice, row) if voice.catalog.plan.question(each).required]
    return required[:MOST_REQUIRED]


def question(db: Db, voice: Voice, row: Checkin, name: str) -> Question:
    """Return a question as this check-in asks it: beyond the two that are needed it may be skipped."""
    asked = voice.catalog.plan.question(name)
    return asked.model_copy(update={"required": name in needed(db, voice, row)})


def opening(db: Db, voice: Voice, row: Checkin, *, water: bool) -> Said:
    """Return a check-in's first message: why we write, what is for her, a water line, the first question."""
    visit, patient = checkins.owner(db, row)
    lines = [voice.wording.text(patient.lang, _first_heard(db, voice, row).intro)]
    lines += for_her(db, voice, patient, visit, row.asking)
    if water:
        lines.append(water_line(voice, patient))
    first = question(db, voice, row, asks(db, voice, row)[0])
    said = ask_question(voice.wording, patient.lang, first, ref=row.ref)
    # What a locked phone shows first names no place and no complaint.
    return said.model_copy(update={"text": "\n\n".join([*lines, said.text, *_about(db, voice, patient, visit)])})


def _first_heard(db: Db, voice: Voice, row: Checkin) -> Asking:
    """A check that stands for an earlier one too is the first she hears: it does not call itself the second."""
    return next(iter(joined(db, voice, row)), voice.catalog.plan.asking(row.asking))


def _about(db: Db, voice: Voice, patient: Patient, visit: Visit) -> list[str]:
    """With two plans side by side each message says which spot it is about."""
    if len(visits.active(db, patient.id)) < 2:
        return []
    site, lang = visits.site(db, visit), patient.lang
    date = voice.wording.date(lang, visit.ended_at.astimezone(voice.wording.clinic.tz))
    where = voice.wording.where(lang, date, site.area)
    return [voice.wording.text(lang, "intro_about", where=where)]


def for_her(db: Db, voice: Voice, patient: Patient, visit: Visit, step: str) -> list[str]:
    """Return the plan's lines that this patient gets with this step."""
    about = person(db, patient, visit)
    there = [line for line in voice.catalog.plan.lines if step in line.steps and line.only.holds(about)]
    return [voice.wording.text(patient.lang, line.text) for line in there]


def water_line(voice: Voice, patient: Patient) -> str:
    """Return the reminder to drink, or to keep to the limit that she has; an unknown limit is named."""
    known = "water_limit" if patient.fluid_limit else "water_line"
    return voice.wording.text(patient.lang, "water_first" if patient.fluid_limit is None else known)
