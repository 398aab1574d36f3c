"""Flags: what a person must look at. open → alerted → taken ⇄ alerted → resolved; only a person ends one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from records.models import Finding, Flag, Grade, Visit
from records.statements import changes, dialect, insert, table
from records.store import Db

#: Highest first; `messages` owns the words, the order is the same.
LEVELS = ("emergency", "crisis", "urgent", "ask", "routine", "self_care", "none")
#: Levels of an alarm: she was told to call for help.
ALARMS = ("emergency", "crisis")
MOMENT = dt.timedelta(microseconds=1)
#: Levels that a person looks at.
SHOWN = LEVELS[:5]


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What raising did: the flag, whether it is new, and whether its level went up."""

    flag: Flag
    new: bool
    higher: bool
    #: What was found now, whatever the flag's level is by others.
    level: str
    #: An alarm anew, after a person had answered the last one: it is everyone's again.
    again: bool = False


def open_of(db: Db, patient_id: int) -> Flag | None:
    """Return the patient's one open flag, or none."""
    return db.scalar(select(Flag).where(Flag.patient_id == patient_id, Flag.state != "resolved"))


def alarmed(db: Db, patient_id: int) -> bool:
    """Say whether she was told to call for help and no person has closed that: then nothing cheers or chats (H5)."""
    flag = open_of(db, patient_id)
    return flag is not None and flag.level in ALARMS


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


def all_open(db: Db, *, places: Collection[str] | None = None) -> Sequence[Flag]:
    """Return every open flag, or those of some places, most serious and oldest first."""
    asked = select(Flag).where(Flag.state != "resolved")
    rows = db.scalars(asked if places is None else asked.where(Flag.location.in_(places))).all()
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
            level=level,
        )
    higher = LEVELS.index(level) < LEVELS.index(flag.level)
    flag.rules = sorted({*flag.rules, *rules})
    # Whoever answered her hours ago may be at home by now.
    again = not higher and level in ALARMS and flag.state == "taken" and flag.lease_until is None
    if higher or again:
        _rise(flag, flag.level if again else level, now=now)
    db.flush()
    return Raised(flag=flag, new=False, higher=higher, level=level, again=again)


def _rise(flag: Flag, level: str, *, now: dt.datetime) -> None:
    """A higher level, or an alarm anew, is news to everyone: whoever had it must take it again."""
    flag.level, flag.snoozed_until, flag.raised_at = level, None, now
    begin(flag, now=now)
    if flag.state == "taken":
        flag.state, flag.taken_by, flag.taken_at, flag.lease_until = "alerted", None, None, None


def begin(flag: Flag, *, now: dt.datetime) -> None:
    """The steps of the escalation table count from here, which is never the moment of an earlier beginning."""
    flag.since = now if flag.since is None else max(now, flag.since + MOMENT)
    flag.rings, flag.next_at = 0, now


def _open(db: Db, *, patient_id: int, visit_id: int | None, level: str, rules: Sequence[str], now: dt.datetime) -> Flag:
    flag = Flag(
        patient_id=patient_id,
        visit_id=visit_id,
        level=level,
        rules=sorted(set(rules)),
        opened_at=now,
        raised_at=now,
        location=_location(db, patient_id, visit_id),
    )
    begin(flag, now=now)
    db.add(flag)
    db.flush()
    return flag


def _location(db: Db, patient_id: int, visit_id: int | None) -> str:
    """The place of her visit, or of her newest one where it is about none."""
    asked = select(Visit.location).where(Visit.patient_id == patient_id)
    if visit_id is not None:
        asked = asked.where(Visit.id == visit_id)
    return db.scalar(asked.order_by(Visit.ended_at.desc()).limit(1)) or ""


def mark(flag: Flag) -> str:
    """Return what makes a step of its ladder one: the card, or the reply that raises it, is the first step's ring."""
    since = flag.since or flag.opened_at
    return f"{flag.id}:{flag.level}:{since.timestamp():.6f}:{max(flag.rings, 1)}"


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


def begin_again(db: Db, flag: Flag, *, now: dt.datetime) -> None:
    """Count its steps anew from now: the clinic has opened, or it was put off until now."""
    flag.snoozed_until = None
    begin(flag, now=now)
    db.flush()


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


def grade(db: Db, flag: Flag, *, grade: str, staff_id: int, now: dt.datetime, kind: str = "first") -> bool:
    """Keep what staff say of the level; the first word of a kind stands (unique). False when there was one."""
    kept = insert(dialect(db), Grade).values(flag_id=flag.id, kind=kind, grade=grade, staff_id=staff_id, at=now)
    return len(db.execute(kept.on_conflict_do_nothing().returning(table(Grade).c.id)).all()) == 1


def grades(db: Db, flag_id: int) -> Sequence[Grade]:
    """Return what was said of its level, in order."""
    return db.scalars(select(Grade).where(Grade.flag_id == flag_id).order_by(Grade.id)).all()


def ring(db: Db, flag: Flag, *, rings: int, next_at: dt.datetime | None) -> bool:
    """Write that it has rung and when it rings again. False when it was taken or resolved meanwhile."""
    changed = changes(
        db,
        update(Flag)
        .where(Flag.id == flag.id, Flag.state.in_(("open", "alerted")), Flag.rings == rings - 1)
        .values(rings=rings, next_at=next_at),
    )
    db.refresh(flag)
    return changed == 1


def shown_since(db: Db, moment: dt.datetime, *, levels: Sequence[str]) -> int:
    """Count the flags of some levels that were opened since a moment and have a card."""
    asked = select(func.count()).select_from(Flag)
    return db.scalar(asked.where(Flag.opened_at >= moment, Flag.level.in_(levels), Flag.card_id.is_not(None))) or 0


def without_card(db: Db, *, after: int, places: Collection[str]) -> Sequence[Flag]:
    """Return the open flags of some places behind a row id that have no card in the staff chat, oldest first."""
    asked = select(Flag).where(Flag.id > after, Flag.state != "resolved", Flag.card_id.is_(None))
    asked = asked.where(Flag.location.in_(places))
    return db.scalars(asked.order_by(Flag.id)).all()


def again_at(db: Db, flag: Flag, moment: dt.datetime) -> None:
    """Look at it again then, whatever it waited for."""
    changes(db, update(Flag).where(Flag.id == flag.id, Flag.state != "resolved").values(next_at=moment))
    db.refresh(flag)


def due(db: Db, *, now: dt.datetime, limit: int = 200) -> Sequence[Flag]:
    """Return the flags that must ring now, or whose lease is over."""
    asked = select(Flag).where(Flag.state != "resolved", Flag.next_at <= now)
    return db.scalars(asked.order_by(Flag.next_at).limit(limit)).all()
