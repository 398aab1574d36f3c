"""The digest: at opening and before closing staff see all that is open, once each (people.md 21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from messages import digests, hours, promises
from messages.clinic import Clinic
from messages.digests import Digest, Waiting
from records import audit, flags, invites, overview, patients, settings, staff, visits
from records.lanes import Lane
from records.models import Flag, Visit
from records.store import Db
from scheduler import cards, direct, say
from scheduler.say import Voice, served

LANG = "en"
#: Staff get it so long before they close; one that is later than this is no digest any more.
BEFORE, LATE = dt.timedelta(minutes=15), dt.timedelta(hours=2)
#: Deliveries in doubt and links not used are looked for so far back.
BACK = dt.timedelta(hours=72)
#: Deeds after which nothing is overdue: she has heard from a person.
HEARD = ("replied", "called", "asked_to_phone")

Kind = Literal["opening", "closing"]


def turn(db: Db, voice: Voice, *, now: dt.datetime) -> int:
    """Say the digests whose time has come, one for each place with hours of its own; return how many."""
    return sum(_one(db, voice.at(place), place, now=now) for place in voice.places)


def _one(db: Db, voice: Voice, place: str, *, now: dt.datetime) -> bool:
    due = moment(voice.wording.clinic, now)
    if due is None:
        return False
    kind, day = due
    key = f"digest_{kind}_{place}".rstrip("_")
    if settings.get(db, key) == day.isoformat():
        return False
    settings.put(db, key, day.isoformat(), now=now)
    said = digests.said(gather(db, voice, kind, place, now=now), voice.wording)
    say.to_staff(db, voice, said, now=now, lane=Lane.ECHO, label="digest", dedup=f"{key}:{day}")
    return True


def moment(clinic: Clinic, now: dt.datetime) -> tuple[Kind, dt.date] | None:
    """Return the digest that is due now: of the day's first opening, or before its last closing."""
    day = now.astimezone(clinic.tz).date()
    spans = hours.spans(clinic, day)
    if not spans:
        return None
    opening, closing = spans[0][0], max(spans[-1][1] - BEFORE, spans[-1][0])
    if closing <= now < closing + LATE:
        return "closing", day
    return ("opening", day) if opening <= now < min(opening + LATE, closing) else None


def gather(db: Db, voice: Voice, kind: Kind, place: str, *, now: dt.datetime) -> Digest:
    """Look at all that is handed over."""
    clinic = voice.wording.clinic
    until = hours.opens_next(clinic, now)
    opened = hours.spans(clinic, now.astimezone(clinic.tz).date())[0][0]
    broken, places = settings.get(db, audit.BROKEN), served(voice, place)
    return Digest(
        kind=kind,
        place=clinic.locations[0].name if place else "",
        flags=[_waiting(db, voice, flag, opened, now=now) for flag in flags.all_open(db, places=places)],
        silent=_names(db, voice, overview.silent(db, places=places)),
        tonight=[
            f"{_name(db, voice, visit)} ({cards.local(voice, due)})"
            for visit, due in overview.expected(db, until=until, places=places)[: digests.NAMES]
        ]
        if kind == "closing"
        else (),
        unreachable=_names(db, voice, overview.unreachable(db, now=now, places=places)),
        uncertain=[_patient(db, voice, each) for each in overview.uncertain(db, since=now - BACK, places=places)],
        waiting=_invited(db, voice, places, now=now) if kind == "closing" else (),
        nobody_on_duty=not direct.on_duty(db, voice),
        audit_lines=audit.count(db),
        audit_seal=audit.head(db),
        audit_broken=None if broken is None else int(broken),
    )


def _waiting(db: Db, voice: Voice, flag: Flag, opened: dt.datetime, *, now: dt.datetime) -> Waiting:
    clinic = voice.wording.clinic
    by = promises.by(clinic, flag.level, flag.clock)
    heard = any(each.kind in HEARD for each in flags.findings(db, flag.id))
    return Waiting(
        level=flag.level,
        who=cards.pseudonym(db, voice, patients.by_id(db, flag.patient_id), flag),
        since=cards.local(voice, flag.opened_at, day=True),
        by=cards.local(voice, by, day=True),
        taken_by="" if flag.taken_by is None else staff.by_id(db, flag.taken_by).name,
        rang=flag.rings,
        overdue=now > by and not heard,
        from_closed=flag.opened_at < opened,
    )


def _names(db: Db, voice: Voice, found: Sequence[Visit]) -> list[str]:
    return [_name(db, voice, each) for each in found[: digests.NAMES]] + [""] * max(0, len(found) - digests.NAMES)


def _name(db: Db, voice: Voice, visit: Visit) -> str:
    initials = patients.initials(db, patients.by_id(db, visit.patient_id))
    return f"{initials}, {cards.local(voice, visit.ended_at, day=True)}"


def _patient(db: Db, voice: Voice, patient_id: int) -> str:
    visit = visits.latest(db, patient_id)
    return patients.initials(db, patients.by_id(db, patient_id)) if visit is None else _name(db, voice, visit)


def _invited(db: Db, voice: Voice, places: Sequence[str], *, now: dt.datetime) -> list[str]:
    found = [invites.details(db, each) for each in invites.waiting(db, since=now - BACK) if each.location in places]
    return [f"{each.initials}, {cards.local(voice, each.ended_at, day=True)}" for each in found]
