"""Visits: one treatment each, with its own 48-hour clock."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select, update

from records.models import Checkin, Invite, Visit
from records.patients import by_id
from records.statements import changes
from records.store import Db, sealer
from records.types import new_ref


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where and how she was treated, in staff's words; empty where nobody filled it in."""

    area: str = ""
    side: str = ""
    technique: str = ""
    clinician: str = ""
    first_session: bool = False
    #: Her age or an age band as staff wrote it: 52, 75+, <18.
    age_band: str = ""
    #: A parent or guardian agreed for her.
    guardian: bool = False


def confirm(
    db: Db,
    *,
    patient_id: int,
    invite: Invite,
    ended_at: dt.datetime,
    site: Site,
    plan_version: str,
    now: dt.datetime,
) -> Visit:
    """Write the visit that the patient says is hers; a second tap finds the first (unique invite)."""
    known = db.scalar(select(Visit).where(Visit.invite_id == invite.id))
    if known is not None:
        return known
    ref = new_ref()
    owner = by_id(db, patient_id).ref
    visit = Visit(
        ref=ref,
        patient_id=patient_id,
        invite_id=invite.id,
        state="active",
        ended_at=ended_at,
        details=sealer(db).seal(owner, f"visits.details:{ref}", json.dumps(asdict(site))),
        plan_version=plan_version,
        confirmed_at=now,
        location=invite.location,
    )
    db.add(visit)
    db.flush()
    return visit


def supersede(db: Db, visit: Visit, *, now: dt.datetime) -> bool:
    """A new session takes this visit's place: its planned steps are cancelled, follow-ups go on.

    False when it was not running.
    """
    planned = (Checkin.visit_id == visit.id, Checkin.kind == "plan", Checkin.state == "planned")
    db.execute(update(Checkin).where(*planned).values(state="cancelled", settled_at=now, why="a new session"))
    running = update(Visit).where(Visit.id == visit.id, Visit.state == "active")
    return changes(db, running.values(state="superseded", closed_at=now)) == 1


def active(db: Db, patient_id: int) -> Sequence[Visit]:
    """Return a patient's visits whose plan is running, the newest first."""
    asked = select(Visit).where(Visit.patient_id == patient_id, Visit.state == "active")
    return db.scalars(asked.order_by(Visit.ended_at.desc(), Visit.id.desc())).all()


def latest(db: Db, patient_id: int) -> Visit | None:
    """Return the patient's newest visit, or none."""
    return db.scalar(select(Visit).where(Visit.patient_id == patient_id).order_by(Visit.id.desc()).limit(1))


def of_patient(db: Db, patient_id: int) -> Sequence[Visit]:
    """Return all of a patient's visits, oldest first."""
    return db.scalars(select(Visit).where(Visit.patient_id == patient_id).order_by(Visit.id)).all()


def before(db: Db, patient_id: int, visit_id: int) -> Visit | None:
    """Return the visit that came before this one, or none."""
    asked = select(Visit).where(Visit.patient_id == patient_id, Visit.id < visit_id)
    return db.scalar(asked.order_by(Visit.id.desc()).limit(1))


def running(db: Db) -> Sequence[Visit]:
    """Return the visits whose plan is running, oldest first."""
    return db.scalars(select(Visit).where(Visit.state == "active").order_by(Visit.ended_at)).all()


def place_of(db: Db, patient_id: int) -> str:
    """Return the place of a patient's newest visit; empty where there is none, or one place only."""
    visit = latest(db, patient_id)
    return "" if visit is None else visit.location


def get(db: Db, visit_id: int) -> Visit:
    """Return the visit with this row id; LookupError when there is none."""
    visit = db.get(Visit, visit_id)
    if visit is None:
        msg = f"no visit {visit_id}"
        raise LookupError(msg)
    return visit


def by_ref(db: Db, ref: str) -> Visit | None:
    """Return the visit that a button names, or none."""
    return db.scalar(select(Visit).where(Visit.ref == ref))


def site(db: Db, visit: Visit) -> Site:
    """Open where she was treated; opened once a transaction, for it is asked about often."""
    opened: dict[str, Site] = db.info.setdefault("sites", {})
    if visit.details not in opened:
        owner = by_id(db, visit.patient_id).ref
        told = sealer(db).open(owner, f"visits.details:{visit.ref}", visit.details)
        opened[visit.details] = Site(**json.loads(told))
    return opened[visit.details]


def correct(db: Db, visit: Visit, *, ended_at: dt.datetime, site: Site) -> None:
    """Put right what was entered wrongly: when the session ended, and where the needles were."""
    owner = by_id(db, visit.patient_id).ref
    visit.ended_at = ended_at
    visit.details = sealer(db).seal(owner, f"visits.details:{visit.ref}", json.dumps(asdict(site)))
    db.flush()


def end(db: Db, visit_id: int, *, now: dt.datetime) -> bool:
    """The plan is done. False when it had ended before."""
    changed = changes(
        db,
        update(Visit).where(Visit.id == visit_id, Visit.state == "active").values(state="ended", closed_at=now),
    )
    return changed == 1


def reopen(db: Db, visit_id: int) -> bool:
    """A plan that was stopped goes on. False when the visit had not ended, or a newer one took its place."""
    ended = update(Visit).where(Visit.id == visit_id, Visit.state == "ended")
    return changes(db, ended.values(state="active", closed_at=None)) == 1


def end_done(db: Db, *, now: dt.datetime) -> int:
    """End the visits whose check-ins have all come to their ends, whichever; return how many."""
    live = select(Checkin.id).where(Checkin.visit_id == Visit.id, Checkin.state.in_(("planned", "queued", "sent")))
    over = update(Visit).where(Visit.state == "active", ~live.exists()).values(state="ended", closed_at=now)
    return changes(db, over.execution_options(synchronize_session=False))


def hours_since(visit: Visit | None, *, now: dt.datetime) -> float | None:
    """Return hours since the needles came out, or none without a visit."""
    return None if visit is None else (now - visit.ended_at).total_seconds() / 3600
