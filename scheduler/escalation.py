"""Escalation: a flag rings until a person takes it, and again when a take runs out (people.md 19, 28)."""

from __future__ import annotations

import datetime as dt

from records import flags, patients
from records.lanes import Lane
from records.models import Flag
from records.store import Db
from scheduler import cards, say
from scheduler.say import Voice


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Ring every flag whose time has come; return how many."""
    due = flags.due(db, now=now)
    for flag in due:
        _one(db, voice, flag, now=now)
    return len(due)


def _one(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    if flag.state == "taken":
        if flags.lapse(db, flag, now=now):
            cards.refresh(db, voice, flag, now=now)
        return
    # Its card, or the sounding reply that raised it, was the first ring.
    first = flag.rings == 0
    if flags.ring(db, flag, rings=flag.rings + 1, next_at=next_ring(voice, flag, now=now)) and not first:
        _again(db, voice, flag, now=now)


def next_ring(voice: Voice, flag: Flag, *, now: dt.datetime) -> dt.datetime | None:
    """Return when this level rings next; routine flags wait for a person without ringing."""
    table = {
        "emergency": voice.times.emergency,
        "crisis": voice.times.crisis,
        "urgent": voice.times.urgent,
    }.get(flag.level)
    if table is None:
        return None
    minutes = table[min(flag.rings, len(table) - 1)]
    return now + dt.timedelta(minutes=minutes)


def _again(db: Db, voice: Voice, flag: Flag, *, now: dt.datetime) -> None:
    """The same card sounds once more under itself, and in the chats of those on duty."""
    view = cards.view_of(db, voice, flag, now=now)
    said = voice.wording.said("en", "staff_ring_again", who=view.who, level=view.level)
    lane = Lane.URGENT if flag.level in cards.SERIOUS else Lane.ECHO
    owner = patients.by_id(db, flag.patient_id).ref
    say.to_staff(
        db,
        voice,
        said,
        now=now,
        lane=lane,
        flag=flag,
        owner=owner,
        target_id=flag.card_id,
        label="ring",
        dedup=f"ring:{flag.id}:{flag.level}:{flag.rings}:{now.timestamp():.0f}",
    )
    cards.tell_directly(db, voice, flag, view, now=now)
