"""Pace: no window is ever over its limit, and nobody waits longer than the windows make him."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.lanes import Lane
from scheduler.pace import MINUTE, SECOND, Pace

GROUP, ANA, BEN = -100, 1, 2
TICK = 0.01


def fill(pace: Pace, chat: int, times: Sequence[float]) -> None:
    """Count messages to a chat."""
    for at in times:
        pace.count(chat, at)


def fullest(times: Sequence[float], window: float) -> int:
    """Return the most messages that any window of this length holds."""
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


def play(pace: Pace, wishes: Sequence[tuple[int, int]], *, until: float) -> list[tuple[float, int, int]]:
    """Send wishes (lane, chat), first come first served, as the pace allows; return what left when."""
    left: list[tuple[float, int, int]] = []
    waiting = list(wishes)
    for step in range(int(until / TICK)):
        now = step * TICK
        for lane, chat in list(waiting):
            if pace.room(now) and chat not in pace.blocked(now, lane):
                pace.count(chat, now)
                waiting.remove((lane, chat))
                left.append((now, lane, chat))
    return left


def test_a_second_holds_no_more_than_allowed() -> None:
    """Whoever waits, 25 leave in any second, and in the long run 25 a second do."""
    times = [at for at, _, _ in play(Pace(), [(3, chat) for chat in range(1, 101)], until=4)]
    assert 25 == fullest(times, SECOND)
    assert times[-1] == pytest.approx(3.8, abs=0.1)


def test_a_second_is_spread_out() -> None:
    """A surge does not eat the whole second at its start: 0.2 s later there is room again."""
    pace = Pace()
    fill(pace, ANA, [0.0] * pace.room(0.0))
    assert 0 == pace.room(0.19)
    assert 5 == pace.room(0.21)


def test_a_private_chat_has_one_a_second() -> None:
    """The next message to the same person waits a second, other people do not."""
    pace = Pace()
    pace.count(ANA, 10.0)
    assert {ANA} == pace.blocked(10.9, Lane.URGENT)
    assert not pace.blocked(11.0, Lane.URGENT)


def test_a_group_keeps_a_reserve_for_what_is_urgent() -> None:
    """After 14 in a minute cards and digests wait; alarms, answers and echoes have the other six."""
    pace = Pace()
    fill(pace, GROUP, [float(second) for second in range(14)])
    assert {GROUP} == pace.blocked(20, Lane.CARD) == pace.blocked(20, Lane.CHECKIN) == pace.blocked(20, Lane.QUIET)
    assert not pace.blocked(20, Lane.URGENT) | pace.blocked(20, Lane.REPLY) | pace.blocked(20, Lane.ECHO)
    fill(pace, GROUP, [20.0] * 6)
    assert {GROUP} == pace.blocked(20, Lane.URGENT)
    assert not pace.blocked(60.0, Lane.URGENT)


def test_a_small_limit_leaves_one_place_for_ordinary_lanes() -> None:
    """A reserve larger than the limit would mute ordinary cards for ever."""
    assert not Pace(group=4).blocked(0, Lane.CARD)
    pace = Pace(group=4)
    pace.count(GROUP, 0)
    assert {GROUP} == pace.blocked(1, Lane.CARD)


def test_too_fast_in_a_group_stops_that_group() -> None:
    """A group's 429 is its own: everyone else goes on, at half the pace for a minute."""
    pace = Pace()
    pace.flood(GROUP, 30, now=100)
    assert {GROUP} == pace.blocked(129.9, Lane.URGENT)
    assert not pace.blocked(130, Lane.URGENT)
    assert [3, 3, 5] == [pace.room(at) for at in (100, 159, 160)]


