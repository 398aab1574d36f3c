"""Telegram's limits: what is too fast is refused with 429, and how long to wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.limits import Limits
from sandbox.refusals import Refusal
from sandbox.world import World
from tests.sandbox.wire import ANN, ask, done, write


class Watch:
    """A stopwatch in the test's hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.seconds


def _tries(limits: Limits, chat: int, count: int) -> int:
    """Return how many of the messages get through."""
    return sum(_passes(limits, chat) for _ in range(count))


def _passes(limits: Limits, chat: int) -> bool:
    try:
        limits.spend(chat)
    except Refusal:
        return False
    return True


def test_a_private_chat_takes_a_burst_then_one_a_second() -> None:
    """Three at once, then one for every second that passes."""
    watch = Watch()
    limits = Limits(monotonic=watch)
    assert 3 == _tries(limits, 1, 10)
    watch.seconds += 2
    assert 2 == _tries(limits, 1, 10)


def test_a_group_takes_twenty_a_minute() -> None:
    """The 21st message within a minute is refused until the first is a minute old."""
    watch = Watch()
    limits = Limits(monotonic=watch)
    assert 20 == _tries(limits, -1, 25)
    watch.seconds += 59
    assert 0 == _tries(limits, -1, 1)
    watch.seconds += 1
    assert 20 == _tries(limits, -1, 25)


def test_thirty_a_second_over_all_chats() -> None:
    """The 31st message within a second is refused, whomever it is for."""
    watch = Watch()
    limits = Limits(monotonic=watch)
    assert 30 == sum(_passes(limits, chat) for chat in range(1, 60))
    watch.seconds += 1
    assert _passes(limits, 99)


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 0.4)), max_size=120))
def test_no_second_ever_holds_more_than_thirty(tries: list[tuple[int, float]]) -> None:
    """However fast one sends, no stretch of one second passes more than 30 messages."""
    watch = Watch()
    limits = Limits(monotonic=watch)
    passed: list[float] = []
    for chat, pause in tries:
        watch.seconds += pause
        passed += [watch.seconds] if _passes(limits, chat) else []
    for start in passed:
        assert sum(start <= at < start + 1 for at in passed) <= 30


def test_whoever_waits_as_told_gets_through() -> None:
    """`retry_after` is long enough: after it the same message passes."""
    watch = Watch()
    limits = Limits(monotonic=watch)
    _tries(limits, -1, 20)
    with pytest.raises(Refusal) as refused:
        limits.spend(-1)
    watch.seconds += refused.value.parameters["retry_after"]
    assert _passes(limits, -1)


async def test_a_flood_is_answered_in_telegrams_words() -> None:
    """The answer is a 429 with parameters.retry_after, and the message is not sent."""
    world = World()
    write(world, "/start")
    answers = [await ask(world, "sendMessage", chat_id=ANN, text=str(number)) for number in range(4)]
    body = answers[-1].body
    wait = body["parameters"]["retry_after"]
    assert (429, f"Too Many Requests: retry after {wait}") == (answers[-1].status, body["description"])
    assert ["/start", "0", "1", "2"] == [message.words for message in world.chats[ANN].there()]


async def test_edits_count_and_polls_do_not() -> None:
    """An edit is a message to the limit; looking is free."""
    world = World()
    write(world, "/start")
    number = (await done(world, "sendMessage", chat_id=ANN, text="0"))["message_id"]
    edit = {"chat_id": ANN, "message_id": number}
    statuses = [(await ask(world, "editMessageText", **edit, text=str(n))).status for n in range(1, 4)]
    assert [200, 200, 429] == statuses
    assert 50 == len([await done(world, "getMe") for _ in range(50)])
