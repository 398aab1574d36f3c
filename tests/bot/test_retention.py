"""Retention: after thirty days words are gone, what staff did stays, and nobody in care loses anything."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from records import checkins, notes, retention, staff, visits
from records.models import Answer, Heard, Note, Outgoing
from records.store import Db
from tests.bot.test_words_as_answers import at_soreness
from tests.bot.town import Town


async def left(town: Town) -> tuple[int, int, int]:
    """Return how many words, answers and message bodies are kept."""
    questions = (
        select(func.count()).select_from(Heard).where(Heard.words.is_not(None)),
        select(func.count()).select_from(Answer),
        select(func.count()).select_from(Outgoing).where(Outgoing.body != "", Outgoing.owner != "house"),
    )
    counts = [await town.house.store.read(lambda db, q=each: db.scalar(q) or 0) for each in questions]  # type: ignore[misc]
    return counts[0], counts[1], counts[2]


@pytest.mark.holds("hazard:H13")
async def test_thirty_days_after_the_end(town: Town) -> None:
    """The day before, all is there; the day after, words and answers are gone, and what waits to be sent stays."""
    await at_soreness(town)
    await town.says("a 4, and a small bruise")
    ended = town.now + dt.timedelta(hours=48)
    visit = await town.house.store.read(lambda db: visits.latest(db, 1))
    assert visit is not None
    await town.house.store.write(
        lambda db: [checkins.cancel(db, visit_id=visit.id, now=ended), visits.end(db, 1, now=ended)]
    )

    kept = await left(town)
    await town.house.store.write(lambda db: retention.empty(db, now=ended + dt.timedelta(days=29)))
    assert kept == await left(town)
    await town.house.store.write(lambda db: retention.empty(db, now=ended + dt.timedelta(days=31)))
    assert (0, 0) == (await left(town))[:2]


async def test_notes_of_staff_go_too(town: Town) -> None:
    """What colleagues wrote about her is as old as her own words."""
    await at_soreness(town)
    ended = town.now + dt.timedelta(hours=48)

    def noted(db: Db) -> int:
        ana = staff.named(db, "Ana")
        assert ana is not None
        return notes.add(db, patient_id=1, flag_id=None, staff_id=ana.id, words="Tall, red coat.", now=town.now).id

    number = await town.house.store.write(noted)
    await town.house.store.write(lambda db: visits.end(db, 1, now=ended))
    for days, left_ in ((29, "Tall, red coat."), (31, "")):
        after = ended + dt.timedelta(days=days)
        await town.house.store.write(lambda db, at=after: retention.empty(db, now=at))  # type: ignore[misc]
        assert left_ == await town.house.store.read(lambda db: notes.words(db, db.get_one(Note, number)))


async def test_nobody_in_care_loses_anything(town: Town) -> None:
    """A second visit keeps the first one's words until it is over too."""
    await at_soreness(town)
    await town.says("4")
    kept = await left(town)
    await town.house.store.write(lambda db: retention.empty(db, now=town.now + dt.timedelta(days=20)))

    assert kept == await left(town)