def test_too_fast_in_private_stops_everything() -> None:
    """A private chat's 429 means the bot as a whole; a shorter one later does not end it."""
    pace = Pace()
    pace.flood(ANA, 5, now=100)
    pace.flood(BEN, 1, now=101)
    assert [0, 0, 3] == [pace.room(at) for at in (100, 104.9, 105)]


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    """Two answers may come crosswise: the later end counts."""
    pace = Pace()
    pace.flood(GROUP, 30, now=100)
    pace.flood(GROUP, 1, now=101)
    assert {GROUP} == pace.blocked(120, Lane.URGENT)


def test_a_restart_forgets_nothing() -> None:
    """What went out in the last minute counts as if this process had sent it."""
    pace = Pace(overall=3)
    pace.rebuild([(ANA, 0.5), (GROUP, 59.0), (BEN, 1.5), (GROUP, 61.0), (ANA, -3.0)], now=1000)
    assert 0 == pace.room(1000.0)
    assert {ANA} == pace.blocked(1000.0, Lane.URGENT)
    assert 1001.0 == next(at for at in (1000.9, 1001.0) if not pace.blocked(at, Lane.URGENT))
    full = Pace(group=1)
    full.rebuild([(GROUP, 59.0)], now=1000)
    assert {GROUP} == full.blocked(1000.9, Lane.URGENT)
    assert not full.blocked(1001, Lane.URGENT)


def test_calls_that_concern_no_chat_count_too() -> None:
    """Answering a tap eats of the second, and of no chat's window."""
    pace = Pace(overall=5)
    pace.count(None, 0)
    assert 0 == pace.room(0)
    assert not pace.blocked(0, Lane.URGENT)


def test_even_the_slowest_pace_moves() -> None:
    """Half of one a second is still one: a pace of zero would be silence."""
    pace = Pace(overall=0.5)
    pace.flood(GROUP, 1, now=0)
    assert 1 == pace.room(0)


def test_when_to_look_again() -> None:
    """The next free moment is the first end of what holds something back, and never when nothing does."""
    pace = Pace()
    assert math.inf == pace.next_free(0)
    pace.flood(GROUP, 30, now=0)
    assert 30 == pace.next_free(0)
    pace.count(ANA, 10.0)
    assert [10.2, 11.0, 30.0] == [pytest.approx(pace.next_free(at)) for at in (10, 10.5, 11.5)]
    pace.count(GROUP, 29.5)
    assert 89.5 == pace.next_free(31)
    pace.flood(ANA, 3, now=31)
    assert 34 == pace.next_free(31)


lanes = st.sampled_from(list(Lane))
chats = st.sampled_from([GROUP, -7, ANA, BEN, 3, 4, 5, 6, 7, 8])


@settings(max_examples=15, deadline=None)
@given(
    wishes=st.lists(st.tuples(lanes, chats), min_size=30, max_size=90),
    overall=st.integers(1, 30),
    group=st.integers(1, 20),
)
def test_no_window_is_ever_over(wishes: list[tuple[int, int]], overall: int, group: int) -> None:
    """Whatever is wished: no second, no chat's second, no group's minute holds more than its limit."""
    left = play(Pace(overall=overall, group=group), wishes, until=8)
    assert fullest([at for at, _, _ in left], SECOND) <= overall
    for chat in {chat for _, _, chat in left}:
        times = [at for at, _, to in left if to == chat]
        assert fullest(times, SECOND) <= 1 if chat > 0 else fullest(times, MINUTE) <= group


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=45, max_size=60), st.sampled_from([GROUP, ANA]))
def test_a_late_arrival_counts_as_late(calls: list[tuple[float, float]], chat: int) -> None:
    """A call reaches Telegram at some moment before its answer: whichever it is, no window there is over its limit."""
    pace, now, arrived = Pace(), 0.0, []
    for took, part in calls:
        while chat in pace.blocked(now, Lane.URGENT):
            now = max(pace.next_free(now), now + TICK)
        began = now
        pace.count(chat, began)
        arrived.append(began + part * took)
        now = began + took
        pace.land(chat, began, now)
    window, limit = (MINUTE, 20) if chat < 0 else (SECOND, 1)
    assert fullest(arrived, window) <= limit
