"""Retention: thirty days after a patient's last visit has ended, what she wrote and what was said to her is emptied."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, delete, func, select, update

from records.models import Answer, Checkin, Draft, Flag, Heard, Note, Outgoing, Patient, Visit
from records.statements import changes
from records.store import Db

#: What the consent text promises (clinical.md section 6).
KEPT = dt.timedelta(days=30)


def empty(db: Db, *, now: dt.datetime) -> int:
    """Empty words, answers and messages of patients whose care ended so long ago; return how many rows were touched.

    Flags, who acted and when stay for twelve months; they hold no words.
    """
    before = now - KEPT
    old = _over(before)
    words = update(Heard).where(Heard.patient_id.in_(old), Heard.words.is_not(None), Heard.at <= before)
    touched = changes(db, words.values(words=None).execution_options(synchronize_session=False))
    written = update(Note).where(Note.patient_id.in_(old), Note.words.is_not(None))
    touched += changes(db, written.values(words=None).execution_options(synchronize_session=False))
    touched += changes(db, delete(Draft).where(Draft.flag_id.in_(_flags(old))))
    touched += changes(db, delete(Answer).where(Answer.checkin_id.in_(_checkins(old))))
    owners = select(Patient.ref).where(Patient.id.in_(old))
    said = update(Outgoing).where(Outgoing.owner.in_(owners), Outgoing.body != "", Outgoing.state.not_in(MOVING))
    return touched + changes(db, said.values(body="").execution_options(synchronize_session=False))


#: What is still on its way keeps its words.
MOVING = ("ready", "sending", "unknown")


def _over(before: dt.datetime) -> Select[int]:
    """Patients whose newest visit ended before a moment."""
    last = func.max(func.coalesce(Visit.closed_at, Visit.ended_at))
    return select(Visit.patient_id).group_by(Visit.patient_id).having(last <= before)


def _flags(old: Select[int]) -> Select[int]:
    return select(Flag.id).where(Flag.patient_id.in_(old))


def _checkins(old: Select[int]) -> Select[int]:
    return select(Checkin.id).join(Visit, Visit.id == Checkin.visit_id).where(Visit.patient_id.in_(old))
