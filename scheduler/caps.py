"""Caps: how much the clock may say to one person, over all her visits (clinical.md section 4)."""

from __future__ import annotations

import datetime as dt

from records import spoken
from records.models import Patient
from records.store import Db
from scheduler.say import Voice

#: The span in which messages by the clock are counted.
SPAN = dt.timedelta(hours=48)


def spent(db: Db, voice: Voice, patient: Patient, *, now: dt.datetime) -> bool:
    """Say whether what was said in the last 48 hours leaves no room for a check-in that is due now."""
    # The row that is due is counted too: it is still planned.
    return _by_clock(db, voice, patient, until=now, now=now) - 1 >= voice.catalog.plan.limits.max_scheduled


def reserved(db: Db, voice: Voice, patient: Patient, *, now: dt.datetime) -> bool:
    """Say whether what was said and what is planned leave no room for a reminder, or one question more."""
    return _by_clock(db, voice, patient, until=now + SPAN, now=now) >= voice.catalog.plan.limits.max_scheduled


def _by_clock(db: Db, voice: Voice, patient: Patient, *, until: dt.datetime, now: dt.datetime) -> int:
    counted = tuple(each.id for each in voice.catalog.plan.followups if each.counted)
    return spoken.by_clock(db, patient.id, since=now - SPAN, until=until, counted=counted)
