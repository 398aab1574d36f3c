"""Card taps: what each button of a card does in Telegram, where words are asked for and choices shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from telegram import Update

from bot import closing, deeds, pickers, seats
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Said
from records import drafts, flags, patients, staff
from records.lanes import Lane
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"
#: Ready answers, by the ends of their keys in the texts.
READY = ("rest", "usual", "water", "heat", "photo", "book", "looked")


def _take(db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime) -> str:
    return deeds.take(db, house, person, flag, now=now).text


def _call(db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime) -> str:
    return deeds.call(db, house, person, flag, now=now).text


def _ask_call(db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime) -> str:
    return deeds.ask_call(db, house, person, flag, now=now).text


def _phone(db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime) -> str:
    return deeds.phone(db, house, person, flag, now=now).text


def _reply(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask for the words under the card; whoever has not taken it does so by replying."""
    if not deeds.has_it(db, house, person, flag, now=now):
        return deeds.already(db, house, person, flag, now=now).text
    who = cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag)
    text = house.wording.text(LANG, "staff_reply_prompt", name=person.name, who=who)
    said = Said(text=text, ask=house.wording.text(LANG, "staff_reply_box", who=who))
    prompt = say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="prompt")
    close = pressed.action == "replyclose"
    drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=prompt, close_after=close, now=now)
    return None


def _ready(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Offer the ready answers; a chosen one is shown in her language before it goes out."""
    if not deeds.has_it(db, house, person, flag, now=now):
        return deeds.already(db, house, person, flag, now=now).text
    if pressed.option not in READY:
        rows = house.wording.rows(LANG, "ready", flag.ref, READY, "ready_name")
        _under(db, house, flag, house.wording.said(LANG, "staff_ready_ask", buttons=rows), label="ready", now=now)
        return None
    patient = patients.by_id(db, flag.patient_id)
    words = house.wording.text(patient.lang, f"ready_{pressed.option}")
    draft = drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=None, close_after=False, now=now)
    drafts.fill(db, draft, words)
    who = cards.pseudonym(db, house, patient, flag)
    yours = house.wording.text(LANG, f"ready_{pressed.option}")
    shown = words if patient.lang == LANG else f"{words}\n\n({yours})"
    said = Said(text=house.wording.text(LANG, "staff_ready_preview", who=who, words=shown))
    yes = Button(label=house.wording.text(LANG, "staff_send"), action="send", ref=draft.ref)
    close = Button(label=house.wording.text(LANG, "staff_send_close"), action="sendclose", ref=draft.ref)
    keep = Button(label=house.wording.text(LANG, "staff_not_send"), action="drop", ref=draft.ref)
    _show(db, house, flag, update, said.model_copy(update={"buttons": ((yes, close), (keep,))}), now=now)
    return None


def _snooze(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask for how long; the chosen time puts it off."""
    if pressed.option:
        told = deeds.snooze(db, house, person, flag, int(pressed.option), now=now)
        _show(db, house, flag, update, Said(text=told.text), now=now)
        return told.text
    if flag.level in flags.ALARMS:
        return deeds.snooze(db, house, person, flag, 0, now=now).text
    rows = house.wording.rows(LANG, "snooze", flag.ref, tuple(str(each) for each in deeds.SNOOZES), "snooze")
    _under(db, house, flag, house.wording.said(LANG, "staff_snooze_ask", buttons=rows), label="snooze", now=now)
    return None


def _hand(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask to whom; the chosen colleague has it from then on."""
    others = [each for each in staff.seated(db) if each.id != person.id and seats.acts(db, house, each) is not None]
    if pressed.option:
        to = next((each for each in others if str(each.id) == pressed.option), None)
        told = deeds.no(house, "tap_stale") if to is None else deeds.hand(db, house, person, flag, to, now=now)
        _show(db, house, flag, update, Said(text=told.text), now=now)
        return told.text
    if not others:
        return house.wording.text(LANG, "staff_hand_nobody")
    rows = tuple((Button(label=each.name, action="hand", ref=f"{flag.ref}.{each.id}"),) for each in others)
    _under(db, house, flag, house.wording.said(LANG, "staff_hand_ask", buttons=rows), label="hand", now=now)
    return None


def _resolve(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask how it ended; the outcome's button ends it. Ending the check-ins is a button of its own."""
    if pressed.option == "endplan":
        return closing.end_plan(db, house, person, flag, now=now)
    if pressed.option == "goon":
        return closing.go_on(db, house, person, flag, now=now)
    if flag.state == "resolved":
        return deeds.already(db, house, person, flag, now=now).text
    if not pressed.option:
        _under(db, house, flag, closing.question(house, flag), label="outcome", now=now)
        return None
    told = deeds.resolve(db, house, person, flag, pressed.option, now=now)
    if told.done:
        _show(db, house, flag, update, closing.closed(house, flag), now=now)
    return told.text


def _grade(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """One tap says whether the level was right; a second reader says it on the page, where the first word is hidden."""
    first = not flags.grades(db, flag.id)
    said = closing.grade(db, house, person, flag, pressed.option, now=now) if first else None
    if said is None:
        return house.wording.text(LANG, "tap_stale")
    _show(db, house, flag, update, said, now=now)
    return house.wording.text(LANG, "tap_noted")


def _more(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """What is needed seldom stands behind one button: a card with ten buttons is not read."""
    rows = cards.more_buttons(house, flag)
    _under(db, house, flag, house.wording.said(LANG, "staff_more", buttons=rows), label="more", now=now)
    return None


def _record(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Show the lines for the clinic's own system."""
    _under(db, house, flag, closing.record(db, house, flag, now=now), label="record", now=now)
    return None


def _show_card(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """A flag that waited in a batch gets its card."""
    cards.show(db, house, flag, now=now)
    return None


def _under(db: Db, house: House, flag: Flag, said: Said, *, label: str, now: dt.datetime) -> None:
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label=label)


def _show(db: Db, house: House, flag: Flag, update: Update, said: Said, *, now: dt.datetime) -> None:
    """The message that was tapped shows what came of it; where it cannot, it is said under the card."""
    row = pickers.tapped(db, update)
    if row is not None and row != flag.card_id:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="outcome")
    elif said.buttons:
        _under(db, house, flag, said, label="outcome", now=now)


ACTS: dict[str, Callable[[Db, House, Staff, Flag, Tap, Update, dt.datetime], str | None]] = {
    "take": _take,
    "reply": _reply,
    "replyclose": _reply,
    "ready": _ready,
    "call": _call,
    "askcall": _ask_call,
    "phone": _phone,
    "snooze": _snooze,
    "hand": _hand,
    "more": _more,
    "record": _record,
    "resolve": _resolve,
    "grade": _grade,
    "card": _show_card,
}
