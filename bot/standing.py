"""Standing: who writes, and what is open with her. Read before the gate; ids only, so that the work can look again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal, cast

from bot import invite_line
from bot.house import House
from messages.levels import Level
from messages.reading import Circumstances
from records import answers, asked, checkins, flags, heard, invites, outgoing, patients, staff, visits
from records.models import Asked, Checkin, Patient, Visit
from records.store import Db
from scheduler.questions import asks
from scheduler.silence import NEAR_LUNG

#: Messages so near to each other are read together as well, and at most so many.
IN_A_ROW, ROW = dt.timedelta(minutes=3), 3

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
    #: She was told to call for help, and nobody has closed that yet.
    alarmed: bool = False
    #: Whoever writes has a seat; a colleague can be a patient too.
    seated: bool = False


def look(
    db: Db, house: House, *, chat_id: int, user_id: int, now: dt.datetime, reply_to: int | None = None
) -> Standing:
    """Find out who writes in a private chat and what she was asked."""
    patient, seated = patients.by_chat(db, chat_id), staff.by_user(db, user_id) is not None
    if patient is not None:
        return replace(of_patient(db, house, patient, now=now, reply_to=reply_to), seated=seated)
    role: Role = "stranger"
    if seated:
        role = "staff"
    elif invites.opened_by(db, chat_id) is not None:
        role = "invited"
    lang = house.config.language
    chat_state: Literal["invited", "stranger"] = "invited" if role == "invited" else "stranger"
    about = Circumstances(now=now, chat_state=chat_state)
    return Standing(role=role, lang=lang, circumstances=about, seated=seated)


def of_patient(db: Db, house: House, patient: Patient, *, now: dt.datetime, reply_to: int | None = None) -> Standing:
    """Gather what is open with a patient."""
    visit = visits.latest(db, patient.id)
    waiting = asked.put_last(db, patient.id, now=now)
    checkin, question = _waiting(db, house, patient, reply_to, now=now)
    flag = flags.open_of(db, patient.id)
    return Standing(
        role="patient",
        lang=patient.lang,
        patient_id=patient.id,
        asked_ref=None if waiting is None else waiting.ref,
        checkin_ref=None if checkin is None else checkin.ref,
        question=question,
        taken=flag is not None and flag.state == "taken",
        alarmed=flags.alarmed(db, patient.id),
        circumstances=circumstances(db, patient, visit, waiting=waiting, question=question, now=now),
    )


def _waiting(
    db: Db, house: House, patient: Patient, reply_to: int | None, *, now: dt.datetime
) -> tuple[Checkin | None, str | None]:
    """Return the check-in and the question that her words may answer: the one she replies to, or the newest open."""
    replied = None if reply_to is None else outgoing.find_sent(db, chat_id=patient.chat_id, message_id=reply_to)
    if replied is not None and replied.checkin_id is not None and replied.kind == "say":
        row = db.get_one(Checkin, replied.checkin_id)
        if not house.catalog.plan.knows(row.asking):
            return None, None
        name = _asked_by(db, house, replied.label, replied.dedup, row)
        return row, name
    row_ = checkins.waiting(db, patient.id) or checkins.answered_last(db, patient.id, now=now)
    if row_ is None or not house.catalog.plan.knows(row_.asking):
        return None, None
    return row_, next_question(db, house, row_)


def _asked_by(db: Db, house: House, label: str | None, dedup: str | None, row: Checkin) -> str:
    """Return the question of a message that she replies to."""
    if label == "score_again":
        return answers.SORENESS
    return (dedup or "").rpartition(":")[2] if label == "next_question" else asks(db, house, row)[0]


def circumstances(
    db: Db,
    patient: Patient,
    visit: Visit | None,
    *,
    waiting: Asked | None,
    question: str | None,
    now: dt.datetime,
    but: int | None = None,
) -> Circumstances:
    """Return what changes the meaning of her words; `but` is the check-in whose answer is being read."""
    last = heard.last(db, patient.id)
    site = None if visit is None else visits.site(db, visit)
    return Circumstances(
        lang=None,
        hours=visits.hours_since(visit, now=now),
        area=_area(db, patient, site),
        modifiers=_modifiers(patient, site),
        asked=_asked(waiting, question),
        usual=patient.lang,
        before=_before(db, patient, now=now),
        last_soreness=None if visit is None else answers.last_score(db, visit.id, but=but),
        not_understood_before=last is not None and not last.understood,
        now=now,
        chat_state="patient",
    )


def _area(db: Db, patient: Patient, site: visits.Site | None) -> str | None:
    """With two visits side by side the riskier place counts: a breath is asked about sooner than a leg."""
    places = [visits.site(db, each).area for each in visits.active(db, patient.id)]
    risky = next((each for each in places if each in NEAR_LUNG), None)
    return risky or (site.area or None if site is not None else None)


def _before(db: Db, patient: Patient, *, now: dt.datetime) -> tuple[tuple[str, Level], ...]:
    """Return what she wrote just before: many people send one thought in three messages."""
    rows = heard.recent(db, patient.id, since=now - IN_A_ROW, limit=ROW)
    return tuple((heard.words(db, row), cast(Level, row.level)) for row in rows)


def _modifiers(patient: Patient, site: visits.Site | None) -> frozenset[str]:
    """Return what changes a level in her: what she ticked, and her age as staff know it."""
    known = frozenset(patient.modifiers or ())
    if site is None:
        return known
    first = frozenset({"first_session"}) if site.first_session else frozenset[str]()
    return known | first | invite_line.age_modifiers(site.age_band)


def _asked(waiting: Asked | None, question: str | None) -> str | None:
    """A one-tap question stands before a check-in's: it was asked later and matters more."""
    if waiting is not None and waiting.kind == "now":
        return "now"
    return question


def next_question(db: Db, house: House, checkin: Checkin) -> str | None:
    """Return the first question of a check-in that has no final answer, or none."""
    given = answers.of(db, checkin.id)
    open_ = [each for each in asks(db, house, checkin) if each not in given or not given[each].done]
    return open_[0] if open_ else None
