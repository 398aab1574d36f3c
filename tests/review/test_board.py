"""The board: shares with their intervals, times by level, and who was late by which clock."""

from __future__ import annotations

import datetime as dt

import pytest

from messages.clinic import Clinic
from records.promptness import Handled
from records.tally import Response, Session
from review import board, clocks
from tests.conftest import NOW

MINUTE = dt.timedelta(minutes=1)
#: Open on weekdays from eight to six, in the zone of the test's Thursday morning, nine o'clock.
CLINIC = Clinic(
    name="Harbor", phone="1", emergency="911", crisis="988", after_hours="2", out_of_hours="nobody",
    zone="America/Los_Angeles", hours={day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
)  # fmt: skip


def flag(level: str, *, answered: float | None = None, taken: float | None = None, ended: float | None = None,
         opened_at: dt.datetime = NOW) -> Handled:  # fmt: skip
    """Return a flag with its times in minutes after it was opened."""
    times = {"answered_at": answered, "taken_at": taken, "resolved_at": ended}
    after = {name: None if minutes is None else opened_at + minutes * MINUTE for name, minutes in times.items()}
    return Handled(level=level, opened_at=opened_at, **after)


@pytest.mark.parametrize(
    ("made", "after", "late"),
    [
        (flag("emergency"), 5, False),
        (flag("emergency"), 6, True),
        (flag("crisis", taken=4), 60, False),
        (flag("crisis", answered=7), 60, True),
        (flag("urgent", taken=4), 121, True),
        (flag("urgent", answered=119), 999, False),
        (flag("urgent", ended=119), 999, False),
        # At nine on Thursday: the end of Friday's opening is 33 hours on.
        (flag("routine"), 33 * 60, False),
        (flag("routine"), 33 * 60 + 1, True),
        # Opened on Friday at 17:00: an hour that evening, one on Monday, and one less of that weekend's night.
        (flag("urgent", opened_at=NOW + dt.timedelta(hours=32)), 63 * 60, False),
        (flag("urgent", opened_at=NOW + dt.timedelta(hours=32)), 63 * 60 + 1, True),
    ],
)
def test_each_level_has_its_clock(made: Handled, after: float, late: bool) -> None:
    """An alarm is taken in five minutes, urgent answered in two open hours, the rest by the next working day's end."""
    assert late == clocks.late(CLINIC, made, now=made.opened_at + after * MINUTE)


def test_promptness_by_level() -> None:
    """Median, nine tenths and number of those answered; open ones of whatever age; levels without flags are none."""
    made = [flag("urgent", answered=each, ended=200) for each in (10, 20, 30)]
    old = flag("urgent", opened_at=NOW - dt.timedelta(days=40))

    (found,) = board.prompts([*made, old], CLINIC, NOW - dt.timedelta(days=7), now=NOW + 5 * MINUTE)
    assert (3, 3, 20.0, 28.0) == (found.flags, found.answered, found.middle, pytest.approx(found.most))
    assert (1, 1, 0) == (found.open, found.open_late, found.late)


def test_shares_have_their_interval() -> None:
    """Answered of those that ended; what still waits is no miss."""
    (step,) = board.steps({"c1": Response(answered=8, missed=2, waiting=5)})

    assert (0.8, [0.49, 0.94]) == (step.answered.share, [round(each, 2) for each in step.answered.interval])
    assert (15, 10) == (step.response.sent, step.response.ended)


def test_events_are_counted_once_a_session_and_level() -> None:
    """By level of all sessions; by area only what is enough to hide a single person."""
    found = [Session(area="neck", levels=frozenset({"urgent", "routine"}))] + [
        Session(area="neck" if each < 5 else "hip", levels=frozenset()) for each in range(7)
    ]

    assert {"urgent": (1, 8), "routine": (1, 8), "emergency": (0, 8), "crisis": (0, 8)} == {
        each.name: (each.hits, each.size) for each in board.events(found)
    }
    neck, hip = board.areas(found)
    assert ("neck", 1, 6, False) == (neck.name, neck.high.hits, neck.high.size, neck.high.few)
    assert ("hip", True) == (hip.name, hip.routine.few)
