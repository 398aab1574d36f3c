"""The desk: what staff do in their chat. Authority is looked up in the action's own transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import structlog
from telegram import ChatMember, Message, Update
from telegram.error import TelegramError

from bot import commands, pickers
from bot.commands import Command
from bot.door import Work
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Picture, Said, clean
from records import asked, audit, drafts, flags, invites, outgoing, patients, settings, staff
from records.invites import Details
from records.lanes import Lane
from records.models import Draft, Flag, Staff
from records.store import Db
from scheduler import cards, say

log = structlog.get_logger()

LANG = "en"
#: A kept membership is believed for this long before Telegram is asked again (design section 4).
FRESH = dt.timedelta(seconds=60)
IN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED)
AREAS = ("neck", "shoulder", "upper_back", "chest", "low_back", "hip", "leg", "arm", "jaw")
SIDES = ("left", "right", "both")
OUTCOMES = ("advised", "phoned", "seen", "sent_on", "nothing")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


async def look_up(house: House, user_id: int) -> None:
    """Ask Telegram whether somebody is in the staff chat, where what we know is older than a minute."""
    now, chat_id = house.now(), house.staff_chat
    seen = await house.store.read(lambda db: staff.seen_at(db, user_id=user_id, chat_id=chat_id))
    if seen is not None and now - seen < FRESH:
        return
    try:
        member = await house.bot.get_chat_member(chat_id, user_id)
    except TelegramError as exc:
        # Fail closed for access: what is kept stands, and nothing kept means no.
        log.warning("desk.membership_unknown", error=type(exc).__name__)
        return
    is_present = member.status in IN
    await house.store.write(
        lambda db: staff.member(db, user_id=user_id, chat_id=chat_id, is_present=is_present, now=now)
    )


async def membership(house: House, update: Update) -> Work:
    """Keep what Telegram tells of somebody joining or leaving the staff chat."""
    change, now = update.chat_member, house.now()
    if change is None or change.chat.id != house.staff_chat:
        return lambda db: None
    user_id, is_present = change.new_chat_member.user.id, change.new_chat_member.status in IN
    chat_id = change.chat.id
    return lambda db: staff.member(db, user_id=user_id, chat_id=chat_id, is_present=is_present, now=now)


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
    await look_up(house, message.from_user.id)
    if command is not None:
        return _command(house, message, command)
    if update.edited_message is not None:
        return _edited(house, message)
    return _answer(house, message)


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


def _may(db: Db, house: House, user_id: int) -> Staff | None:
    return staff.may_act(db, user_id=user_id, chat_id=house.staff_chat)


def _command(house: House, message: Message, command: Command) -> Work:
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0

    def work(db: Db) -> None:
        if command.name == "id":
            said = house.wording.said(LANG, "staff_id", chat=message.chat_id, user=user_id)
            say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)
            return
        person = _may(db, house, user_id)
        if person is None:
            said = house.wording.said(LANG, "staff_only")
        elif command.name == "invite":
            said = _invite(db, house, person, command.rest, message.chat_id, now=now)
        elif command.name == "open":
            said = _open_cards(db, house)
        else:
            said = house.wording.said(LANG, "staff_help")
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id, label=command.name)

    return work


def _invite(db: Db, house: House, person: Staff, rest: str, chat_id: int, *, now: dt.datetime) -> Said:
    """Make a link and its code from "JM 10:30 left shoulder Ana"; say what is wrong with anything else."""
    details = read_invite(rest, house, person, now=now)
    if isinstance(details, Said):
        return details
    made = invites.make(db, details=details, made_by=person.id, made_in=chat_id, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="invite.made", subject=made.invite.ref)
    link = house.invite_link(made.token)
    clinic = house.config.clinic
    who = f"{details.initials}, {details.ended_at.astimezone(clinic.tz):%a %H:%M}"
    until = house.wording.when(LANG, made.invite.expires_at, clinic.zone, now)
    said = house.wording.said(LANG, "staff_invite", who=who, until=until)
    return said.model_copy(update={"text": f"{said.text}\n{link}", "picture": Picture(kind="qr", data=link)})


def read_invite(rest: str, house: House, person: Staff, *, now: dt.datetime) -> Details | Said:
    """Read what staff typed; a `Said` tells what is missing or cannot be."""
    words = clean(rest).split()
    if not words or not words[0].replace(".", "").isalpha() or len(words[0]) > 6:
        return house.wording.said(LANG, "staff_invite_usage")
    clock = next((word for word in words[1:] if CLOCK.fullmatch(word)), "")
    ended_at = _today_at(house, clock, now) if clock else now
    if ended_at > now:
        return house.wording.said(LANG, "staff_invite_bad_time", time=clock)
    lower = [word.casefold() for word in words[1:]]
    area = _area(lower)
    used = {clock, *SIDES, *area.split("_"), area}
    names = [word for word in words[1:] if word.casefold() not in used]
    return Details(
        initials=words[0].upper().replace(".", ""),
        ended_at=ended_at,
        area=area,
        side=next((word for word in lower if word in SIDES), ""),
        technique="dry needling",
        clinician=" ".join(names)[:40] or person.name,
    )


def _today_at(house: House, clock: str, now: dt.datetime) -> dt.datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    today = now.astimezone(house.config.clinic.tz).date()
    return dt.datetime.combine(today, dt.time(hour, minute), house.config.clinic.tz).astimezone(dt.UTC)


def _area(words: list[str]) -> str:
    joined = f"_{'_'.join(words)}_"
    return next((area for area in AREAS if f"_{area}_" in joined), "")


def _open_cards(db: Db, house: House) -> Said:
    lines = [
        house.wording.text(
            LANG,
            "staff_open_line",
            level=house.wording.text(LANG, f"card_level_{flag.level}"),
            who=cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag),
            state=flag.state,
        )
        for flag in flags.all_open(db)
    ]
    if not lines:
        return house.wording.said(LANG, "staff_open_none")
    return Said(text="\n".join([house.wording.text(LANG, "staff_open_head"), *lines]))


async def tap(house: House, update: Update, pressed: Tap) -> Work:
    """Take a tap on a card: who may, may; who may not is told so."""
    query = update.callback_query
    user_id = query.from_user.id if query else 0
    await look_up(house, user_id)
    now = house.now()

    def work(db: Db) -> str | None:
        person = _may(db, house, user_id)
        if person is None:
            audit.note(db, now=now, actor=f"user:{user_id}", action="tap.refused", subject=pressed.ref)
            return house.wording.text(LANG, "staff_only")
        if pressed.action in ("send", "keep"):
            return _decide(db, house, person, pressed, update, now=now)
        flag = flags.by_ref(db, pressed.ref)
        if flag is None:
            return house.wording.text(LANG, "tap_stale")
        return ACTS[pressed.action](db, house, person, flag, pressed, update, now)

    return work


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


def _resolve(
    db: Db, house: House, person: Staff, flag: Flag, pressed: Tap, update: Update, now: dt.datetime
) -> str | None:
    """Ask how it ended; the outcome's button ends it."""
    if flag.state == "resolved":
        return _already(db, house, flag)
    if pressed.option:
        return _end(db, house, person, flag, pressed.option, update, now=now)
    rows = house.wording.rows(LANG, "resolve", flag.ref, OUTCOMES, "outcome")
    said = house.wording.said(LANG, "staff_resolve_ask", buttons=rows)
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, flag=flag, target_id=flag.card_id, label="outcome")
    return None


