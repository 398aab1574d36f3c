"""The rehearsal: the same seed plays the same patients, whoever shares the work; the report says what staff face."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from click.testing import CliRunner

from bot.rehearse import play, rehearse, report
from bot.rehearsing import Seen
from messages import invented
from messages.catalog import CONTENT

FRIDAY = dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC)
ASSUMED = invented.load(CONTENT)


@pytest.mark.holds("plan:rehearsal")
def test_the_same_seed_plays_the_same_patients() -> None:
    """Twice the same, in one process or in two; and what was asked was answered or ended in a state."""
    alone = play(6, hours=30, seed=3, start=FRIDAY, workers=1)
    shared = play(6, hours=30, seed=3, start=FRIDAY, workers=2)

    assert (alone.to_patients, sorted(alone.cards), alone.states) == (
        shared.to_patients, sorted(shared.cards), shared.states,
    )  # fmt: skip
    assert 6 == sum(alone.states["c1"].values()) == len(alone.people)
    assert alone.states["c3"]["planned"] + alone.states["c3"]["answered"] + alone.states["c3"]["sent"] > 0


def test_people_follow_the_assumptions() -> None:
    """Of two thousand, the shares that the file names are there, and the mean soreness is that of the literature."""
    people = invented.people(ASSUMED, ["is it normal"], count=2000, seed=1)
    dizzy = sum(any(each.event.id == "reaction" for each in person.befallen) for person in people) / 2000
    start = sum(person.soreness(0) for person in people) / 2000
    late = sum(person.soreness(48) for person in people if not person.flat) / 2000

    assert 0.03 < dizzy < 0.07
    assert 3.2 < start < 4.0
    assert late < 1.0


def test_every_event_has_its_words() -> None:
    """Whatever may befall somebody can be told in words."""
    assert {event.id for event in ASSUMED.events} | {"sore", "worry", "talk"} == set(ASSUMED.phrases)


@pytest.mark.parametrize(
    ("cards", "told"), [(6, "6 and less need no sign-off"), (7, "Over 6: the lead must sign this off")]
)
def test_too_many_cards_need_the_lead(cards: int, told: str) -> None:
    """More than six cards for 25 sessions are said to need a sign-off (people.md 25)."""
    seen = Seen(cards=[("routine", "none", ("r19_sore_seven",))] * cards)

    assert told in report(seen, 25, FRIDAY, hours=72, seed=1)


def test_the_report_names_needless_cards_and_missed_people() -> None:
    """Over-alerts are counted with their reasons, and so is whoever needed somebody and got no card."""
    seen = Seen(
        cards=[("urgent", "urgent", ("r09_faint",)), ("routine", "none", ("r18_sore",))],
        people=[("urgent", "urgent"), ("routine", "none"), ("none", "routine")],
        states={"c1": Counter(answered=3, missed=1, stale=1)},
        by_hour=Counter({0: 1, 2: 3}),
    )
    told = report(seen, 3, FRIDAY, hours=72, seed=1)

    assert "for somebody whom nothing befell that needs a person: 1 of 2" in told
    assert "1  r18_sore" in told
    assert "needs a person: 2, of them without a card: 1" in told
    assert "c1             4       75%          1         1" in told
    assert "Fri 10:00" in told


def test_a_day_that_is_none(tmp_path: object) -> None:
    """Told in words."""
    done = CliRunner().invoke(rehearse, ["--start", "Friday"])

    assert 0 != done.exit_code
    assert "is no day. Write it as 2026-11-27." in done.output
