"""Opening hours decide what the patient is told, and it is true at that minute (people.md 6)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from messages import hours
from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.wording import Wording

IRVINE = ZoneInfo("America/Los_Angeles")


def clinic(**more: object) -> Clinic:
    """A clinic with a split day, a closed weekend and a holiday on a Monday."""
    week = {day: ["08:00-18:00"] for day in ("mon", "tue", "thu", "fri")} | {"wed": ["08:00-12:00", "14:00-18:00"]}
    facts = {
        "name": "Harbor Physio", "phone": "949-555-0100", "emergency": "911", "crisis": "988",
        "after_hours": "the advice line at 949-555-0199", "out_of_hours": "nobody", "zone": IRVINE.key,
        "hours": week, "closures": [dt.date(2026, 3, 9)],
    }  # fmt: skip
    return Clinic.model_validate(facts | more)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of March 2026 in Irvine; the 2nd is a Monday, the 9th a holiday."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=IRVINE)


@pytest.mark.holds("people:6")
@pytest.mark.parametrize(
    ("now", "told"),
    [
        (at(5, 10), "Call 949-555-0100 now. We close at 18:00."),
        (at(5, 17, 30), "We close soon, at 18:00."),
        (at(4, 11, 30), "We close soon, at 12:00."),
        (at(4, 13), "No one at the clinic will see this before today 14:00."),
        (at(5, 20), "No one at the clinic will see this before tomorrow 08:00."),
        (at(6, 18, 5), "No one at the clinic will see this before Tuesday 08:00."),
        (at(7, 12), "No one at the clinic will see this before Tuesday 08:00."),
    ],
    ids=["open", "closes soon", "before a break", "in a break", "evening", "Friday before a holiday", "weekend"],
)
def test_whom_to_call(content: Catalog, now: dt.datetime, told: str) -> None:
    """Open, closing soon, in a break, at night, over a long weekend: each is said as it is."""
    line = Wording(content.texts, clinic()).contact_line("en", now)

    assert told in line
    assert "949-555-0199" in line, "the way when nobody is there is always named"


@pytest.mark.holds("people:6", "hazard:H3")
def test_somebody_on_call_is_named(content: Catalog) -> None:
    """With a person on call, that person is whom to call at night; nobody is promised otherwise."""
    wording = Wording(content.texts, clinic(out_of_hours="Dr Ray at 949-555-0142"))
    line = wording.contact_line("en", at(5, 20))

    assert "We are closed until tomorrow 08:00." in line
    assert "Dr Ray at 949-555-0142" in line


@pytest.mark.holds("people:6")
@pytest.mark.parametrize(
    ("now", "by"),
    [(at(5, 10), "tomorrow 18:00"), (at(6, 10), "Tuesday 18:00"), (at(6, 20), "Tuesday 18:00"), (at(8, 9), "Tuesday")],
    ids=["a working day", "Friday before a holiday", "Friday night", "Sunday"],
)
def test_by_when_a_review_is_planned(content: Catalog, now: dt.datetime, by: str) -> None:
    """A review is promised for the end of the next working day, whatever lies between."""
    assert by in Wording(content.texts, clinic()).reply_by("en", now)


@pytest.mark.holds("people:19")
@pytest.mark.parametrize(
    ("now", "until"),
    [(at(5, 10), at(5, 11)), (at(5, 17, 30), at(6, 8, 30)), (at(4, 11, 30), at(4, 14, 30)), (at(6, 20), at(10, 9))],
    ids=["open", "over night", "over a break", "over a long weekend"],
)
def test_open_minutes(now: dt.datetime, until: dt.datetime) -> None:
    """An hour of opening time, wherever the closed hours lie."""
    assert until.astimezone(dt.UTC) == hours.after_open(clinic(), now.astimezone(dt.UTC), 60)