def _end(
    db: Db, house: House, person: Staff, flag: Flag, outcome: str, update: Update, *, now: dt.datetime
) -> str | None:
    if outcome not in OUTCOMES or not flags.resolve(db, flag, staff_id=person.id, outcome=outcome, now=now):
        return _already(db, house, flag)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.resolved", subject=flag.ref, outcome=outcome)
    # A person has looked after her: "did you get help?" would come out of the blue.
    asked.close(db, flag.patient_id, now=now)
    cards.refresh(db, house, flag, now=now)
    words = house.wording.text(LANG, f"outcome_{outcome}")
    row = pickers.tapped(db, update)
    if row is not None and row != flag.card_id:
        said = house.wording.said(LANG, "staff_resolved", outcome=words)
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit", label="outcome")
    return house.wording.text(LANG, "staff_resolved", outcome=words)


ACTS: dict[str, Callable[[Db, House, Staff, Flag, Tap, Update, dt.datetime], str | None]] = {
    "take": _take,
    "reply": _reply,
    "resolve": _resolve,
}


def _answer(house: House, message: Message) -> Work:
    """Words under a prompt go to the patient; words under a card ask "Send?" first; other talk is a note."""
    now = house.now()
    user_id = message.from_user.id if message.from_user else 0
    under = message.reply_to_message.message_id if message.reply_to_message else 0

    def work(db: Db) -> None:
        target = outgoing.find_sent(db, chat_id=message.chat_id, message_id=under)
        if target is None or target.label not in ("prompt", "card", "finding", "ring"):
            return
        person = _may(db, house, user_id)
        if person is None:
            _under(db, house, message, house.wording.said(LANG, "staff_only"), now=now)
        elif not message.text:
            _under(db, house, message, house.wording.said(LANG, "staff_reply_empty"), now=now)
        elif target.label == "prompt":
            _to_prompt(db, house, person, message, target.flag_id, now=now)
        else:
            _offer(db, house, person, message, target.flag_id, now=now)

    return work


