"""Batches: on a busy day ordinary flags come as one list with a button each, so that they drown nothing."""

from __future__ import annotations

import datetime as dt

from messages import hours
from messages.cards import why_of
from messages.said import Button, Composer, Said
from records import flags, patients, settings
from records.lanes import Lane
from records.models import Flag
from records.store import Db
from scheduler import cards, say
from scheduler.say import Voice, served

LANG = "en"
#: How often such a list comes, and how many it holds.
EVERY, MOST = dt.timedelta(minutes=15), 20
LAST = "batched_behind"


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """List the flags that have no card, place by place; return how many."""
    return sum(_one(db, voice.at(place), place, now=now) for place in voice.places)


def _one(db: Db, voice: Voice, place: str, *, now: dt.datetime) -> bool:
    """When the oldest has waited long enough and somebody is there to read."""
    if not hours.is_open(voice.wording.clinic, now):
        return False
    last = f"{LAST}_{place}".rstrip("_")
    after = int(settings.get(db, last) or 0)
    found = list(flags.without_card(db, after=after, places=served(voice, place))[:MOST])
    if not found or found[0].opened_at > now - EVERY:
        return False
    settings.put(db, last, str(found[-1].id), now=now)
    dedup = f"batch:{found[0].id}:{found[-1].id}"
    say.to_staff(db, voice, _said(db, voice, found, now=now), now=now, lane=Lane.CARD, label="batch", dedup=dedup)
    return True


def _said(db: Db, voice: Voice, found: list[Flag], *, now: dt.datetime) -> Said:
    page = Composer()
    since = cards.local(voice, found[0].opened_at, day=True)
    page.bold(voice.wording.text(LANG, "staff_batch_head", time=since, n=len(found)))
    names = [cards.pseudonym(db, voice, patients.by_id(db, flag.patient_id), flag) for flag in found]
    for who, flag in zip(names, found, strict=True):
        why = "; ".join(why_of(rule, voice.wording) for rule in flag.rules[:2])
        page.line(voice.wording.text(LANG, "staff_batch_line", who=who, why=why))
    buttons = [Button(label=who, action="card", ref=flag.ref) for who, flag in zip(names, found, strict=True)]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return page.said(buttons=rows, silent=True)
