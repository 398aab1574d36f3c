"""The desk: what staff do in their chat. Authority is looked up in the action's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from telegram import Message, Update

from bot import closing, commands, inviting, pickers, poster, replying, seats, today
from bot.commands import Command
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Composer, Said
from records import audit, drafts, flags, invites, outgoing, patients, settings, staff
from records.lanes import Lane
from records.models import Flag, Staff
from records.store import Db
from scheduler import cards, say

LANG = "en"


async def hear(house: House, update: Update) -> Work:
    """Take a message in the staff chat: a command, an answer to a prompt or a card, or just talk."""
    message = update.effective_message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return lambda db: None
    if message.migrate_to_chat_id:
        return moved(house, message.chat_id, message.migrate_to_chat_id)
    command = commands.of(message, house.username)
    answered = message.reply_to_message
    if command is None and answered is None:
        return lambda db: None
    await seats.look_up(house, message.from_user.id)
    if command is not None:
        return _command(house, message, command)
    if update.edited_message is not None:
        return replying.edited(house, message)
    return replying.answer(house, message)


def moved(house: House, old: int, new: int) -> Work:
    """The group became another chat: everything that waits goes there."""
    now = house.now()

    def work(db: Db) -> None:
        readdress(db, house, old, new, now=now)

    return work


def readdress(db: Db, house: House, old: int, new: int, *, now: dt.datetime) -> None:
    """Write the staff chat's new number where it is needed, once."""
    if old != house.staff_chat:
        return
    outgoing.readdress(db, old=old, new=new)
    settings.put(db, "staff_chat", str(new), now=now)
    house.staff_chat = new
    audit.note(db, now=now, actor="telegram", action="staff_chat.moved", subject=str(new))
    say.to_staff(db, house, house.wording.said(LANG, "staff_moved"), now=now, lane=Lane.QUIET, dedup=f"moved:{new}")


def _command(house: House, message: Message, command: Command) -> Work:
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0

    def work(db: Db) -> None:
        if command.name == "id":
            said = house.wording.said(LANG, "staff_id", chat=message.chat_id, user=user_id)
            say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)
            return
        person = seats.may(db, house, user_id)
        if person is None:
            said = house.wording.said(LANG, "staff_only")
        elif command.name == "invite":
            said = inviting.make(db, house, person, command.rest, message.chat_id, now=now)
        elif command.name == "open":
            said = _open_cards(db, house, now=now)
        elif command.name == "today":
            said = today.page(db, house, now=now)
        else:
            said = house.wording.said(LANG, "staff_help")
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id, label=command.name)

    return work


def _open_cards(db: Db, house: House, *, now: dt.datetime) -> Said:
    """List the open cards, most serious and oldest first, each a link to its card where the group has links."""
    page = Composer()
    page.line(house.wording.text(LANG, "staff_open_head"))
    rows = flags.all_open(db)
    for flag in rows:
        page.line(_open_line(db, house, flag, now=now))
    return page.said() if rows else house.wording.said(LANG, "staff_open_none")


def _open_line(db: Db, house: House, flag: Flag, *, now: dt.datetime) -> str:
    text = house.wording.text
    minutes = int((now - flag.opened_at).total_seconds() // 60)
    age = text(LANG, "open_age_h", n=minutes // 60) if minutes >= 60 else text(LANG, "open_age_min", n=minutes)
    name = staff.by_id(db, flag.taken_by).name if flag.taken_by else ""
    line = text(
        LANG,
        "staff_open_line",
        level=text(LANG, f"card_level_{flag.level}"),
        who=cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag),
        state=text(LANG, f"open_{flag.state}", name=name),
        age=age,
    )
    return " ".join(part for part in (line, cards.link(house, db, flag)) if part)


async def tap(house: House, update: Update, pressed: Tap) -> Work:
    """Take a tap on a card: who may, may; who may not is told so."""
    query = update.callback_query
    user_id = query.from_user.id if query else 0
    await seats.look_up(house, user_id)
    now = house.now()

    def work(db: Db) -> str | None:
        person = seats.may(db, house, user_id)
        if person is None:
            audit.note(db, now=now, actor=f"user:{user_id}", action="tap.refused", subject=pressed.ref)
            return house.wording.text(LANG, "staff_only")
        if pressed.action == "invite":
            return today.close_invite(db, house, person, pressed, now=now)
        if pressed.action == "ours":
            return _ours(db, house, person, pressed, update, now=now)
        if pressed.action in ("send", "sendclose", "keep"):
            return replying.decide(db, house, person, pressed, update, now=now)
        flag = flags.by_ref(db, pressed.ref)
        if flag is None:
            return house.wording.text(LANG, "tap_stale")
        return ACTS[pressed.action](db, house, person, flag, pressed, update, now)

    return work


def _ours(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str:
    """Somebody came by the poster: staff say whether she is theirs; the question loses its buttons."""
    told = poster.judged(db, house, pressed.ref, pressed.option, actor=f"staff:{person.id}", now=now)
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, Said(text=told), now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="poster")
    return told


def _take(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """One person has it, as a lease; the patient is told that her message was seen."""
    minutes = _lease(house, flag)
    if not flags.take(db, flag, staff_id=person.id, lease_until=now + dt.timedelta(minutes=minutes), now=now):
        return _already(db, house, flag)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.taken", subject=flag.ref)
    patient = patients.by_id(db, flag.patient_id)
    key = "taken_notice_serious" if flag.level in ("emergency", "crisis") else "taken_notice"
    say.to_patient(db, patient, house.wording.said(patient.lang, key, name=person.name), now=now, label="taken")
    cards.refresh(db, house, flag, now=now)
    return house.wording.text(LANG, "staff_taken", minutes=minutes)


def _lease(house: House, flag: Flag) -> int:
    serious = flag.level in ("emergency", "crisis")
    return house.times.lease_serious if serious else house.times.lease_urgent


def _already(db: Db, house: House, flag: Flag) -> str:
    if flag.state == "resolved" and flag.resolved_by:
        return house.wording.text(LANG, "staff_resolved_before", name=staff.by_id(db, flag.resolved_by).name)
    if flag.taken_by:
        return house.wording.text(LANG, "staff_taken_by_other", name=staff.by_id(db, flag.taken_by).name)
    return house.wording.text(LANG, "tap_stale")


def _reply(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask for the words under the card; whoever has not taken it does so by replying."""
    if flag.state == "resolved" or (flag.state == "taken" and flag.taken_by != person.id):
        return _already(db, house, flag)
    if flag.state != "taken":
        _take(db, house, person, flag, pressed, update, now)
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
    if flag.state == "resolved" or (flag.state == "taken" and flag.taken_by != person.id):
        return _already(db, house, flag)
    if flag.state != "taken":
        _take(db, house, person, flag, pressed, update, now)
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
