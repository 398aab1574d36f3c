"""Enrolling: one screen of consent makes a patient, a visit and a plan; what is left unanswered later is unknown."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot import brief, notices, pickers, planned, setup
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from messages.wording import Rows
from records import audit, invites, patients, visits
from records.invites import Details
from records.models import Invite, Patient, Visit
from records.store import Db
from scheduler import beside, say

#: What she can answer to the first screen; a child has no button of an adult.
GROWN = ("yes", "guardian", "alone", "notme", "no")
CHILD = GROWN[1:]
AGREED = ("yes", "guardian")


def consent(db: Db, house: House, invite: Invite, *, now: dt.datetime) -> Said:
    """Return the first screen: whose link this is, what this is, who sees it, and the choice."""
    details = invites.details(db, invite)
    lang, options = spoken(house, invite), CHILD if details.age_band == "<18" else GROWN
    rows = house.wording.rows(lang, "consent", invite.ref, options, "consent")
    rows = (*rows, *language_rows(house, "speak", invite.ref, but=lang))
    whose = house.wording.text(lang, "consent_whose", **_visit_words(house, details, lang, now))
    said = house.wording.said(lang, "consent", buttons=rows, hours=house.wording.hours_line(lang))
    return said.model_copy(update={"text": f"{whose}\n\n{said.text}"})


def spoken(house: House, invite: Invite | None) -> str:
    """Return the language that an invite is read in: the one kept with it, else the clinic's."""
    return (invite.lang if invite is not None else None) or house.config.language


def language_rows(house: House, action: str, ref: str, *, but: str) -> Rows:
    """Return a button for each language but one, by its own name."""
    others = [lang for lang in house.catalog.languages if lang != but]
    names = [(lang, house.wording.text(lang, "language_name")) for lang in others]
    return tuple((Button(label=name, action=action, ref=f"{ref}.{lang}"),) for lang, name in names)


def same(db: Db, house: House, invite: Invite, patient: Patient, *, now: dt.datetime) -> Said:
    """Ask whether a new link is for the patient of this chat (people.md 12)."""
    words = _visit_words(house, invites.details(db, invite), patient.lang, now)
    rows = house.wording.rows(patient.lang, "same", invite.ref, ("yes", "no"), "same")
    return house.wording.said(patient.lang, "same_ask", buttons=rows, **words)


def _visit_words(house: House, details: Details, lang: str, now: dt.datetime) -> dict[str, str]:
    when = house.wording.when(lang, details.ended_at, house.config.clinic.zone, now)
    return {"initial": details.initials[:1], "when": when}


def consented(house: House, update: Update, tap: Tap) -> Work:
    """Her answer to the first screen; only a yes creates anything."""
    now, chat_id = house.now(), chat_of(update)

    def work(db: Db) -> str | None:
        invite = mine(db, tap.ref, chat_id)
        if invite is None or patients.by_chat(db, chat_id) is not None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.option == "alone":
            alone(db, house, invite, chat_id, now=now)
        elif tap.option in AGREED:
            _agreed(db, house, update, invite, chat_id, guardian=tap.option == "guardian", now=now)
        else:
            _said_no(db, house, invite, chat_id, hers=tap.option != "notme", now=now)
        return None

    return work


