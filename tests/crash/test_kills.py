"""Killed at random moments, the bot loses nothing and repeats little (design 3.1, 3.2 and 3.4)."""

from __future__ import annotations

import pytest

from tests.crash import backlog, journey
from tests.journeys.memory import FINAL


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(4, id="short", marks=[pytest.mark.slow, pytest.mark.timeout(400)]),
        pytest.param(20, id="long", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
    ],
)
async def test_a_journey_survives_its_bot(kills: int) -> None:
    """Every word is remembered once and answered, every check-in ends, copies stay within the bound."""
    found = await journey.run(kills=kills)

    assert 0 == found.lost, found.table()
    assert 0 == found.not_remembered, found.table()
    assert 0 == found.unanswered, found.table()
    assert {"c1", "c2", "c3", "c4"} == set(found.checkins), found.table()
    assert set() == set(found.checkins.values()) - FINAL, found.table()
    assert {"resolved"} == set(found.flags), found.table()
    assert found.duplicates <= journey.IN_FLIGHT * kills, found.table()
    assert found.most_copies <= 2, found.table()


@pytest.mark.parametrize(
    ("updates", "chats", "kills"),
    [
        pytest.param(300, 30, 3, id="short", marks=[pytest.mark.timeout(400)]),
        pytest.param(4000, 200, 25, id="long", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
    ],
)
async def test_a_backlog_is_worked_off_exactly_once(updates: int, chats: int, kills: int) -> None:
    """Every update is settled, remembered once and answered once, however often the bot dies over them."""
    found = await backlog.run(updates=updates, chats=chats, kills=kills)

    assert updates == found.settled, found.table()
    assert updates == found.heard, found.table()
    assert 0 == found.heard_twice, found.table()
    assert updates == found.answers, found.table()
