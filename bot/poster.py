"""The poster: one link on the wall for everyone, where the clinic allows it; staff say afterwards whose visit it is."""

from __future__ import annotations

import datetime as dt
import re

from telegram import Update

from bot import enrol, notices
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Said
from records import audit, checkins, invites, patients, visits
from records.invites import Details
from records.lanes import Lane
from records.models import Invite, Patient
from records.store import Db
from scheduler import say

#: What the poster's link carries.
CODE = "poster"
#: A chat can begin by the poster once in so long.
ONCE_IN = dt.timedelta(hours=48)
#: When the session ended, by option: so long ago.
ENDED = {
    "now": dt.timedelta(),
    "hours": dt.timedelta(hours=2),
    "today": dt.timedelta(hours=5),
    "yesterday": dt.timedelta(hours=20),
}
NOBODY = "?"
INITIALS = re.compile(r"\s*([^\W\d_])\.?\s?([^\W\d_])?\.?\s?([^\W\d_])?\.?\s*")


def start(db: Db, house: House, chat_id: int, *, lang: str, now: dt.datetime) -> None:
    """Ask a person from the poster for consent; a patient of ours is greeted instead."""
    patient = patients.by_chat(db, chat_id)
    visit = None if patient is None else visits.latest(db, patient.id)
    if visit is not None and (visit.state == "active" or now - visit.ended_at < ONCE_IN):
        say.to_chat(
            db,
            chat_id,
            house.wording.said(patient.lang if patient else lang, "welcome_back"),
            now=now,
            label="welcome_back",
        )
        return
    invite = invites.opened_by(db, chat_id) or _invite(db, chat_id, now=now)
    invites.speak(db, invite, lang=lang)
    rows = house.wording.rows(lang, "poster", invite.ref, ("yes", "guardian", "alone", "no"), "consent")
    said = house.wording.said(lang, "consent", buttons=rows, hours=house.wording.hours_line(lang))
    say.to_chat(db, chat_id, said, now=now, label="consent")


def _invite(db: Db, chat_id: int, *, now: dt.datetime) -> Invite:
    details = Details(initials=NOBODY, ended_at=now)
    invite = invites.make(db, details=details, made_by=None, made_in=None, now=now).invite
    invites.open_(db, invite, chat_id=chat_id, now=now)
    return invite


def tapped(house: House, update: Update, tap: Tap) -> Work:
    """Take her answers: do you agree, and when did your session end?"""
    now, chat_id = house.now(), enrol.chat_of(update)

    def work(db: Db) -> str | None:
        invite = enrol.mine(db, tap.ref, chat_id)
        if invite is None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.option == "alone":
            enrol.alone(db, house, invite, chat_id, now=now)
        elif tap.option == "no":
            invites.settle(db, invite, state="declined", now=now)
            say.to_chat(
                db, chat_id, house.wording.said(enrol.spoken(house, invite), "declined"), now=now, label="declined"
            )
        elif tap.option in ENDED:
            _begin(db, house, update, invite, chat_id, tap, now=now)
        else:
            say.to_chat(
                db, chat_id, _when_said(house, invite, guardian=tap.option == "guardian"), now=now, label="when"
            )
        return None

    return work


def _when_said(house: House, invite: Invite, *, guardian: bool) -> Said:
    """When did it end? A child's answers carry that a guardian agreed."""
    lang, action = enrol.spoken(house, invite), "poster_g" if guardian else "poster"
    rows = house.wording.rows(lang, action, invite.ref, tuple(ENDED), "poster_ended")
    return house.wording.said(lang, "poster_when", buttons=rows)


def _begin(db: Db, house: House, update: Update, invite: Invite, chat_id: int, tap: Tap, *, now: dt.datetime) -> None:
    invites.amend(db, invite, ended_at=now - ENDED[tap.option])
    patient = patients.by_chat(db, chat_id) or enrol.person(db, house, invite, chat_id, now=now)
    invites.settle(db, invite, state="consented", patient_id=patient.id, now=now)
    visit = enrol.begin(db, house, invite, patient, guardian=tap.action == "poster_g", now=now)
    enrol.close(db, house, update, patient, "poster_when_given", now=now)
    enrol.welcome(db, house, patient, visit, now=now)
    say.to_patient(db, patient, house.wording.said(patient.lang, "poster_initials"), now=now, label="initials")
    rows = house.wording.rows("en", "ours", visit.ref, ("yes", "no"), "poster_ours")
    notices.tell(db, house, invite, "staff_poster", now=now, buttons=rows)


def initials(db: Db, house: House, patient: Patient, words: str, *, now: dt.datetime) -> bool:
    """Take one to three letters as her initials, where nobody knows them yet; False when it was something else."""
    found = INITIALS.fullmatch(words)
    if found is None or patients.initials(db, patient) != NOBODY:
        return False
    letters = "".join(part for part in found.groups() if part).upper()
    patients.name(db, patient, letters)
    said = house.wording.said("en", "staff_poster_initials", who=letters)
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, label="poster", dedup=f"initials:{patient.ref}")
    say.to_patient(db, patient, house.wording.said(patient.lang, "poster_initials_given"), now=now, label="initials")
    return True


def judged(db: Db, house: House, visit_ref: str, option: str, *, actor: str, now: dt.datetime) -> str:
    """Staff say whether the visit is theirs; return the toast. "Not ours" ends the plan and tells her."""
    visit = visits.by_ref(db, visit_ref)
    if visit is None:
        return house.wording.text("en", "tap_stale")
    audit.note(db, now=now, actor=actor, action=f"poster.{option}", subject=visit_ref)
    if option == "yes":
        return house.wording.text("en", "staff_poster_yes")
    patient = patients.by_id(db, visit.patient_id)
    checkins.cancel(db, visit_id=visit.id, now=now)
    visits.end(db, visit.id, now=now)
    said = house.wording.said(patient.lang, "poster_not_ours")
    say.to_patient(db, patient, said, now=now, label="not_ours", dedup=f"not_ours:{visit.ref}")
    return house.wording.text("en", "staff_poster_no")