def alone(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> None:
    """Under 18 and alone: nothing is made, and the link waits for a parent or guardian."""
    said = house.wording.said(spoken(house, invite), "child_alone")
    say.to_chat(db, chat_id, said, now=now, label="child_alone")


def chat_of(update: Update) -> int:
    """Return the chat of an update."""
    return update.effective_chat.id if update.effective_chat else 0


def mine(db: Db, ref: str, chat_id: int) -> Invite | None:
    """Return the invite that this chat has open, or none."""
    invite = invites.by_ref(db, ref)
    return invite if invite is not None and invite.chat_id == chat_id and invite.state == "opened" else None


def _agreed(
    db: Db, house: House, update: Update, invite: Invite, chat_id: int, *, guardian: bool, now: dt.datetime
) -> None:
    if not house.may_enrol:
        say.to_chat(db, chat_id, house.wording.said(spoken(house, invite), "not_ready"), now=now, label="not_ready")
        return
    patient = person(db, house, invite, chat_id, now=now)
    invites.settle(db, invite, state="consented", patient_id=patient.id, now=now)
    visit = begin(db, house, invite, patient, guardian=guardian, now=now)
    close(db, house, update, patient, "consent_given_guardian" if guardian else "consent_given", now=now)
    welcome(db, house, patient, visit, now=now)
    notices.tell(db, house, invite, "staff_invite_accepted", now=now)


def _said_no(db: Db, house: House, invite: Invite, chat_id: int, *, hers: bool, now: dt.datetime) -> None:
    """Declined, or somebody else's link: nothing is promised that nobody does (people.md 11)."""
    if not invites.settle(db, invite, state="declined", now=now):
        return
    audit.note(db, now=now, actor="invited", action="invite.declined", subject=invite.ref)
    key = "declined" if hers else "not_hers"
    say.to_chat(db, chat_id, house.wording.said(spoken(house, invite), key), now=now, label=key)
    notices.tell(db, house, invite, "staff_invite_declined" if hers else "staff_invite_not_hers", now=now)


def person(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> Patient:
    """Write down the patient who has just agreed."""
    patient = patients.enrol(
        db,
        ref=invite.patient_ref,
        chat_id=chat_id,
        initials=invites.details(db, invite).initials,
        zone=house.config.clinic.zone,
        lang=spoken(house, invite),
        consent_version=house.catalog.version,
        now=now,
    )
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action="consent.given", subject=invite.ref)
    return patient


def begin(db: Db, house: House, invite: Invite, patient: Patient, *, guardian: bool = False, now: dt.datetime) -> Visit:
    """Write the visit and its plan; an older visit gives way, or goes on beside it."""
    details = invites.details(db, invite)
    version = house.catalog.plan.version
    # Whoever had stopped and agrees to a new visit wants its check-ins.
    patients.resume(db, patient)
    patient.paused_until = None
    visit = visits.confirm(
        db,
        patient_id=patient.id,
        invite=invite,
        ended_at=details.ended_at,
        site=_site(details, guardian=guardian),
        plan_version=version,
        now=now,
    )
    for older in visits.active(db, patient.id):
        if older.id != visit.id and _takes_over(db, visit, older):
            visits.supersede(db, older, now=now)
    planned.begin(db, house, patient, visit, now=now)
    return visit


def _takes_over(db: Db, visit: Visit, older: Visit) -> bool:
    """A new session at the same place restarts its clock; at another one both plans go on (clinical.md section 4)."""
    new, old = visits.site(db, visit), visits.site(db, older)
    return beside.takes_over((new.area, new.side), (old.area, old.side))


def _site(details: Details, *, guardian: bool) -> visits.Site:
    return visits.Site(
        area=details.area,
        side=details.side,
        technique=details.technique,
        clinician=details.clinician,
        first_session=details.first_session,
        age_band=details.age_band or ("<18" if guardian else ""),
        guardian=guardian,
    )


def welcome(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> None:
    """The plan in her local time with the danger signs, then the one list of questions."""
    say.to_patient(db, patient, planned.welcome(db, house, patient, visit, now=now), now=now, label="plan")
    setup.show(db, house, patient, "modifiers", now=now)


def again(house: House, update: Update, tap: Tap) -> Work:
    """Her answer to "same person?": a new visit, or the link goes back for the right person to open."""
    now, chat_id = house.now(), chat_of(update)

    def work(db: Db) -> str | None:
        patient, invite = patients.by_chat(db, chat_id), mine(db, tap.ref, chat_id)
        if patient is None or invite is None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.option != "yes":
            _somebody_else(db, house, update, invite, patient, now=now)
            return None
        invites.settle(db, invite, state="consented", patient_id=patient.id, now=now)
        visit = begin(db, house, invite, patient, guardian=_was_guarded(db, patient), now=now)
        brief.before_next(db, house, patient, visit, now=now)
        close(db, house, update, patient, "same_yes_given", now=now)
        say.to_patient(db, patient, planned.welcome(db, house, patient, visit, now=now), now=now, label="plan")
        notices.tell(db, house, invite, "staff_invite_accepted", now=now)
        return None

    return work


def _was_guarded(db: Db, patient: Patient) -> bool:
    """A child stays one from visit to visit."""
    visit = visits.latest(db, patient.id)
    return visit is not None and visits.site(db, visit).guardian


def _somebody_else(db: Db, house: House, update: Update, invite: Invite, patient: Patient, *, now: dt.datetime) -> None:
    notices.tell(db, house, invite, "staff_invite_other_person", now=now)
    invites.release(db, invite)
    close(db, house, update, patient, "same_no_given", now=now)
    say.to_patient(db, patient, house.wording.said(patient.lang, "other_person"), now=now, label="other_person")


def close(db: Db, house: House, update: Update, patient: Patient, key: str, *, now: dt.datetime) -> None:
    """The screen she has answered shows what she said and loses its buttons."""
    row = pickers.tapped(db, update)
    if row is not None:
        say.edit(db, patient, house.wording.said(patient.lang, key), target_id=row, now=now)
