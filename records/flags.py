"""Flags: what a person must look at. open → alerted → taken ⇄ alerted → resolved; only a person ends one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from records.models import Finding, Flag, Grade
from records.statements import changes, dialect, insert, table
from records.store import Db

#: Highest first; `messages` owns the words, the order is the same.
LEVELS = ("emergency", "crisis", "urgent", "ask", "routine", "self_care", "none")
LIVE = ("open", "alerted", "taken")
#: Levels that a person looks at.
SHOWN = LEVELS[:5]


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What raising did: the flag, whether it is new, and whether its level went up."""

    flag: Flag
    new: bool
    higher: bool


def open_of(db: Db, patient_id: int) -> Flag | None:
    """Return the patient's one open flag, or none."""
    return db.scalar(select(Flag).where(Flag.patient_id == patient_id, Flag.state != "resolved"))


def alarmed(db: Db, patient_id: int) -> bool:
    """Say whether she was told to call for help and no person has closed that: then nothing cheers or chats (H5)."""
    flag = open_of(db, patient_id)
    return flag is not None and flag.level in ("emergency", "crisis")


def by_ref(db: Db, ref: str) -> Flag | None:
    """Return the flag that a button names, or none."""
    return db.scalar(select(Flag).where(Flag.ref == ref))


def by_id(db: Db, flag_id: int) -> Flag:
    """Return the flag with this row id; LookupError when there is none."""
    flag = db.get(Flag, flag_id)
    if flag is None:
        msg = f"no flag {flag_id}"
        raise LookupError(msg)
    return flag


def of_visit(db: Db, visit_id: int) -> Sequence[Flag]:
    """Return a visit's flags, ended ones too, oldest first."""
    return db.scalars(select(Flag).where(Flag.visit_id == visit_id).order_by(Flag.id)).all()


def of_patient(db: Db, patient_id: int) -> Sequence[Flag]:
    """Return a patient's flags, ended ones too, oldest first."""
    return db.scalars(select(Flag).where(Flag.patient_id == patient_id).order_by(Flag.id)).all()


def all_open(db: Db) -> Sequence[Flag]:
    """Return every open flag, most serious and oldest first."""
    rows = db.scalars(select(Flag).where(Flag.state != "resolved")).all()
    return sorted(rows, key=lambda flag: (LEVELS.index(flag.level), flag.opened_at))


def raise_(
    db: Db, *, patient_id: int, visit_id: int | None, level: str, rules: Sequence[str], now: dt.datetime
) -> Raised:
    """Open a flag, or join the open one; a level only goes up."""
    flag = open_of(db, patient_id)
    if flag is None:
        return Raised(
            flag=_open(db, patient_id=patient_id, visit_id=visit_id, level=level, rules=rules, now=now),
            new=True,
            higher=False,
        )
    higher = LEVELS.index(level) < LEVELS.index(flag.level)
    flag.rules = sorted({*flag.rules, *rules})
    if higher:
        _rise(flag, level, now=now)
    db.flush()
    return Raised(flag=flag, new=False, higher=higher)


def _rise(flag: Flag, level: str, *, now: dt.datetime) -> None:
    """A higher level is news to everyone: whoever had it must take it again."""
    flag.level, flag.rings, flag.next_at = level, 0, now
    if flag.state == "taken":
        flag.state, flag.taken_by, flag.taken_at, flag.lease_until = "alerted", None, None, None


def _open(db: Db, *, patient_id: int, visit_id: int | None, level: str, rules: Sequence[str], now: dt.datetime) -> Flag:
    flag = Flag(
        patient_id=patient_id,
        visit_id=visit_id,
        level=level,
        rules=sorted(set(rules)),
        opened_at=now,
        next_at=now,
    )
    db.add(flag)
    db.flush()
    return flag


def join(
    db: Db,
    flag: Flag,
    *,
    kind: str,
    level: str,
    now: dt.datetime,
    rules: Sequence[str] = (),
    symptoms: Sequence[str] = (),
    heard_id: int | None = None,
    checkin_id: int | None = None,
) -> None:
    """Add one thing to a flag: words heard, an answer, a silence, a reply."""
    row = Finding(
        flag_id=flag.id,
        kind=kind,
        level=level,
        rules=list(rules),
        symptoms=list(symptoms),
        heard_id=heard_id,
        checkin_id=checkin_id,
        at=now,
    )
    db.add(row)
    db.flush()


