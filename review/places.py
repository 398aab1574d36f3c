"""Places: whose patients somebody may see. What another place holds is as unknown as what there never was."""

from __future__ import annotations

from records import flags, glances
from records.models import Flag, Patient, Staff
from records.store import Db
from review.desk import Desk
from review.refusing import Refused


def flag_of(db: Db, desk: Desk, person: Staff, ref: str) -> Flag:
    """Return the flag that a page names, of a place that this person sees; else refuse."""
    flag = flags.by_ref(db, ref)
    if flag is None:
        raise Refused("unknown", staff_id=person.id, ref=ref)
    if flag.location not in desk.places(db, person):
        raise Refused("place", staff_id=person.id, ref=ref)
    return flag


def patient_of(db: Db, desk: Desk, person: Staff, ref: str) -> Patient:
    """Return the patient that a page names, treated at a place that this person sees; else refuse."""
    patient = glances.patient(db, ref)
    if patient is None:
        raise Refused("unknown", staff_id=person.id, ref=ref)
    if not glances.locations(db, patient.id) & set(desk.places(db, person)):
        raise Refused("place", staff_id=person.id, ref=ref)
    return patient
