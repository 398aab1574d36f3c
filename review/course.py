"""The course of a visit: its check-ins with their states, the soreness curve, and the reactions she told of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from messages.catalog import Catalog
from messages.lexicon import SYMPTOMS
from records import answers, checkins, glances
from records.models import Checkin, Visit
from records.store import Db
from review.chart import Chart, chart

HOUR = dt.timedelta(hours=1)
#: Reactions are looked for so long after a session.
AFTER = dt.timedelta(hours=96)
TO_COME = ("planned", "queued", "sent")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A check-in: how long after the session, when, in which state, and the soreness given in it."""

    name: str
    hours: int | None
    due_at: dt.datetime
    state: str
    score: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a visit goes."""

    steps: Sequence[Step]
    #: The next check-in, or the one that waits for an answer; none when there is none to come.
    next: Step | None
    curve: Chart
    ended: bool


def of_visit(db: Db, catalog: Catalog, visit: Visit) -> Course:
    """Gather the course of one visit."""
    rows, given = checkins.of_visit(db, visit.id), answers.of_visit(db, visit.id)
    scores = {row.id: answer.value for row, answer in given if answer.question == answers.SORENESS}
    steps = [_step(catalog, row, scores.get(row.id, "")) for row in rows if row.state != "superseded"]
    points = [
        ((row.due_at - visit.ended_at) / HOUR, int(scores[row.id])) for row in rows if scores.get(row.id, "").isdigit()
    ]
    ticked = [(row.due_at, name) for row, answer in given for name in answer.value.split(",") if name in SYMPTOMS]
    return Course(
        steps=steps,
        next=next((step for step in steps if step.state in TO_COME), None),
        curve=chart(catalog.triage, points, _reactions(db, visit, ticked)),
        ended=visit.state != "active",
    )


def _step(catalog: Catalog, row: Checkin, score: str) -> Step:
    offsets = {step.id: step.offset_minutes for step in catalog.plan.steps}
    minutes = offsets.get(row.asking)
    hours = None if minutes is None else minutes // 60
    return Step(name=row.step, hours=hours, due_at=row.due_at, state=row.state, score=score, why=row.why)


def _reactions(db: Db, visit: Visit, ticked: Sequence[tuple[dt.datetime, str]]) -> Sequence[tuple[float, str]]:
    """Return the symptoms that she ticked or told, each where she first did; those of one moment together."""
    told = glances.symptoms(db, visit.patient_id, visit.ended_at, visit.ended_at + AFTER)
    first: dict[str, dt.datetime] = {}
    for at, name in sorted([*ticked, *told]):
        if name != "soreness":
            first.setdefault(name, at)
    together: dict[dt.datetime, list[str]] = {}
    for name, at in first.items():
        together.setdefault(at, []).append(name.replace("_", " "))
    return [((at - visit.ended_at) / HOUR, ", ".join(names)) for at, names in together.items()]