def findings(db: Db, flag_id: int) -> Sequence[Finding]:
    """Return what a flag gathered, oldest first."""
    return db.scalars(select(Finding).where(Finding.flag_id == flag_id).order_by(Finding.id)).all()


def found_in(db: Db, checkin_id: int) -> bool:
    """Say whether an answer of this check-in was shown to staff."""
    asked = select(Finding.id).where(Finding.checkin_id == checkin_id, Finding.level.in_(SHOWN))
    return db.scalar(asked.limit(1)) is not None


def alerted(db: Db, flag_id: int, *, now: dt.datetime) -> bool:
    """A first notice reached staff. False when that was known or it has moved on."""
    changed = changes(
        db,
        update(Flag).where(Flag.id == flag_id, Flag.state == "open").values(state="alerted", alerted_at=now),
    )
    db.expire_all()
    return changed == 1


def take(db: Db, flag: Flag, *, staff_id: int, lease_until: dt.datetime, now: dt.datetime) -> bool:
    """A person takes it, as a lease. False when it is someone's already or resolved."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state.in_(("open", "alerted")))
        .values(state="taken", taken_by=staff_id, taken_at=now, lease_until=lease_until, next_at=lease_until),
    )
    db.refresh(flag)
    return changed == 1


def keep(db: Db, flag: Flag, *, lease_until: dt.datetime | None) -> bool:
    """A reply or a logged call fulfils the lease: it does not ring again by itself."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state == "taken")
        .values(lease_until=lease_until, next_at=lease_until),
    )
    db.refresh(flag)
    return changed == 1


def release(db: Db, *, staff_id: int, now: dt.datetime) -> Sequence[Flag]:
    """Give back all that somebody held: it is nobody's again and rings (people.md 19). Return what it was."""
    held = db.scalars(select(Flag).where(Flag.taken_by == staff_id, Flag.state == "taken")).all()
    for flag in held:
        flag.state, flag.taken_by, flag.taken_at, flag.lease_until = "alerted", None, None, None
        flag.rings, flag.next_at = 1, now
    db.flush()
    return held


def lapse(db: Db, flag: Flag, *, now: dt.datetime) -> bool:
    """A lease ran out without a reply: it is nobody's again and rings."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state == "taken", Flag.lease_until <= now)
        .values(state="alerted", taken_by=None, taken_at=None, lease_until=None, rings=1, next_at=now),
    )
    db.refresh(flag)
    return changed == 1


def resolve(db: Db, flag: Flag, *, staff_id: int, outcome: str, now: dt.datetime) -> bool:
    """A person ends it. False when it was ended before."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state != "resolved")
        .values(
            state="resolved",
            resolved_by=staff_id,
            resolved_at=now,
            outcome=outcome,
            next_at=None,
            lease_until=None,
        ),
    )
    db.refresh(flag)
    return changed == 1


def grade(db: Db, flag: Flag, *, grade: str, staff_id: int, now: dt.datetime) -> bool:
    """Keep what staff say of the level; the first word stands (unique). False when there was one."""
    kept = insert(dialect(db), Grade).values(flag_id=flag.id, grade=grade, staff_id=staff_id, at=now)
    return len(db.execute(kept.on_conflict_do_nothing().returning(table(Grade).c.id)).all()) == 1


def ring(db: Db, flag: Flag, *, rings: int, next_at: dt.datetime | None) -> bool:
    """Write that it has rung and when it rings again. False when it was taken or resolved meanwhile."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state.in_(("open", "alerted")), Flag.rings < rings)
        .values(rings=rings, next_at=next_at),
    )
    db.refresh(flag)
    return changed == 1


def due(db: Db, *, now: dt.datetime, limit: int = 200) -> Sequence[Flag]:
    """Return the flags that must ring now, or whose lease is over."""
    asked = select(Flag).where(Flag.state != "resolved", Flag.next_at <= now)
    return db.scalars(asked.order_by(Flag.next_at).limit(limit)).all()
