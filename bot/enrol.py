"""Enrolling: link → consent → "is this you?" → plan; what is left unanswered is unknown and blocks nothing."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from telegram import Message, Update

from bot import pickers
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from records import audit, checkins, invites, outgoing, patients, staff, visits
from records.checkins import Planned
from records.invites import Details
from records.lanes import Lane
from records.models import Invite, Patient, Visit
from records.store import Db
from scheduler import plan, say

#: What a `/start` link may carry.
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def start(house: House, message: Message, payload: str) -> Work:
    """Answer `/start`, with or without an invite's token."""
    now, chat_id, user_id = house.now(), message.chat_id, _user(message)

    def work(db: Db) -> None:
        staff.opened_chat(db, user_id)
        invite = invites.by_token(db, payload) if TOKEN.fullmatch(payload) else None
        if invite is None:
            _no_invite(db, house, chat_id, user_id, payload, now=now)
        elif not invites.open_(db, invite, chat_id=chat_id, now=now):
            _used(db, house, invite, chat_id, now=now)
        else:
            _opened(db, house, invite, chat_id, now=now)

    return work


def _user(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


def _no_invite(db: Db, house: House, chat_id: int, user_id: int, payload: str, *, now: dt.datetime) -> None:
    """Greet whoever it is: a patient again, a colleague, or someone without a link."""
    patient = patients.by_chat(db, chat_id)
    if payload:
        key = "link_unknown"
    elif patient is not None:
        key = "welcome_back"
    else:
        key = "staff_welcome" if staff.by_user(db, user_id) else "stranger"
    lang = patient.lang if patient else house.config.language
    said = house.wording.said(lang, key)
    if patient is not None:
        said = said.model_copy(update={"keyboard": keyboard(house, patient)})
    say.to_chat(db, chat_id, said, now=now, label=key)


def _used(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> None:
    """A link that cannot be used (again): say why, create nothing."""
    patient = patients.by_chat(db, chat_id)
    mine = patient is not None and invite.patient_id == patient.id
    late = invite.state == "expired" or invite.expires_at <= now
    key = "welcome_back" if mine else "link_expired" if late else "link_used"
    say.to_chat(db, chat_id, house.wording.said(house.config.language, key), now=now, label=key)


def _opened(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> None:
    audit.note(db, now=now, actor="invited", action="invite.opened", subject=invite.ref)
    _tell_staff(db, house, invite, "staff_invite_opened", now=now)
    patient = patients.by_chat(db, chat_id)
    said = consent(house, invite) if patient is None else confirm(db, house, invite, patient.lang, now=now)
    say.to_chat(db, chat_id, said, now=now, label="consent" if patient is None else "confirm")


def consent(house: House, invite: Invite) -> Said:
    """Return the first screen: what this is, who sees it, and the choice."""
    lang, text = house.config.language, house.wording.text
    yes = Button(label=text(lang, "consent_yes"), action="consent", ref=f"{invite.ref}.yes")
    no = Button(label=text(lang, "consent_no"), action="consent", ref=f"{invite.ref}.no")
    return house.wording.said(lang, "consent", buttons=((yes,), (no,)), hours=house.wording.hours_line(lang))


def confirm(db: Db, house: House, invite: Invite, lang: str, *, now: dt.datetime) -> Said:
    """Return the second screen: is this visit hers, and is she of age?"""
    text, details = house.wording.text, invites.details(db, invite)
    yes = Button(label=text(lang, "confirm_yes"), action="visit", ref=f"{invite.ref}.yes")
    no = Button(label=text(lang, "confirm_no"), action="visit", ref=f"{invite.ref}.no")
    when = house.wording.when(lang, details.ended_at, house.config.clinic.zone, now)
    return house.wording.said(lang, "confirm", buttons=((yes,), (no,)), initial=details.initials[:1], when=when)


def consented(house: House, update: Update, tap: Tap) -> Work:
    """Her answer to the first screen."""
    now, chat_id = house.now(), _chat(update)

    def work(db: Db) -> str | None:
        invite = _mine(db, tap.ref, chat_id)
        if invite is None or patients.by_chat(db, chat_id) is not None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.option != "yes":
            _declined(db, house, invite, chat_id, now=now)
            return None
        patient = _enrol(db, house, invite, chat_id, now=now)
        _close_buttons(db, house, update, patient, "consent_given", now=now)
        said = confirm(db, house, invite, patient.lang, now=now)
        say.to_patient(db, patient, said, now=now, label="confirm")
        return None

    return work


def _chat(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


def _mine(db: Db, ref: str, chat_id: int) -> Invite | None:
    invite = invites.by_ref(db, ref)
    return invite if invite is not None and invite.chat_id == chat_id and invite.state == "opened" else None


def _declined(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> None:
    if not invites.settle(db, invite, state="declined", now=now):
        return
    audit.note(db, now=now, actor="invited", action="invite.declined", subject=invite.ref)
    say.to_chat(db, chat_id, house.wording.said(house.config.language, "declined"), now=now, label="declined")
    _tell_staff(db, house, invite, "staff_invite_declined", now=now)


def _enrol(db: Db, house: House, invite: Invite, chat_id: int, *, now: dt.datetime) -> Patient:
    details = invites.details(db, invite)
    patient = patients.enrol(
        db,
        ref=invite.patient_ref,
        chat_id=chat_id,
        initials=details.initials,
        zone=house.config.clinic.zone,
        lang=house.config.language,
        consent_version=house.catalog.version,
        now=now,
    )
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action="consent.given", subject=invite.ref)
    return patient


def confirmed(house: House, update: Update, tap: Tap) -> Work:
    """Her answer to "is this you?": the visit and its plan are written, or the invite goes back to staff."""
    now, chat_id = house.now(), _chat(update)

    def work(db: Db) -> str | None:
        patient, invite = patients.by_chat(db, chat_id), _mine(db, tap.ref, chat_id)
        if patient is None or invite is None:
            return house.wording.text(house.config.language, "tap_stale")
        if tap.option != "yes":
            _not_hers(db, house, invite, patient, now=now)
            return None
        invites.settle(db, invite, state="consented", patient_id=patient.id, now=now)
        visit = _visit(db, house, invite, patient, now=now)
        _close_buttons(db, house, update, patient, "confirm_given", now=now)
        _welcome(db, house, patient, visit, now=now)
        _tell_staff(db, house, invite, "staff_invite_accepted", now=now)
        return None

    return work


def _not_hers(db: Db, house: House, invite: Invite, patient: Patient, *, now: dt.datetime) -> None:
    invites.settle(db, invite, state="declined", now=now)
    say.to_patient(db, patient, house.wording.said(patient.lang, "not_hers"), now=now, label="not_hers")
    _tell_staff(db, house, invite, "staff_invite_not_hers", now=now)


def _visit(db: Db, house: House, invite: Invite, patient: Patient, *, now: dt.datetime) -> Visit:
    details = invites.details(db, invite)
    visit = visits.confirm(
        db,
        patient_id=patient.id,
        invite=invite,
        ended_at=details.ended_at,
        site=_site(details),
        plan_version=house.catalog.plan.version,
        now=now,
    )
    checkins.plan(
        db,
        visit_id=visit.id,
        plan_version=house.catalog.plan.version,
        steps=timetable(house, patient, visit, now=now),
    )
    return visit


def _site(details: Details) -> visits.Site:
    return visits.Site(
        area=details.area,
        side=details.side,
        technique=details.technique,
        clinician=details.clinician,
        first_session=details.first_session,
    )


def timetable(house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> list[Planned]:
    """Return the plan's times for this visit and this patient's quiet hours."""
    dues = plan.timetable(
        house.catalog.plan,
        ended_at=visit.ended_at,
        enrolled_at=now,
        zone=patient.zone,
        quiet_from=patient.quiet_from,
        quiet_to=patient.quiet_to,
    )
    return [Planned(step=due.step, due_at=due.due_at, window_end=due.window_end) for due in dues]


def _welcome(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> None:
    """The plan in her local time with the danger signs, then the one list of questions."""
    said = plan_said(db, house, patient, visit, now=now)
    say.to_patient(db, patient, said, now=now, label="plan")
    picker = pickers.modifiers(house, patient.lang, patient.ref, ())
    say.to_patient(db, patient, picker, now=now, label="modifiers")


def plan_said(db: Db, house: House, patient: Patient, visit: Visit, *, now: dt.datetime) -> Said:
    """Return the plan as she reads it, with the permanent buttons."""
    text, lang = house.wording.text, patient.lang
    rows = [row for row in checkins.of_visit(db, visit.id) if row.state in checkins.LIVE]
    lines = [
        text(
            lang,
            "plan_line",
            when=house.wording.when(lang, row.due_at, patient.zone, now),
            step=text(lang, f"plan_{row.step}"),
        )
        for row in rows
    ]
    head = text(lang, "plan_head") if lines else text(lang, "plan_done")
    foot = text(lang, "danger_card")
    return Said(
        text="\n\n".join([head, "\n".join(lines), foot] if lines else [head, foot]),
        keyboard=keyboard(house, patient),
    )


def keyboard(house: House, patient: Patient) -> tuple[tuple[str, ...], ...]:
    """Return the permanent buttons (people.md 13)."""
    text, lang = house.wording.text, patient.lang
    return ((text(lang, "button_unwell"),), (text(lang, "button_usual"), text(lang, "button_clinic")))


def _close_buttons(db: Db, house: House, update: Update, patient: Patient, key: str, *, now: dt.datetime) -> None:
    """The screen she has answered shows what she said and loses its buttons."""
    row = pickers.tapped(db, update)
    if row is not None:
        say.edit(db, patient, house.wording.said(patient.lang, key), target_id=row, now=now)


def _tell_staff(db: Db, house: House, invite: Invite, key: str, *, now: dt.datetime) -> None:
    """Staff see at the desk that the channel works, where they made the invite."""
    details = invites.details(db, invite)
    local = details.ended_at.astimezone(ZoneInfo(house.config.clinic.zone))
    said = house.wording.said("en", key, who=f"{details.initials}, {local:%a %H:%M}")
    chat_id = invite.made_in or house.staff_chat
    lane = Lane.REPLY
    outgoing.say(
        db,
        now=now,
        lane=lane,
        chat_id=chat_id,
        body=said.model_copy(update={"silent": True}).model_dump_json(),
        label=key,
        dedup=f"{key}:{invite.ref}",
    )
