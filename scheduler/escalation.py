"""Escalation: a flag climbs its ladder until a person takes it, and begins anew when a take runs out (people.md 19)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog

from messages import hours
from messages.said import Said
from records import flags, leases, patients
from records.lanes import Lane
from records.models import Flag
from records.store import Db
from scheduler import cards, contacts, direct, ladder, say
from scheduler.ladder import Ladder, Step
from scheduler.say import Voice

log = structlog.get_logger()

LANG = "en"
#: A flag whose step fell is tried again after this.
FAULT = dt.timedelta(minutes=1)
#: An ordinary flag rings nobody; one that was put off comes back to the staff chat.
ROUTINE = Ladder(steps=[Step(after=0, ring=["chat"])], again=0)


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Take the next step of every flag whose time has come; return how many."""
    due = flags.due(db, now=now)
    for flag in due:
        _safely(db, voice.at(flag.location), flag, now=now)
    return len(due)


def _safely(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """A card that cannot be made must not keep the others from ringing; a person looks at it by another way."""
    try:
        with db.begin_nested():
            _one(db, voice, flag, now=now)
    except Exception as exc:
        log.error("escalation.fell", flag=flag.id, error=type(exc).__name__)
        flags.again_at(db, flag, now + FAULT)
        text = voice.wording.text(LANG, "contact_fault", level=flag.level)
        contacts.ring(db, voice, "second", Said(text=text), mark=f"fault:{flag.id}:{now:%Y%m%d%H}", now=now)


def _one(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    if flag.state == "taken" and not leases.lapse(db, flag, now=now):
        return
    if flag.snoozed_until is not None or ladder.restarts(voice.wording.clinic, flag.level, _since(flag), now):
        flags.begin_again(db, flag, now=now)
    climb(db, voice, flag, now=now)


def climb(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """Take the step that is next, and write down when the one after it is due."""
    steps, number = ladder_of(voice, flag.level), flag.rings
    step, clinic = steps.step(number), voice.wording.clinic
    after = ladder.next_at(steps, clinic, flag.level, since=_since(flag), number=number + 1, now=now)
    if not flags.ring(db, flag, rings=number + 1, next_at=after):
        return
    for whom in [] if step is None else _whom(db, voice, flag, step):
        RINGS.get(whom, _contact(whom))(db, voice, flag, now)
    cards.refresh(db, voice, flag, now=now)


def ladder_of(voice: Voice, level: str) -> Ladder:
    """Return the ladder of a level."""
    graver = {"emergency": voice.times.emergency, "crisis": voice.times.crisis, "urgent": voice.times.urgent}
    return graver.get(level, ROUTINE)


def _since(flag: Flag) -> dt.datetime:
    # Flags of an older version count from when they were opened.
    return flag.since or flag.opened_at


def _whom(db: Db, voice: Voice, flag: Flag, step: Step) -> list[str]:
    """With nobody on duty who can be written to, the second contact is rung at once (people.md 21)."""
    alone = "duty" in step.ring and not direct.on_duty(db, voice) and "second" not in step.ring
    return [*step.ring, "second"] if alone else list(step.ring)


def _chat(db: Db, voice: Voice, flag: Flag, now: dt.datetime) -> None:
    cards.ring(db, voice, flag, now=now)


def _duty(db: Db, voice: Voice, flag: Flag, now: dt.datetime) -> None:
    direct.tell(db, voice, flag, cards.view_of(db, voice, flag, now=now), now=now)


def _patient(db: Db, voice: Voice, flag: Flag, now: dt.datetime) -> None:
    """She is told the truth: nobody has looked yet, and whom to call instead of waiting."""
    patient = patients.by_id(db, flag.patient_id)
    key = "not_seen_open" if hours.is_open(voice.wording.clinic, now) else "not_seen_closed"
    said = voice.wording.said(patient.lang, key, contact=voice.wording.contact_line(patient.lang, now))
    say.to_patient(db, patient, said, now=now, lane=Lane.URGENT, label="not_seen", dedup=f"not_seen:{flags.mark(flag)}")


def _contact(whom: str) -> Callable[[Db, Voice, Flag, dt.datetime], None]:
    def rings(db: Db, voice: Voice, flag: Flag, now: dt.datetime) -> None:
        said = cards.notice(db, voice, flag, now=now)
        contacts.ring(db, voice, whom, said, mark=flags.mark(flag), now=now, flag=flag)

    return rings


RINGS: dict[str, Callable[[Db, Voice, Flag, dt.datetime], None]] = {
    "chat": _chat,
    "duty": _duty,
    "patient": _patient,
}
