"""The invite line: whatever order staff type in, and whatever they forget, what is read is what they meant."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import invite_line
from bot.invite_line import NoInvite, age_modifiers, read
from records.invites import Details

IRVINE = ZoneInfo("America/Los_Angeles")
#: A Thursday, ten in the morning there.
NOW = dt.datetime(2026, 3, 5, 18, 0, tzinfo=dt.UTC)


def line(text: str) -> Details:
    """Read a line as Ana's."""
    return read(text, zone=IRVINE, clinician="Ana", now=NOW)


@pytest.mark.holds("people:10")
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(["", "left", "right", "both"]),
    st.sampled_from(["", *invite_line.AREAS]),
    st.sampled_from(["", "#4711", "#A-9"]),
    st.sampled_from(["", "949-555-0123", "+1 949 555 0123", "(949) 555-0123"]),
    st.sampled_from(["", "52", "75+", "<18"]),
    st.sampled_from(["", "09:30", "8.05"]),
)
def test_any_order_is_read_the_same(
    shuffled: random.Random, side: str, area: str, record: str, phone: str, age: str, clock: str
) -> None:
    """After the initials the parts may stand in any order; each is found, none is taken for another."""
    parts = [part for part in (side, area.replace("_", " "), record, phone, age, clock) if part]
    shuffled.shuffle(parts)

    found = line(" ".join(["JM", *parts]))

    assert ("JM", side, area, record[1:], age) == (
        found.initials, found.side, found.area, found.record, found.age_band,
    )  # fmt: skip
    assert phone == found.phone
    assert (clock == "") == (found.ended_at == NOW)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("JM", "2026-03-05T10:00"),
        ("JM 09:30", "2026-03-05T09:30"),
        ("JM yesterday 17:30", "2026-03-04T17:30"),
    ],
)
def test_when_it_ended(text: str, ended: str) -> None:
    """Now, a time of today, or yesterday's, in the clinic's zone."""
    assert dt.datetime.fromisoformat(ended) == line(text).ended_at.astimezone(IRVINE).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "staff_invite_usage"),
        ("10:30 left", "staff_invite_usage"),
        ("Johnathan left", "staff_invite_usage"),
        ("JM 10:30", "staff_invite_bad_time"),
        ("JM yesterday", "staff_invite_yesterday"),
    ],
)
def test_what_cannot_be_an_invite(text: str, key: str) -> None:
    """No initials, a time that has not come, yesterday without a time: said, and nothing made."""
    with pytest.raises(NoInvite, match=key):
        line(text)


def test_the_rest_is_the_clinician() -> None:
    """A name is what is left; without one it is whoever typed."""
    assert ["Dr Ray", "Ana"] == [line("JM left neck Dr Ray").clinician, line("JM left neck").clinician]


@pytest.mark.parametrize(
    ("band", "modifiers"),
    [("", set()), ("52", set()), ("66", {"over_65"}), ("75+", {"over_65", "over_75"}), ("<18", {"under_18"})],
)
def test_what_an_age_means(band: str, modifiers: set[str]) -> None:
    """Over 65, over 75 and under 18 change levels; other ages do not."""
    assert modifiers == age_modifiers(band)
