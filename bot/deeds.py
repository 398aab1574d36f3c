"""Deeds: what each button of a card does. Who may is looked up before, in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from telegram import Update

from bot import closing, pickers
from bot.house import House
from bot.taps import Tap
from messages import hours
from messages.said import Said
from records import audit, drafts, flags, invites, patients, staff
from records.lanes import Lane
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"


def _take(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """One person has it, as a lease; the patient is told that her message was seen."""
    minutes, until = _lease(house, flag, now=now)
    if not flags.take(db, flag, staff_id=person.id, lease_until=until, now=now):
        return _already(db, house, flag)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.taken", subject=flag.ref)
    patient = patients.by_id(db, flag.patient_id)
    key = "taken_notice_serious" if flag.level in ("emergency", "crisis") else "taken_notice"
    say.to_patient(db, patient, house.wording.said(patient.lang, key, name=person.name), now=now, label="taken")
    cards.refresh(db, house, flag, now=now)
    return house.wording.text(LANG, "staff_taken", minutes=minutes)


def _lease(house: House, flag: Flag, *, now: dt.datetime) -> tuple[int, dt.datetime]:
    """Return for how long a take holds, and until when: less grave flags count open minutes (people.md 19)."""
    if flag.level in ("emergency", "crisis"):
        minutes = house.times.lease_serious
        return minutes, now + dt.timedelta(minutes=minutes)
    minutes = house.times.lease_urgent
    return minutes, hours.after_open(house.config.clinic, now, minutes)


def _already(db: Db, house: House, flag: Flag) -> str:
    if flag.state == "resolved" and flag.resolved_by:
        return house.wording.text(LANG, "staff_resolved_before", name=staff.by_id(db, flag.resolved_by).name)
    if flag.taken_by:
        return house.wording.text(LANG, "staff_taken_by_other", name=staff.by_id(db, flag.taken_by).name)
    return house.wording.text(LANG, "tap_stale")


def _has_it(db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime) -> bool:
    """Whoever acts on a card that nobody has takes it by that; False when it is over or somebody else's."""
    if flag.state in ("open", "alerted"):
        _take(db, house, person, flag, pressed, update, now)
    return flag.state == "taken" and flag.taken_by == person.id


def _reply(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask for the words under the card; whoever has not taken it does so by replying."""
    if not _has_it(db, house, person, flag, pressed, update, now):
        return _already(db, house, flag)
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    text = house.wording.text(LANG, "staff_reply_prompt", name=person.name, who=who)
    said = Said(text=text, ask=house.wording.text(LANG, "staff_reply_box", who=who))
    prompt = say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="prompt")
    drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=prompt, close_after=False, now=now)
    return None


def _reply_close(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Like *Reply*; the words are shown once more, and one tap sends them and closes the card."""
    told = _reply(db, house, person, flag, pressed, update, now)
    draft = drafts.of(db, person.id)
    if told is None and draft is not None and draft.flag_id == flag.id:
        draft.close_after = True
    return told


def _call(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """*I'll phone* is logged, keeps the card hers, and the patient knows who will ring."""
    return _by_phone(db, house, person, flag, pressed, update, kind="called", now=now)


def _ask_call(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """*Ask to phone us*: the patient gets the number that is true for this hour."""
    return _by_phone(db, house, person, flag, pressed, update, kind="asked_to_phone", now=now)


def _by_phone(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, *, kind: str, now: dt.datetime
) -> str | None:
    if not _has_it(db, house, person, flag, pressed, update, now):
        return _already(db, house, flag)
    patient = patients.by_id(db, flag.patient_id)
    if kind == "called":
        said = house.wording.said(patient.lang, "call_notice", name=person.name)
    else:
        contact = house.wording.contact_line(patient.lang, now)
        said = house.wording.said(patient.lang, "ask_phone", contact=contact)
    dedup = f"{kind}:{flag.ref}:{now:%Y%m%d%H%M}"
    if say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label=kind, dedup=dedup) is not None:
        flags.join(db, flag, kind=kind, level="none", rules=[person.name], now=now)
    flags.keep(db, flag, lease_until=None)
    audit.note(db, now=now, actor=f"staff:{person.id}", action=f"flag.{kind}", subject=flag.ref)
    cards.refresh(db, house, flag, now=now)
    return house.wording.text(LANG, "staff_calling" if kind == "called" else "staff_asked_to_phone")


def _phone(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Reveal the number to whoever asks, only to her, and remember that she saw it (people.md 10)."""
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    number = invites.phone_of(db, patient.id)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="phone.shown", subject=flag.ref)
    if not number:
        return house.wording.text(LANG, "staff_phone_none", who=who)
    return house.wording.text(LANG, "staff_phone", who=who, phone=number)


def _resolve(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask how it ended; the outcome's button ends it. Ending the check-ins is a button of its own."""
    if pressed.option == "endplan":
        return closing.end_plan(db, house, person, flag, now=now)
    if pressed.option == "goon":
        return closing.go_on(db, house, person, flag, now=now)
    if flag.state == "resolved":
        return _already(db, house, flag)
    if not pressed.option:
        said = closing.question(house, flag)
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="outcome")
        return None
    if not closing.end(db, house, person, flag, pressed.option, now=now):
        return _already(db, house, flag)
    said = closing.closed(house, flag)
    _show(db, house, flag, update, said, now=now)
    return house.wording.text(LANG, "staff_resolved", outcome=house.wording.text(LANG, f"outcome_{flag.outcome}"))


def _grade(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """One tap says whether the level was right."""
    said = closing.grade(db, house, person, flag, pressed.option, now=now)
    if said is None:
        return house.wording.text(LANG, "tap_stale")
    _show(db, house, flag, update, said, now=now)
    return house.wording.text(LANG, "tap_noted")


def _show(db: Db, house: House, flag: Flag, update: Update, said: Said, *, now: dt.datetime) -> None:
    """The message that was tapped shows what came of it; where it cannot, it is said under the card."""
    row = pickers.tapped(db, update)
    if row is not None and row != flag.card_id:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="outcome")
    elif said.buttons:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="outcome")


ACTS: dict[str, Callable[[Db, House, Staff, Flag, Tap, Update, dt.datetime], str | None]] = {
    "take": _take,
    "reply": _reply,
    "replyclose": _reply_close,
    "call": _call,
    "askcall": _ask_call,
    "phone": _phone,
    "resolve": _resolve,
    "grade": _grade,
}
