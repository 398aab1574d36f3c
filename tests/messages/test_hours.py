"""Hours and wording: closed is said truthfully (people.md 6)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages import catalog, hours
from messages.clinic import Clinic
from messages.wording import Wording

IRVINE = ZoneInfo("America/Los_Angeles")
WEEK = {day: ["08:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def clinic(**changes: object) -> Clinic:
    """Return a clinic that is closed on Saturday and Sunday."""
    facts: dict[str, object] = {
        "name": "Harbor", "phone": "555", "emergency": "911", "crisis": "988", "after_hours": "the advice line",
        "out_of_hours": "nobody", "zone": "America/Los_Angeles", "hours": WEEK,
    }  # fmt: skip
    return Clinic.model_validate(facts | changes)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return a moment in March 2026; the 6th is a Friday, and the clocks change on the 8th."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=IRVINE).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(6, 8), True),
        (at(6, 11, 59), True),
        (at(6, 12), False),
        (at(6, 17, 59), True),
        (at(6, 18), False),
        (at(7, 10), False),
    ],
)
def test_open_from_the_first_to_before_the_last_minute(moment: dt.datetime, is_open: bool) -> None:
    """Split days have a closed noon; at the closing minute it is closed."""
    assert is_open == hours.is_open(clinic(), moment)


def test_friday_evening_opens_on_monday() -> None:
    """Over the weekend and a clock change the next opening is Monday, eight on the wall."""
    assert at(9, 8) == hours.opens_next(clinic(), at(6, 18))


def test_a_closure_is_no_working_day() -> None:
    """On a single closed day nobody answers, and the next opening is the day after."""
    closed = clinic(closures=[dt.date(2026, 3, 9)])

    assert at(10, 8) == hours.opens_next(closed, at(6, 18))
    assert not hours.is_open(closed, at(9, 10))


@settings(max_examples=60)
@given(minutes=st.integers(0, 60 * 24 * 400))
def test_the_next_opening_is_open_and_later(minutes: int) -> None:
    """Whenever one asks, the next opening lies ahead and is open."""
    now = at(1, 0) + dt.timedelta(minutes=minutes)
    opening = hours.opens_next(clinic(), now)

    assert opening > now
    assert hours.is_open(clinic(), opening)


@pytest.mark.parametrize(
    ("moment", "out_of_hours", "words"),
    [
        (at(6, 10), "nobody", "Call 555 now. We close at 12:00."),
        (at(6, 17, 30), "nobody", "Call 555 now. We close soon, at 18:00."),
        (at(6, 22), "nobody", "No one at the clinic will see this before Monday 08:00."),
        (at(6, 22), "Dr Kim on 556", "We are closed until Monday 08:00. Call Dr Kim on 556, or the advice line."),
        (at(9, 7), "nobody", "No one at the clinic will see this before today 08:00."),
    ],
)
def test_the_patient_is_told_the_truth(moment: dt.datetime, out_of_hours: str, words: str) -> None:
    """Open, closing soon, closed with somebody on call, closed with nobody: each has its own words."""
    wording = Wording(catalog.load().texts, clinic(out_of_hours=out_of_hours))

    assert wording.contact_line("en", moment).startswith(words)


def test_hours_are_told_in_one_line() -> None:
    """Days alike stand together."""
    wording = Wording(catalog.load().texts, clinic(hours=WEEK | {"sat": ["09:00-12:00"]}))

    assert "Mon-Fri 08:00-12:00, 13:00-18:00; Sat 09:00-12:00" == wording.hours_line("en")
