"""Deeds: what staff do with a flag, by chat or page. Who may is looked up before, in the same transaction."""

from __future__ import annotations

import datetime as dt

from bot import closing, seats
from bot.house import House
from messages import hours
from messages.said import clean, units
from records import audit, flags, invites, leases, notes, patients, staff
from records.flags import ALARMS
from records.lanes import Lane
from records.models import Flag, Patient, Staff
from records.store import Db
from review.desk import Told
from scheduler import cards, escalation, say

LANG = "en"
#: A reply may be so long, in Telegram's units: its frame and the signature need the rest.
LONGEST_REPLY = 3900
#: For how long a card may be put off, in minutes.
SNOOZES = (60, 240)
#: States of a patient whom no message reaches.
GONE = ("unreachable",)


def no(house: House, key: str, **values: str | int) -> Told:
    """Return a refusal in staff's words."""
    return Told(done=False, text=house.wording.text(LANG, key, **values))


def yes(house: House, key: str, **values: str | int) -> Told:
    """Return what came of a deed, in staff's words."""
    return Told(done=True, text=house.wording.text(LANG, key, **values))


def take(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
    """One person has it, as a lease; the patient is told that her message was seen."""
    until = _lease(house, flag, now=now)
    if not leases.take(db, flag, staff_id=person.id, lease_until=until, now=now):
        return already(db, house, person, flag, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.taken", subject=flag.ref)
    patient = patients.by_id(db, flag.patient_id)
    key = "taken_notice_serious" if flag.level in ALARMS else "taken_notice"
    say.to_patient(db, patient, house.wording.said(patient.lang, key, name=person.name), now=now, label="taken")
    cards.refresh(db, house, flag, now=now)
    return yes(house, "staff_taken", time=cards.local(house, until, day=True))


def _lease(house: House, flag: Flag, *, now: dt.datetime) -> dt.datetime:
    """Return until when a take holds: for less grave flags open minutes count (people.md 19)."""
    if flag.level in ALARMS:
        return now + dt.timedelta(minutes=house.times.lease_serious)
    return hours.after_open(house.config.clinic, now, house.times.lease_urgent)


def already(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
    """Say who was quicker; that somebody came too late is written down."""
    audit.note(db, now=now, actor=f"staff:{person.id}", action="deed.too_late", subject=flag.ref, state=flag.state)
    if flag.state == "resolved" and flag.resolved_by:
        return no(house, "staff_resolved_before", name=staff.by_id(db, flag.resolved_by).name)
    if flag.taken_by:
        return no(house, "staff_taken_by_other", name=staff.by_id(db, flag.taken_by).name)
    return no(house, "tap_stale")


def has_it(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> bool:
    """Whoever acts on a card that nobody has takes it by that; False when it is over or somebody else's."""
    if flag.state in ("open", "alerted"):
        take(db, house, person, flag, now=now)
    return flag.state == "taken" and flag.taken_by == person.id


def reply(db: Db, house: House, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Told:
    """Say staff's words to the patient, signed. It fulfils the take."""
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    refused = _unfit(house, patient, who, words)
    if refused is not None:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="reply.refused", subject=flag.ref)
        return refused
    # A closed card may still be answered: nobody else has it in hand.
    if flag.state != "resolved" and not has_it(db, house, person, flag, now=now):
        return already(db, house, person, flag, now=now)
    said = house.wording.said(patient.lang, "reply_frame", words=clean(words), name=person.name)
    say.to_patient(db, patient, said, now=now, label="staff_reply")
    flags.join(db, flag, kind="replied", level="none", rules=[person.name], now=now)
    leases.keep(db, flag, lease_until=None)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.replied", subject=flag.ref)
    cards.refresh(db, house, flag, now=now)
    return yes(house, "staff_reply_sent", who=who)


def _unfit(house: House, patient: Patient, who: str, words: str) -> Told | None:
    """Return why words cannot go to a patient, or none: nothing is cut short without a word."""
    if patient.state in GONE:
        return no(house, "staff_reply_unsent", who=who)
    if not clean(words).strip():
        return no(house, "staff_reply_empty")
    over = units(clean(words)) - LONGEST_REPLY
    return no(house, "staff_reply_long", n=over) if over > 0 else None


def call(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
    """*I'll phone* is logged, keeps the card hers, and the patient knows who will ring."""
    return _by_phone(db, house, person, flag, kind="called", now=now)


def ask_call(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
    """*Ask to phone us*: the patient gets the number that is true for this hour."""
    return _by_phone(db, house, person, flag, kind="asked_to_phone", now=now)


def _by_phone(db: Db, house: House, person: Staff, flag: Flag, *, kind: str, now: dt.datetime) -> Told:
    if not has_it(db, house, person, flag, now=now):
        return already(db, house, person, flag, now=now)
    patient = patients.by_id(db, flag.patient_id)
    if kind != "called" and patient.state in GONE:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="reply.refused", subject=flag.ref)
        return no(house, "staff_reply_unsent", who=cards.pseudonym(db, house, patient, flag))
    if kind == "called":
        said = house.wording.said(patient.lang, "call_notice", name=person.name)
    else:
        contact = house.wording.contact_line(patient.lang, now)
        said = house.wording.said(patient.lang, "ask_phone", contact=contact)
    dedup = f"{kind}:{flag.ref}:{now:%Y%m%d%H%M}"
    if say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label=kind, dedup=dedup) is not None:
        flags.join(db, flag, kind=kind, level="none", rules=[person.name], now=now)
    leases.keep(db, flag, lease_until=None)
    audit.note(db, now=now, actor=f"staff:{person.id}", action=f"flag.{kind}", subject=flag.ref)
    cards.refresh(db, house, flag, now=now)
    return yes(house, "staff_calling" if kind == "called" else "staff_asked_to_phone")


def phone(db: Db, house: House, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
    """Reveal the number to whoever asks, only to her, and remember that she saw it (people.md 10)."""
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    number = invites.phone_of(db, patient.id)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="phone.shown", subject=flag.ref)
    if not number:
        return no(house, "staff_phone_none", who=who)
    return yes(house, "staff_phone", who=who, phone=number)


def snooze(db: Db, house: House, person: Staff, flag: Flag, minutes: int, *, now: dt.datetime) -> Told:
    """Put a card off; what may be an emergency is never put off (people.md 19)."""
    if flag.level in ALARMS:
        audit.note(db, now=now, actor=f"staff:{person.id}", action="snooze.refused", subject=flag.ref)
        return no(house, "staff_snooze_never")
    until = now + dt.timedelta(minutes=minutes)
    if minutes not in SNOOZES or not leases.snooze(db, flag, by=person.id, until=until):
        return already(db, house, person, flag, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.snoozed", subject=flag.ref, minutes=minutes)
    flags.join(db, flag, kind="snoozed", level="none", rules=[person.name], now=now)
    cards.refresh(db, house, flag, now=now)
    return yes(house, "staff_snoozed", time=cards.local(house, until))


def hand(db: Db, house: House, person: Staff, flag: Flag, to: Staff, *, now: dt.datetime) -> Told:
    """Give a card to a colleague: it is hers from now on, and she is told in her own chat."""
    if seats.acts(db, house, to) is None:
        return no(house, "staff_hand_not", name=to.name)
    until = _lease(house, flag, now=now)
    if not leases.hand(db, flag, by=person.id, to=to.id, lease_until=until, now=now):
        return already(db, house, person, flag, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.handed", subject=flag.ref, to=to.id)
    flags.join(db, flag, kind="handed", level="none", rules=[f"{person.name} → {to.name}"], now=now)
    cards.refresh(db, house, flag, now=now)
    _tell_colleague(db, house, person, flag, to, now=now)
    return yes(house, "staff_handed", name=to.name)


def _tell_colleague(db: Db, house: House, person: Staff, flag: Flag, to: Staff, *, now: dt.datetime) -> None:
    who = cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag)
    level = house.wording.text(LANG, f"card_level_{flag.level}")
    said = house.wording.said(LANG, "staff_handed_you", name=person.name, who=who, level=level)
    if to.chat_open:
        say.to_chat(db, to.user_id, said, now=now, lane=Lane.URGENT, label="handed")
    else:
        say.to_staff(db, house, said, now=now, lane=Lane.URGENT, flag=flag, target_id=flag.card_id, label="handed")


def resolve(db: Db, house: House, person: Staff, flag: Flag, outcome: str, *, now: dt.datetime) -> Told:
    """End a flag with its outcome, once."""
    if not closing.end(db, house, person, flag, outcome, now=now):
        return already(db, house, person, flag, now=now)
    return yes(house, "staff_resolved", outcome=house.wording.text(LANG, f"outcome_{flag.outcome}"))


def note(db: Db, house: House, person: Staff, patient: Patient, words: str, *, now: dt.datetime) -> Told:
    """Keep words for colleagues; they never reach the patient."""
    if not clean(words).strip():
        return no(house, "staff_note_empty")
    flag = flags.open_of(db, patient.id)
    flag_id = None if flag is None else flag.id
    notes.add(db, patient_id=patient.id, flag_id=flag_id, staff_id=person.id, words=clean(words), now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="note.written", subject=patient.ref)
    if flag is not None:
        flags.join(db, flag, kind="note", level="none", rules=[person.name], now=now)
        cards.refresh(db, house.at(flag.location), flag, now=now)
    return yes(house, "staff_note_kept")


def duty(db: Db, house: House, person: Staff, *, on: bool, now: dt.datetime) -> Told:
    """Go on or off duty. Whoever leaves gives back what she held, and it rings for the others (people.md 19)."""
    staff.put_on_duty(db, person, on=on)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="duty.on" if on else "duty.off", subject=str(person.id))
    given_back = [] if on else give_back(db, house, person, now=now)
    key = "staff_duty_on" if on else "staff_duty_off"
    if not on and not staff.on_duty(db):
        key = "staff_duty_nobody"
    return yes(house, key, n=len(given_back))


def give_back(db: Db, house: House, person: Staff, *, now: dt.datetime) -> list[Flag]:
    """What somebody held is nobody's again and rings."""
    held = list(leases.release(db, staff_id=person.id, now=now))
    for flag in held:
        # The card must offer *Take* again.
        escalation.climb(db, house.at(flag.location), flag, now=now)
    return held
