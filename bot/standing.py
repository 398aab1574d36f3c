"""Standing: who writes, and what is open with her. Read before the gate; ids only, so that the work can look again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot import enrol
from bot.house import House
from messages.reading import Circumstances
from records import asked, checkins, flags, heard, invites, patients, staff, visits
from records.models import Asked, Checkin, Patient, Visit
from records.store import Db

Role = Literal["patient", "invited", "staff", "stranger"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a private chat at this moment."""

    role: Role
    lang: str
    circumstances: Circumstances
    patient_id: int | None = None
    #: The one-tap question that waits, by ref.
    asked_ref: str | None = None
    #: The check-in and the question that wait.
    checkin_ref: str | None = None
    question: str | None = None
    #: A person of the clinic has this patient in hand.
    taken: bool = False


def look(db: Db, house: House, *, chat_id: int, user_id: int, now: dt.datetime) -> Standing:
    """Find out who writes in a private chat and what she was asked."""
    patient = patients.by_chat(db, chat_id)
    if patient is not None:
        return of_patient(db, house, patient, now=now)
    role: Role = "stranger"
    if staff.by_user(db, user_id) is not None:
        role = "staff"
    elif invites.opened_by(db, chat_id) is not None:
        role = "invited"
    lang = house.config.language
    chat_state: Literal["invited", "stranger"] = "invited" if role == "invited" else "stranger"
    return Standing(role=role, lang=lang, circumstances=Circumstances(now=now, chat_state=chat_state))


def of_patient(db: Db, house: House, patient: Patient, *, now: dt.datetime) -> Standing:
    """Gather what is open with a patient."""
    visit = visits.latest(db, patient.id)
    waiting = asked.waiting(db, patient.id)
    checkin = None if visit is None else checkins.waiting(db, visit.id)
    question = None if checkin is None else next_question(db, house, checkin)
    flag = flags.open_of(db, patient.id)
    return Standing(
        role="patient",
        lang=patient.lang,
        patient_id=patient.id,
        asked_ref=None if waiting is None else waiting.ref,
        checkin_ref=None if checkin is None else checkin.ref,
        question=question,
        taken=flag is not None and flag.state == "taken",
        circumstances=circumstances(db, patient, visit, waiting=waiting, question=question, now=now),
    )


def circumstances(
    db: Db,
    patient: Patient,
    visit: Visit | None,
    *,
    waiting: Asked | None,
    question: str | None,
    now: dt.datetime,
) -> Circumstances:
    """Return what changes the meaning of her words."""
    last = heard.last(db, patient.id)
    site = None if visit is None else visits.site(db, visit)
    return Circumstances(
        lang=None,
        hours=visits.hours_since(visit, now=now),
        area=None if site is None else site.area or None,
        modifiers=enrol.modifiers_of(patient, site),
        asked=_asked(waiting, question),
        last_soreness=None if visit is None else checkins.last_score(db, visit_id=visit.id),
        not_understood_before=last is not None and not last.understood,
        now=now,
        chat_state="patient",
    )


def _asked(waiting: Asked | None, question: str | None) -> str | None:
    """A one-tap question stands before a check-in's: it was asked later and matters more."""
    if waiting is not None and waiting.kind == "now":
        return "now"
    return question


def next_question(db: Db, house: House, checkin: Checkin) -> str | None:
    """Return the first question of a check-in that has no final answer, or none."""
    given = checkins.answers(db, checkin.id)
    step = house.catalog.plan.step(checkin.step)
    open_ = [each for each in step.questions if each not in given or not given[each].done]
    return open_[0] if open_ else None
