"""Ending: how a check-in closes, and how the plan does: the skin watch, her own curve, and one more check if needed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from bot import planned, setup
from bot.house import House
from messages.said import Curve, Said
from records import answers, checkins, flags, visits
from records.checkins import PLAN
from records.models import Checkin, Patient, Visit
from records.store import Db
from scheduler import say


def close(db: Db, house: House, patient: Patient, row: Checkin, *, told: bool, now: dt.datetime) -> None:
    """Say thanks in the way that fits, plan the check that soreness calls for, and end the plan after its last.

    Under an open alarm there is neither a goodbye nor praise (hazard H5).
    """
    if flags.alarmed(db, patient.id):
        return
    if row.kind != PLAN:
        _followup(db, house, patient, row, told=told, now=now)
        return
    more = _more(db, house, patient, row, now=now)
    last = not any(each.state in checkins.LIVE for each in checkins.steps(db, row.visit_id))
    said = house.wording.said(patient.lang, "checkin_more" if more else _thanks(db, patient, row))
    if last:
        said = last_words(db, house, patient, visits.get(db, row.visit_id))
        visits.end(db, row.visit_id, now=now)
    say.to_patient(db, patient, said, now=now, label="checkin_end", dedup=f"end:{row.id}")
    if not last:
        setup.show_again(db, house, patient, now=now)


def _followup(db: Db, house: House, patient: Patient, row: Checkin, *, told: bool, now: dt.datetime) -> None:
    """A follow-up that was answered with something is over; a score gets its thanks."""
    if not told:
        said = house.wording.said(patient.lang, _thanks(db, patient, row))
        say.to_patient(db, patient, said, now=now, label="checkin_end", dedup=f"end:{row.id}")


def last_words(db: Db, house: House, patient: Patient, visit: Visit) -> Said:
    """Return the goodbye with the two-week skin watch, and her own curve where there is one to see."""
    said = house.wording.said(patient.lang, "checkin_end")
    points = tuple(
        ((each.at - visit.ended_at) / dt.timedelta(hours=1), each.number) for each in answers.scores(db, visit.id)
    )
    if len(points) < 2:
        return said
    numbers = ", ".join(str(number) for _, number in points)
    text = f"{house.wording.text(patient.lang, 'curve_text', list=numbers)}\n\n{said.text}"
    return said.model_copy(update={"text": text, "curve": curve(house, patient.lang, points)})


def curve(house: House, lang: str, points: tuple[tuple[float, int], ...]) -> Curve:
    """Return the recipe of a soreness curve with the expected band behind it."""
    text = house.wording.text
    band = tuple((each.hours, each.low, each.high) for each in house.catalog.triage.expected)
    names = {name: text(lang, f"curve_{name}") for name in ("title", "y_label", "x_label", "band_label")}
    return Curve(points=points, band=band, **names)


def _more(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> bool:
    """Plan the step that a sore answer calls for: one more check on the third day."""
    score = answers.of(db, row.id).get("soreness")
    number = int(score.value) if score is not None and score.value.isdigit() else None
    step = house.catalog.plan.following(row.step, number)
    if step is None:
        return False
    visit = visits.get(db, row.visit_id)
    due = planned.one(house, patient, visit, step, now=now)
    made = checkins.plan(db, visit_id=visit.id, plan_version=row.plan_version, steps=[due]) == 1
    if made:
        # Her last answers may come after housekeeping has ended the visit.
        visits.reopen(db, visit.id)
    return made


def _thanks(db: Db, patient: Patient, row: Checkin) -> str:
    """Ordinary soreness is called usual once, then praised where it falls; everything else is just thanked for."""
    scores = [each.number for each in answers.scores(db, row.visit_id)]
    given = answers.of(db, row.id).get("soreness")
    if given is None or not given.value.isdigit() or flags.open_of(db, patient.id) is not None:
        return "checkin_thanks"
    if len(scores) > 1:
        return "checkin_falling" if _falls(scores) else "checkin_thanks"
    return "checkin_ok" if 0 < int(given.value) <= 6 else "checkin_thanks"


def _falls(scores: list[int]) -> bool:
    return next((later < before for before, later in list(pairwise(scores))[-1:]), False)
