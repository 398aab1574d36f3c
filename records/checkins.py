"""Check-ins: planned questions. planned → queued → sent → answered | missed, or an end without success."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm.util import identity_key

from records.models import Checkin, Patient, Visit
from records.statements import changes, dialect, insert, table
from records.store import Db
from records.types import new_ref

LIVE = ("planned", "queued", "sent")
PLAN, FOLLOWUP = "plan", "followup"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A step of a plan, or one time of a follow-up, with its times (UTC)."""

    step: str
    due_at: dt.datetime
    window_end: dt.datetime
    #: planned, or skipped where the timetable has no place for it.
    state: str = "planned"
    why: str = ""
    merged_into: str | None = None
    kind: str = PLAN
    nth: int = 0
    wish_at: dt.datetime | None = None


def plan(db: Db, *, visit_id: int, plan_version: str, steps: Iterable[Planned]) -> int:
    """Write a visit's check-ins; a step that stands already is left as it is. Return how many are new."""
    rows = [
        {
            "ref": new_ref(),
            "visit_id": visit_id,
            "plan_version": plan_version,
            "state": each.state,
            "step": each.step,
            "kind": each.kind,
            "nth": each.nth,
            "why": each.why,
            "merged_into": each.merged_into,
            "wish_at": each.wish_at,
            "due_at": each.due_at,
            "window_end": each.window_end,
        }
        for each in steps
    ]
    if not rows:
        return 0
    # PostgreSQL does not say how many rows such an INSERT wrote, so they are counted.
    written = insert(dialect(db), Checkin).values(rows).on_conflict_do_nothing()
    return len(db.execute(written.returning(table(Checkin).c.id)).all())