def _under(db: Db, house: House, message: Message, said: Said, *, now: dt.datetime) -> None:
    say.to_staff(db, house, said, now=now, lane=Lane.REPLY, reply_to=message.message_id)


def _to_prompt(db: Db, house: House, person: Staff, message: Message, flag_id: int | None, *, now: dt.datetime) -> None:
    flag = flags.by_id(db, flag_id or 0)
    _under(db, house, message, send(db, house, person, flag, message.text or "", now=now), now=now)


def send(db: Db, house: House, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Said:
    """Say staff's words to the patient, signed; return what staff are told. It fulfils the take."""
    patient = patients.by_id(db, flag.patient_id)
    who = cards.pseudonym(db, house, patient, flag)
    if patient.state == "unreachable":
        return house.wording.said(LANG, "staff_reply_unsent", who=who)
    said = house.wording.said(patient.lang, "reply_frame", words=clean(words)[:3900], name=person.name)
    say.to_patient(db, patient, said, now=now, label="staff_reply")
    flags.join(db, flag, kind="reply", level="none", now=now)
    flags.keep(db, flag, lease_until=None)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="flag.replied", subject=flag.ref)
    return house.wording.said(LANG, "staff_reply_sent", who=who)


def _offer(db: Db, house: House, person: Staff, message: Message, flag_id: int | None, *, now: dt.datetime) -> None:
    """A swipe-reply to a card is not sent by itself: it may have been meant for a colleague."""
    flag = flags.by_id(db, flag_id or 0)
    draft = drafts.begin(db, staff_id=person.id, flag_id=flag.id, prompt_id=None, close_after=False, now=now)
    drafts.fill(db, draft, message.text or "")
    who = cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag)
    yes = Button(label=house.wording.text(LANG, "staff_send"), action="send", ref=draft.ref)
    no = Button(label=house.wording.text(LANG, "staff_keep"), action="keep", ref=draft.ref)
    _under(db, house, message, house.wording.said(LANG, "staff_send_ask", buttons=((yes, no),), who=who), now=now)


def _decide(db: Db, house: House, person: Staff, pressed: Tap, update: Update, *, now: dt.datetime) -> str | None:
    draft: Draft | None = drafts.by_ref(db, pressed.ref)
    if draft is None or draft.staff_id != person.id:
        return house.wording.text(LANG, "tap_stale")
    flag, words = flags.by_id(db, draft.flag_id), drafts.words(db, draft)
    drafts.drop(db, draft)
    if pressed.action == "send":
        said = send(db, house, person, flag, words, now=now)
    else:
        said = house.wording.said(LANG, "staff_kept")
    row = pickers.tapped(db, update)
    if row is not None:
        say.to_staff(db, house, said, now=now, lane=Lane.REPLY, target_id=row, kind="edit")
    return said.text


def _edited(house: House, message: Message) -> Work:
    """An edit of something already sent is not sent again: say so, where it matters."""
    now = house.now()
    under = message.reply_to_message.message_id if message.reply_to_message else 0

    def work(db: Db) -> None:
        target = outgoing.find_sent(db, chat_id=message.chat_id, message_id=under)
        if target is not None and target.label == "prompt":
            _under(db, house, message, house.wording.said(LANG, "staff_edited_note"), now=now)

    return work
