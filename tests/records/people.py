"""Made-up people for the tests of the domain: one patient, her visit, one nurse."""

from __future__ import annotations

import datetime as dt

from records import invites, patients, staff, visits
from records.invites import Details, Made
from records.models import Invite, Patient, Staff, Visit
from records.store import Db
from records.visits import Site
from tests.conftest import NOW

HOUR = dt.timedelta(hours=1)
SITE = Site(area="neck", side="left", technique="dry", clinician="Ana")


def enrol(db: Db, *, chat_id: int = 5, ref: str | None = None) -> Patient:
    """Write a patient of this chat."""
    return patients.enrol(
        db,
        ref=ref or f"ref{chat_id}",
        chat_id=chat_id,
        initials="JM",
        zone="America/Los_Angeles",
        lang="en",
        consent_version="1",
        now=NOW,
    )


def invite(db: Db, *, now: dt.datetime = NOW) -> Made:
    """Write an invite to a session that has just ended."""
    details = Details(initials="JM", ended_at=NOW - HOUR, area="neck")
    return invites.make(db, details=details, made_by=None, made_in=-100, now=now)


def confirm(db: Db, patient: Patient, *, of: Invite | None = None, now: dt.datetime = NOW) -> Visit:
    """Write a visit that the patient says is hers."""
    return visits.confirm(
        db,
        patient_id=patient.id,
        invite=of or invite(db).invite,
        ended_at=NOW - HOUR,
        site=SITE,
        plan_version="p1",
        now=now,
    )


def nurse(db: Db, *, user_id: int = 17, name: str = "Ana") -> Staff:
    """Give a nurse her seat."""
    return staff.seat(db, user_id=user_id, name=name, role="clinician", now=NOW)
