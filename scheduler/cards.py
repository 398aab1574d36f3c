"""Cards: one open card a patient in the staff chat, edited in place; what matters sounds under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from messages.cards import CardView, direct_notice, flag_card, new_finding, why_of
from messages.said import Said
from records import answers, flags, heard, outgoing, patients, staff, visits
from records.flags import Raised
from records.lanes import Lane
from records.models import Finding, Flag, Heard, Patient
from records.store import Db
from scheduler import say
from scheduler.say import Voice

SERIOUS = ("emergency", "crisis", "urgent")


def put(db: Db, voice: Voice, raised: Raised, *, now: dt.datetime, words: bool) -> None:
    """Show staff what has just joined a flag: a new card, an edit, and a sound where people.md 18 asks for one."""
    flag = raised.flag
    if raised.new or flag.card_id is None:
        _first(db, voice, flag, now=now)
        return
    refresh(db, voice, flag, now=now)
    if raised.higher or (words and flag.state == "taken"):
        _sound(db, voice, flag, now=now, higher=raised.higher)


def _first(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    view = view_of(db, voice, flag, now=now)
    lane = Lane.URGENT if flag.level in SERIOUS else Lane.CARD
    owner = patients.by_id(db, flag.patient_id).ref
    flag.card_id = say.to_staff(
        db, voice, flag_card(view, voice.wording), now=now, lane=lane, flag=flag, owner=owner, label="card"
    )
    db.flush()
    if flag.level in SERIOUS:
        tell_directly(db, voice, flag, view, now=now)


def _sound(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime, higher: bool) -> None:
    view = view_of(db, voice, flag, now=now)
    lane = Lane.URGENT if higher or flag.level in SERIOUS else Lane.ECHO
    owner = patients.by_id(db, flag.patient_id).ref
    said = new_finding(view, voice.wording, higher=higher)
    say.to_staff(db, voice, said, now=now, lane=lane, flag=flag, owner=owner, target_id=flag.card_id, label="finding")
    if higher and flag.level in SERIOUS:
        tell_directly(db, voice, flag, view, now=now)


def alert(db: Db, voice: Voice, flag: Flag, rule: str, *, now: dt.datetime) -> None:
    """Sound under the card and in the chats of those on duty, whoever has it: somebody must phone now."""
    view = view_of(db, voice, flag, now=now)
    said = Said(text=voice.wording.text("en", "card_alert", who=view.who, why=why_of(rule, voice.wording)))
    mark = f"{rule}:{now:%Y%m%d%H%M}"
    say.to_staff(
        db,
        voice,
        said,
        now=now,
        lane=Lane.URGENT,
        flag=flag,
        target_id=flag.card_id,
        label="finding",
        dedup=f"alert:{flag.id}:{mark}",
    )
    tell_directly(db, voice, flag, view, now=now, mark=mark)


def refresh(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """Bring the card up to date without a sound."""
    if flag.card_id is None:
        return
    said = flag_card(view_of(db, voice, flag, now=now), voice.wording)
    owner = patients.by_id(db, flag.patient_id).ref
    outgoing.supersede(db, target_id=flag.card_id, now=now)
    say.to_staff(
        db,
        voice,
        said,
        now=now,
        lane=Lane.QUIET,
        flag=flag,
        owner=owner,
        target_id=flag.card_id,
        kind="edit",
        label="card_edit",
    )


def tell_directly(db: Db, voice: Voice, flag: Flag, view: CardView, *, now: dt.datetime, mark: str = "") -> None:
    """Tell the people on duty in their own chats: level and pseudonym, never words (people.md 23)."""
    for person in staff.on_duty(db):
        said = direct_notice(view, voice.wording, link=link(voice, db, flag))
        dedup = f"direct:{flag.id}:{flag.level}:{flag.rings}:{person.id}:{mark}"
        say.to_chat(db, person.user_id, said, now=now, lane=Lane.URGENT, dedup=dedup, label="direct")


def link(voice: Voice, db: Db, flag: Flag) -> str:
    """Return the address of the staff chat's card, as Telegram writes it for supergroups; empty elsewhere."""
    chat = str(voice.staff_chat)
    message_id = outgoing.message_of(db, flag.card_id)
    return f"https://t.me/c/{chat.removeprefix('-100')}/{message_id}" if chat.startswith("-100") and message_id else ""


def view_of(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> CardView:
    """Gather what a card shows."""
    patient = patients.by_id(db, flag.patient_id)
    visit = None if flag.visit_id is None else visits.get(db, flag.visit_id)
    site = visits.Site() if visit is None else visits.site(db, visit)
    joined = flags.findings(db, flag.id)
    return CardView(
        ref=flag.ref,
        level=flag.level,
        state=flag.state,
        who=pseudonym(db, voice, patient, flag),
        area=site.area,
        side=site.side,
        technique=site.technique,
        clinician=site.clinician,
        hours_since=visits.hours_since(visit, now=now),
        modifiers=tuple(patient.modifiers or ()),
        age_band=site.age_band,
        guardian=site.guardian,
        scores=() if visit is None else tuple(each.number for each in answers.scores(db, visit.id)),
        deeds=_deeds(db, voice, joined),
        rules=tuple(flag.rules),
        findings=tuple(dict.fromkeys(symptom for row in joined for symptom in row.symptoms)),
        words=_words(db, voice, joined),
        taken_by=_name(db, flag.taken_by),
        taken_at=None if flag.taken_at is None else _local(voice, flag.taken_at),
        outcome=flag.outcome or "",
        resolved_by=_name(db, flag.resolved_by),
    )


#: Findings that are deeds of staff, or a thank-you: shown as lines, not as words.
DEEDS = ("called", "asked_to_phone", "replied", "thanks")


def _deeds(db: Db, voice: Voice, joined: Sequence[Finding]) -> tuple[tuple[str, str, str], ...]:
    done = [row for row in joined if row.kind in DEEDS]
    return tuple((row.kind, row.rules[0] if row.rules else "", _local(voice, row.at)) for row in done)


def pseudonym(db: Db, voice: Voice, patient: Patient, flag: Flag) -> str:
    """Return how staff know her: initials and the day and time of the visit ("JM, Tue 10:30")."""
    visit = None if flag.visit_id is None else visits.get(db, flag.visit_id)
    initials = patients.initials(db, patient)
    return initials if visit is None else f"{initials}, {_local(voice, visit.ended_at, day=True)}"


def _words(db: Db, voice: Voice, joined: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    told = [row for row in joined if row.heard_id is not None and row.kind != "thanks"]
    rows = [(row, db.get_one(Heard, row.heard_id)) for row in told]
    return tuple((_local(voice, row.at), heard.words(db, said)) for row, said in rows if said.words is not None)


def _name(db: Db, staff_id: int | None) -> str:
    return "" if staff_id is None else staff.by_id(db, staff_id).name


def _local(voice: Voice, moment: dt.datetime, *, day: bool = False) -> str:
    local = moment.astimezone(ZoneInfo(voice.wording.clinic.zone))
    return local.strftime("%a %H:%M" if day else "%H:%M")
