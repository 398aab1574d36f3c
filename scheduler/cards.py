"""Cards: one open card a patient in the staff chat, edited in place; what matters sounds under it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from messages import cards as written
from messages import hours
from messages.cards import CardView, flag_card, new_finding, why_of
from messages.said import Button, Said
from records import answers, flags, heard, leases, outgoing, patients, staff, visits
from records.flags import Raised
from records.lanes import Lane
from records.models import Finding, Flag, Heard, Patient, Visit
from records.store import Db
from scheduler import contacts, direct, say
from scheduler.say import Voice

SERIOUS = ("emergency", "crisis", "urgent")
ORDINARY = ("ask", "routine", "self_care", "none")
#: Beyond so many ordinary cards an hour the rest come as one list: a busy day must not drown an urgent one.
CARDS_AN_HOUR, HOUR = 6, dt.timedelta(hours=1)


def put(db: Db, voice: Voice, raised: Raised, *, now: dt.datetime, words: bool) -> None:
    """Show staff what has just joined a flag: a new card, an edit, and a sound where people.md 18 asks for one."""
    flag = raised.flag
    if flag.card_id is None:
        if flag.level in SERIOUS or not _busy(db, now=now):
            show(db, voice, flag, now=now)
        return
    if raised.level == "urgent" and flag.state == "taken" and flag.lease_until is None:
        _holds(db, voice, flag, now=now)
    refresh(db, voice, flag, now=now)
    anew = raised.higher or raised.again
    if anew or (words and (flag.state == "taken" or flag.snoozed_until is not None)):
        _sound(db, voice, flag, now=now, higher=raised.higher, anew=anew, serious=raised.level in SERIOUS)


def _busy(db: Db, *, now: dt.datetime) -> bool:
    """Say whether ordinary cards have come so fast that further ones wait for the next batch."""
    return flags.shown_since(db, now - HOUR, levels=ORDINARY) >= CARDS_AN_HOUR


def show(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """Put the card into the staff chat, and tell those on duty of a grave one; nothing where it stands already."""
    if flag.card_id is not None:
        return
    view = view_of(db, voice, flag, now=now)
    lane = Lane.URGENT if flag.level in SERIOUS else Lane.CARD
    owner = patients.by_id(db, flag.patient_id).ref
    flag.card_id = say.to_staff(
        db,
        voice,
        flag_card(view, voice.wording),
        now=now,
        lane=lane,
        flag=flag,
        owner=owner,
        label="card",
        dedup=f"ring:{flags.mark(flag)}",
    )
    db.flush()
    if flag.level in SERIOUS:
        direct.tell(db, voice, flag, view, now=now)


def _holds(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """Something urgent after the answer: whoever has it must answer again in time, or it rings."""
    until = hours.after_open(voice.wording.clinic, now, voice.times.lease_urgent)
    leases.keep(db, flag, lease_until=until)


def _sound(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime, higher: bool, anew: bool, serious: bool) -> None:
    view = view_of(db, voice, flag, now=now)
    lane = Lane.URGENT if anew or flag.level in SERIOUS else Lane.ECHO
    owner = patients.by_id(db, flag.patient_id).ref
    said = new_finding(view, voice.wording, higher=higher)
    say.to_staff(
        db,
        voice,
        said,
        now=now,
        lane=lane,
        flag=flag,
        owner=owner,
        target_id=flag.card_id,
        label="finding",
        dedup=f"ring:{flags.mark(flag)}" if anew else None,
    )
    if anew and flag.level in SERIOUS:
        direct.tell(db, voice, flag, view, now=now)
    elif serious:
        direct.tell(db, voice, flag, view, now=now, once=f"{now.timestamp():.0f}")


def alert(db: Db, voice: Voice, flag: Flag, rule: str, *, now: dt.datetime) -> None:
    """Sound under the card and in the chats of those on duty, whoever has it: somebody must phone now."""
    view = view_of(db, voice, flag, now=now)
    said = Said(text=voice.wording.text("en", "card_alert", who=view.who, why=why_of(rule, voice.wording)))
    once = f"{rule}:{now:%Y%m%d%H%M}"
    say.to_staff(
        db,
        voice,
        said,
        now=now,
        lane=Lane.URGENT,
        flag=flag,
        target_id=flag.card_id,
        label="finding",
        dedup=f"alert:{flag.id}:{once}",
    )
    direct.tell(db, voice, flag, view, now=now, once=once)
    # Whoever has it may not be there: she has no help on its way (people.md 2).
    contacts.ring(db, voice, "second", notice(db, voice, flag, now=now), mark=f"alert:{flag.id}:{once}", now=now)


def ring(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """Sound once more under the card: nobody has taken it. A flag that waits in a batch has no card yet."""
    if flag.card_id is None:
        return
    view = view_of(db, voice, flag, now=now)
    say.to_staff(
        db,
        voice,
        voice.wording.said(
            "en", "staff_ring_again", who=view.who, level=voice.wording.text("en", f"card_level_{flag.level}")
        ),
        now=now,
        lane=Lane.URGENT if flag.level in SERIOUS else Lane.ECHO,
        flag=flag,
        owner=patients.by_id(db, flag.patient_id).ref,
        target_id=flag.card_id,
        label="ring",
        dedup=f"ring:{flags.mark(flag)}",
    )


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
        taken_at=None if flag.taken_at is None else local(voice, flag.taken_at),
        snoozed="" if flag.snoozed_until is None else local(voice, flag.snoozed_until, day=True),
        outcome=flag.outcome or "",
        resolved_by=_name(db, flag.resolved_by),
    )


#: Findings that are deeds of staff, or a thank-you: shown as lines, not as words.
DEEDS = ("called", "asked_to_phone", "replied", "thanks", "snoozed", "handed", "note")


def _deeds(db: Db, voice: Voice, joined: Sequence[Finding]) -> tuple[tuple[str, str, str], ...]:
    done = [row for row in joined if row.kind in DEEDS]
    return tuple((row.kind, row.rules[0] if row.rules else "", local(voice, row.at)) for row in done)


def pseudonym(db: Db, voice: Voice, patient: Patient, flag: Flag) -> str:
    """Return how staff know her: initials and the day and time of the visit ("JM, Tue 10:30")."""
    return name(db, voice, patient, None if flag.visit_id is None else visits.get(db, flag.visit_id))


def name(db: Db, voice: Voice, patient: Patient, visit: Visit | None) -> str:
    """Return how staff know somebody: initials, and the day and time of a visit."""
    initials = patients.initials(db, patient)
    return initials if visit is None else f"{initials}, {local(voice, visit.ended_at, day=True)}"


def _words(db: Db, voice: Voice, joined: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    told = [row for row in joined if row.heard_id is not None and row.kind != "thanks"]
    rows = [(row, db.get_one(Heard, row.heard_id)) for row in told]
    return tuple((local(voice, row.at), heard.words(db, said)) for row, said in rows if said.words is not None)


def _name(db: Db, staff_id: int | None) -> str:
    return "" if staff_id is None else staff.by_id(db, staff_id).name


def local(voice: Voice, moment: dt.datetime, *, day: bool = False) -> str:
    """Return a moment on the clinic's clock: "10:30", or "Tue 10:30"."""
    local = moment.astimezone(ZoneInfo(voice.wording.clinic.zone))
    return local.strftime("%a %H:%M" if day else "%H:%M")


def who_and_level(db: Db, voice: Voice, flag: Flag) -> str:
    """Return pseudonym and level in a few words: "JM, Tue 10:30 (URGENT, same day)"."""
    who = pseudonym(db, voice, patients.by_id(db, flag.patient_id), flag)
    return f"{who} ({voice.wording.text('en', f'card_level_{flag.level}')})"


def notice(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> Said:
    """Return what a contact reads: level, pseudonym, since when; never a word of the patient's."""
    level = voice.wording.text("en", f"card_level_{flag.level}")
    who = pseudonym(db, voice, patients.by_id(db, flag.patient_id), flag)
    since = local(voice, flag.opened_at, day=True)
    return Said(text=voice.wording.text("en", "contact_flag", level=level, who=who, since=since))


def more_buttons(voice: Voice, flag: Flag) -> tuple[tuple[Button, ...], ...]:
    """Return what stands behind *More…* on its card."""
    return written.more_buttons(flag.ref, flag.level, voice.wording)
