"""Aftermath: what a delivery's end, a dead update or a moved group means for the rest of the house."""

from __future__ import annotations

import datetime as dt
import json

from telegram import Bot, Update

from bot import desk
from bot.house import House
from messages.said import Said, clean
from records import checkins, flags, inbox, leases, outgoing, patients, staff, visits
from records.lanes import Lane
from records.outgoing import Claimed, Gone
from records.store import Db
from scheduler import cards, contacts, say
from scheduler import checkins as turns

STAFF_CHAT = "staff_chat"

#: What a check-in becomes when the message that carries it ends so.
CHECKIN_ENDS = {
    "sent": "sent",
    "expired": "stale",
    "undeliverable": "undeliverable",
    "uncertain": "uncertain",
    "dead": "undeliverable",
}
#: The notice that staff get when a message to a patient ends so.
NOTICES = {"undeliverable": "staff_unreachable", "uncertain": "staff_uncertain", "dead": "staff_refused"}


#: What fulfils a take; when it does not arrive, she has not been answered.
ANSWERS = ("staff_reply", "asked_to_phone")


def settle(house: House, db: Db, row: Claimed | Gone, state: str, now: dt.datetime) -> None:
    """In the transaction that records an end: move the check-in, mark the alert, tell staff what failed."""
    if row.checkin_id is not None and _carries(row):
        _checkin(house, db, row.checkin_id, state, now)
    if state == "sent" and row.flag_id is not None:
        flags.alerted(db, row.flag_id, now=now)
    if row.patient_id is not None and state in NOTICES:
        _tell(house, db, row.patient_id, row.id, state, now)
    if row.patient_id is not None and isinstance(row, Claimed) and state in NOTICES and row.label in ANSWERS:
        _unanswered(db, row.patient_id, now)
    if isinstance(row, Claimed) and row.label in ("direct", "handed") and state == "undeliverable":
        _shut(house, db, row, now)
    if isinstance(row, Claimed) and row.label == "contact" and state == "dead":
        _mute(house, db, row, now)
    if row.flag_id is not None and row.patient_id is None and state in ("undeliverable", "dead"):
        _unseen(house, db, row, now)


def _carries(row: Claimed | Gone) -> bool:
    """Only the first message of a check-in carries its state; edits and later questions do not."""
    return isinstance(row, Gone) or (row.kind == "say" and row.label == "question")


def _checkin(house: House, db: Db, checkin_id: int, state: str, now: dt.datetime) -> None:
    new = CHECKIN_ENDS.get(state)
    if new == "sent":
        turns.sent(db, house, checkin_id, now=now)
    elif new is not None:
        checkins.move(db, checkin_id, old=("queued",), new=new, settled_at=now)


def _tell(house: House, db: Db, patient_id: int, row_id: int, state: str, now: dt.datetime) -> None:
    patient, house = patients.by_id(db, patient_id), house.at(visits.place_of(db, patient_id))
    if state == "undeliverable":
        if not patients.unreachable(db, patient_id):
            return
        outgoing.cancel(db, now=now, patient_id=patient_id, lanes=[Lane.CHECKIN])
    who = clean(patients.initials(db, patient))
    said = house.wording.said("en", NOTICES[state], who=who, reason="blocked or gone")
    say.to_staff(db, house, said, now=now, lane=Lane.CARD, dedup=f"{state}:{row_id}", label="notice")


def _unanswered(db: Db, patient_id: int, now: dt.datetime) -> None:
    """An answer that did not arrive is none: her flag's lease runs out now, and it rings."""
    flag = flags.open_of(db, patient_id)
    if flag is not None and flag.state == "taken" and flag.lease_until is None:
        leases.keep(db, flag, lease_until=now)


def _shut(house: House, db: Db, row: Claimed, now: dt.datetime) -> None:
    """A colleague has blocked the bot: she cannot be counted on, and the others are told."""
    person = staff.closed_chat(db, row.chat_id)
    if person is not None:
        said = house.wording.said("en", "staff_shut", name=person.name)
        say.to_staff(db, house, said, now=now, lane=Lane.ECHO, dedup=f"shut:{row.id}", label="notice")


def _unseen(house: House, db: Db, row: Claimed | Gone, now: dt.datetime) -> None:
    """A card that staff will never see: she is told so, and whom to call (clinical.md 3.3); the contacts are rung."""
    if isinstance(row, Gone) or row.kind != "say" or row.label not in ("card", "finding"):
        return
    flag = flags.by_id(db, row.flag_id or 0)
    house = house.at(flag.location)
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    level = house.wording.text("en", f"card_level_{flag.level}")
    told = Said(text=house.wording.text("en", "contact_unseen", who=who, level=level))
    for whom in ("second", "lead") if flag.level in cards.SERIOUS else ():
        contacts.ring(db, house, whom, told, mark=f"unseen:{row.id}", now=now, flag=flag)
    said = house.wording.said(patient.lang, "no_staff_reached")
    say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, dedup=f"unseen:{row.id}", label="no_staff")


def _mute(house: House, db: Db, row: Claimed, now: dt.datetime) -> None:
    """A channel that cannot be used: staff hear of it before it is needed again."""
    said = house.wording.said(
        "en", "staff_contact_dead", channel=row.channel, reason="not in the configuration any more"
    )
    say.to_staff(db, house, said, now=now, lane=Lane.ECHO, dedup=f"mute:{row.channel}:{now:%Y%m%d}", label="notice")


def moved(house: House, db: Db, old: int, new: int, now: dt.datetime) -> None:
    """Telegram says that a group has become another chat."""
    desk.readdress(db, house, old, new, now=now)


async def bury(house: House, row_id: int, reason: str) -> None:
    """Put an update aside for good, kept and shown to staff: it never stops the line."""
    now = house.now()

    def work(db: Db) -> None:
        if inbox.bury(db, row_id, now=now, error=reason):
            chat = inbox.chat(db, row_id)
            said = house.wording.said("en", "staff_dead", reason=reason, number=row_id, chat=chat or "?")
            say.to_staff(db, house, said, now=now, lane=Lane.ECHO, dedup=f"dead:{row_id}", label="notice")

    await house.store.write(work)


def parse(raw: str, bot: Bot) -> Update | None:
    """Make an `Update` of a raw row, or none: python-telegram-bot raises many things for a bad one."""
    try:
        return Update.de_json(json.loads(raw), bot)
    except (TypeError, ValueError, AttributeError, LookupError, OverflowError, RecursionError):
        return None