def due(db: Db, *, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return planned check-ins whose time has come, oldest first."""
    asked = select(Checkin).where(Checkin.state == "planned", Checkin.due_at <= now)
    return db.scalars(asked.order_by(Checkin.due_at).limit(limit)).all()


def owner(db: Db, checkin: Checkin) -> tuple[Visit, Patient]:
    """Return the visit and the patient a check-in belongs to."""
    visit = db.get_one(Visit, checkin.visit_id)
    return visit, db.get_one(Patient, visit.patient_id)


def by_ref(db: Db, ref: str) -> Checkin | None:
    """Return the check-in that a button names, or none."""
    return db.scalar(select(Checkin).where(Checkin.ref == ref))


def of_visit(db: Db, visit_id: int) -> Sequence[Checkin]:
    """Return a visit's check-ins and follow-ups in the order of their times."""
    return db.scalars(select(Checkin).where(Checkin.visit_id == visit_id).order_by(Checkin.due_at, Checkin.id)).all()


def steps(db: Db, visit_id: int) -> Sequence[Checkin]:
    """Return a visit's steps of the plan in the order of their times."""
    return [row for row in of_visit(db, visit_id) if row.kind == PLAN]


def of_patient(patient_id: int) -> Select[Checkin]:
    """Return the question for all check-ins of a patient, whatever visit they belong to."""
    return select(Checkin).join(Visit, Visit.id == Checkin.visit_id).where(Visit.patient_id == patient_id)


def waiting(db: Db, patient_id: int) -> Checkin | None:
    """Return the check-in or follow-up that was sent last and is not yet answered, or none."""
    asked = of_patient(patient_id).where(Checkin.state == "sent")
    return db.scalar(asked.order_by(Checkin.sent_at.desc(), Checkin.id.desc()).limit(1))


def answered_last(db: Db, patient_id: int, *, now: dt.datetime) -> Checkin | None:
    """Return the newest check-in that was answered and whose window is open: she may add to it or change her mind."""
    asked = of_patient(patient_id).where(Checkin.state == "answered", Checkin.window_end > now)
    return db.scalar(asked.order_by(Checkin.due_at.desc()).limit(1))


def move(db: Db, checkin_id: int, *, old: tuple[str, ...], new: str, **values: dt.datetime | str | None) -> bool:
    """Change a state, only from the states named. False when it had moved on."""
    if new != "sent":
        # Nothing that is over is reminded of.
        values = {**values, "nudge_at": None}
    changed = changes(
        db,
        update(Checkin).where(Checkin.id == checkin_id, Checkin.state.in_(old)).values(state=new, **values),
    )
    _forget(db, checkin_id)
    return changed == 1


def _forget(db: Db, checkin_id: int) -> None:
    """What the session holds of this row is no longer true; the rest of it is."""
    held = db.identity_map.get(identity_key(Checkin, checkin_id))
    if held is not None:
        db.expire(held)


def cancel(db: Db, *, visit_id: int, now: dt.datetime) -> int:
    """Cancel what is planned or queued of a visit, follow-ups too; return how many."""
    return changes(
        db,
        update(Checkin)
        .where(Checkin.visit_id == visit_id, Checkin.state.in_(("planned", "queued")))
        .values(state="cancelled", settled_at=now),
    )


def cancel_all(db: Db, *, patient_id: int, now: dt.datetime) -> int:
    """Cancel what is planned or queued of a patient, in whatever visit; return how many."""
    visits = select(Visit.id).where(Visit.patient_id == patient_id)
    return changes(
        db,
        update(Checkin)
        .where(Checkin.visit_id.in_(visits), Checkin.state.in_(("planned", "queued")))
        .values(state="cancelled", settled_at=now),
    )


def revive(db: Db, *, visit_id: int, now: dt.datetime) -> int:
    """After *resume*: plan again what was cancelled of the plan and is still to come; return how many."""
    return changes(
        db,
        update(Checkin)
        .where(
            Checkin.visit_id == visit_id,
            Checkin.kind == PLAN,
            Checkin.state == "cancelled",
            Checkin.due_at > now,
        )
        .values(state="planned", settled_at=None),
    )


def unanswered(db: Db, *, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return sent check-ins whose window is over: silence, which is a result."""
    asked = select(Checkin).where(Checkin.state == "sent", Checkin.window_end <= now)
    return db.scalars(asked.order_by(Checkin.window_end).limit(limit)).all()


def to_nudge(db: Db, *, now: dt.datetime, limit: int = 500) -> Sequence[Checkin]:
    """Return steps that have had no answer and whose one reminder is due; whatever is decided of it ends that."""
    asked = select(Checkin).where(Checkin.state == "sent", Checkin.nudge_at <= now)
    return db.scalars(asked.order_by(Checkin.nudge_at).limit(limit)).all()


def put(db: Db, *, visit_id: int, planned: Planned) -> bool:
    """Move a step that is still to come, or that the plan had left out. False when it is on its way, over or hers."""
    row = db.scalar(select(Checkin).where(Checkin.visit_id == visit_id, Checkin.step == planned.step))
    free = row is not None and (row.state == "planned" or (row.state == "skipped" and row.set_by != "patient"))
    if row is None or not free:
        return False
    row.state, row.due_at, row.window_end = planned.state, planned.due_at, planned.window_end
    row.why, row.merged_into = planned.why, planned.merged_into
    db.flush()
    return True


def chosen(db: Db, row: Checkin, *, due_at: dt.datetime, window_end: dt.datetime, why: str) -> bool:
    """Put a step where she wants it; the plan leaves it there. False when it is on its way or over."""
    step = (Checkin.id == row.id, Checkin.state == "planned")
    values = {"due_at": due_at, "window_end": window_end, "why": why, "set_by": "patient"}
    moved = changes(db, update(Checkin).where(*step).values(**values)) == 1
    db.refresh(row)
    return moved


def skip(db: Db, row: Checkin, *, why: str, by: str, now: dt.datetime) -> bool:
    """Leave a planned step out. False when it is on its way or over."""
    step = (Checkin.id == row.id, Checkin.state == "planned")
    left = changes(db, update(Checkin).where(*step).values(state="skipped", why=why, set_by=by, settled_at=now)) == 1
    db.refresh(row)
    return left
