"""Tally: what the figures count of check-ins, topics and sessions in a span of time; numbers, and nobody's words."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from records import visits
from records.keys import CannotOpen
from records.models import Checkin, Flag, Heard, Patient, Visit
from records.store import Db

#: So many sessions are opened for their areas, the newest first.
MOST_SESSIONS = 5000


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when, and at which places."""

    since: dt.datetime
    until: dt.datetime
    places: Collection[str]


@dataclass(frozen=True, kw_only=True)
class Response:
    """What became of the times that a step was asked."""

    answered: int = 0
    missed: int = 0
    #: Asked, and there is still time to answer.
    waiting: int = 0

    @property
    def sent(self) -> int:
        """Return how often it was asked."""
        return self.answered + self.missed + self.waiting

    @property
    def ended(self) -> int:
        """Return how often it came to an end: the ones that a share can be of."""
        return self.answered + self.missed


@dataclass(frozen=True, kw_only=True)
class Session:
    """One session: where it was, and at which levels it was flagged."""

    area: str
    levels: frozenset[str]


def response(db: Db, span: Span) -> Mapping[str, Response]:
    """Return by step or follow-up what became of those that were asked."""
    asked = (
        select(Checkin.step, Checkin.state, func.count())
        .join(Visit, Visit.id == Checkin.visit_id)
        .where(Checkin.sent_at >= span.since, Checkin.sent_at < span.until, Visit.location.in_(span.places))
        .where(Checkin.state.in_(("sent", "answered", "missed")))
        .group_by(Checkin.step, Checkin.state)
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for step, state, count in db.execute(asked).all():
        # The times of a follow-up are one: "reaction.2" is the reaction's second.
        found[step.partition(".")[0]]["waiting" if state == "sent" else state] += count
    return {step: Response(**found[step]) for step in sorted(found)}


def topics(db: Db, span: Span) -> Mapping[str, int]:
    """Return how often each topic was asked, the most asked first."""
    asked = (
        select(Heard.topic, func.count())
        .where(Heard.at >= span.since, Heard.at < span.until, Heard.topic.is_not(None), Heard.revision == 0)
        .where(Heard.patient_id.in_(theirs(span.places)))
        .group_by(Heard.topic)
    )
    counts = [(topic, count) for topic, count in db.execute(asked).all() if topic is not None]
    return dict(sorted(counts, key=lambda each: (-each[1], each[0])))


def theirs(places: Collection[str]) -> Select[int]:
    """Return the question for the patients who were treated at some places."""
    return select(Visit.patient_id).where(Visit.location.in_(places))


def sessions(db: Db, span: Span) -> list[Session]:
    """Return the sessions that ended in the span, at most so many; their areas are sealed, so each is opened."""
    asked = (
        select(Visit, Patient)
        .join(Patient, Patient.id == Visit.patient_id)
        .where(Visit.ended_at >= span.since, Visit.ended_at < span.until, Visit.location.in_(span.places))
        .where(Visit.state != "unconfirmed")
        .order_by(Visit.ended_at.desc())
        .limit(MOST_SESSIONS)
    )
    # The patients come along so that opening an area asks nothing more.
    rows = db.execute(asked).all()
    levels = _levels(db, span)
    return [Session(area=_area(db, visit), levels=frozenset(levels[visit.id])) for visit, _ in rows]


def _levels(db: Db, span: Span) -> Mapping[int, set[str]]:
    asked = (
        select(Flag.visit_id, Flag.level)
        .join(Visit, Visit.id == Flag.visit_id)
        .where(Visit.ended_at >= span.since, Visit.ended_at < span.until)
    )
    found: dict[int, set[str]] = defaultdict(set)
    for visit_id, level in db.execute(asked).all():
        if visit_id is not None:
            found[visit_id].add(level)
    return found


def _area(db: Db, visit: Visit) -> str:
    """Return the area; empty where nobody said it, or where the patient was erased."""
    try:
        return visits.site(db, visit).area
    except CannotOpen:
        return ""
