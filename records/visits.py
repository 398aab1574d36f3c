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
    supersede(db, patient_id=patient_id, now=now)
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
    )
    db.add(visit)
    db.flush()
    return visit


def supersede(db: Db, *, patient_id: int, now: dt.datetime) -> None:
    """A new session restarts the clock: the old visit's planned check-ins are cancelled."""
    old = select(Visit.id).where(Visit.patient_id == patient_id, Visit.state == "active").scalar_subquery()
    db.execute(
        update(Checkin)
        .where(Checkin.visit_id.in_(old), Checkin.state == "planned")
        .values(state="cancelled", settled_at=now)
    )
    db.execute(
        update(Visit)
        .where(Visit.patient_id == patient_id, Visit.state == "active")
        .values(state="superseded", closed_at=now)
    )


def latest(db: Db, patient_id: int) -> Visit | None:
    """Return the patient's newest visit, or none."""
    return db.scalar(select(Visit).where(Visit.patient_id == patient_id).order_by(Visit.id.desc()).limit(1))


def running(db: Db) -> Sequence[Visit]:
    """Return the visits whose plan is running, oldest first."""
    return db.scalars(select(Visit).where(Visit.state == "active").order_by(Visit.ended_at)).all()


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
    """Open where she was treated."""
    owner = by_id(db, visit.patient_id).ref
    return Site(**json.loads(sealer(db).open(owner, f"visits.details:{visit.ref}", visit.details)))


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
