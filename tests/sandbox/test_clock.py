"""The clock: played through in steps that a bot follows, or moved in one jump."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from sandbox.clock import Clock
from sandbox.world import World
from tests.sandbox.wire import Line, write

START = dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)


def _still() -> dt.datetime:
    return START


def _clock(give_up: float = 30) -> Clock:
    return Clock(start=START, real=_still, give_up=give_up)


@asynccontextmanager
async def _following(clock: Clock, work: Callable[[int], None]) -> AsyncIterator[None]:
    """Be a bot that follows the clock: at each step it works, then says that it is idle."""

    async def follow() -> None:
        step = 0
        while True:
            step = (await clock.wait(after=step, seconds=30))["step"]
            work(step)
            clock.idle(step)

    bot = asyncio.create_task(follow())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        bot.cancel()


async def test_without_a_bot_time_just_moves() -> None:
    """Nobody follows, so nobody is waited for."""
    clock = _clock()
    moved = await asyncio.wait_for(clock.advance(3600), 1)
    assert (60, (START + dt.timedelta(hours=1)).isoformat()) == (moved["steps"], moved["now"])


@pytest.mark.parametrize(("seconds", "steps"), [(1, 1), (60, 1), (61, 2), (600, 10), (0.5, 1)])
async def test_time_is_played_in_steps_of_a_minute_or_less(seconds: float, steps: int) -> None:
    """No step is longer than a minute, and together they are what was asked for."""
    clock = _clock()
    seen: list[dt.datetime] = []
    async with _following(clock, lambda _: seen.append(clock.now())):
        moved = await clock.advance(seconds)
    pairs = zip([START, *seen], seen, strict=False)
    assert steps == moved["steps"] == len(seen)
    assert all(after - before <= dt.timedelta(minutes=1) for before, after in pairs)
    assert START + dt.timedelta(seconds=seconds) == clock.now()


async def test_each_step_waits_for_the_bot_to_be_idle() -> None:
    """The clock does not move on while the bot still works."""
    clock = _clock()
    advancing = asyncio.create_task(clock.advance(180))
    follower = await clock.wait(after=0, seconds=1)
    assert 1 == follower["step"]
    clock.idle(1)
    assert 1 == clock.step
    for step in (2, 3):
        await clock.wait(after=step - 1, seconds=1)
        assert (step, False) == (clock.step, advancing.done())
        clock.idle(step)
    assert 3 == (await asyncio.wait_for(advancing, 1))["steps"]


async def test_a_bot_that_hangs_does_not_stop_time_for_ever() -> None:
    """After the give-up time the step is over all the same."""
    clock = _clock(give_up=0.02)
    await clock.wait(after=0, seconds=0)
    moved = await asyncio.wait_for(clock.advance(120), 1)
    assert (2, True) == (moved["steps"], moved["waited"] >= 0.04)


async def test_a_jump_is_one_step() -> None:
    """An outage: eight hours pass at once, and can pass backwards."""
    clock = _clock()
    assert 1 == (await clock.jump(8 * 3600))["steps"]
    assert START + dt.timedelta(hours=8) == clock.now()
    await clock.jump(-3600)
    assert (START + dt.timedelta(hours=7), 2) == (clock.now(), clock.step)


async def test_of_two_who_advance_the_second_waits() -> None:
    """Steps of two requests never mix: the first is through before the second begins."""
    clock = _clock()
    ends: list[dt.datetime] = []

    async def advance(seconds: float) -> None:
        await clock.advance(seconds)
        ends.append(clock.now())

    async with _following(clock, lambda _: None):
        await asyncio.gather(advance(120), advance(60))
    assert [START + dt.timedelta(minutes=2), START + dt.timedelta(minutes=3)] == ends


async def test_an_idle_report_for_the_future_counts_for_now() -> None:
    """A report cannot run ahead of the clock and let later steps pass unseen."""
    clock = _clock(give_up=0.02)
    clock.idle(99)
    assert (await clock.advance(60))["waited"] >= 0.02


async def test_what_was_sent_before_is_received_before() -> None:
    """Time moves only once a bot that follows has confirmed the messages that came first."""
    world = World(clock=_clock())
    async with _following(world.clock, lambda _: None):
        written = write(world, "Before").update_id
        moving = asyncio.create_task(world.clock.advance(60))
        await asyncio.sleep(0)
        assert (1, 0) == (len(world.updates), world.clock.step)
        assert written is not None
        await world.updates.get(offset=written + 1)
        assert 1 == (await asyncio.wait_for(moving, 1))["steps"]


async def test_messages_carry_sandbox_time() -> None:
    """The `date` of a message is the sandbox's, not the real one."""
    world = World(clock=Clock(start=START, real=_still))
    await world.clock.jump(3600)
    assert int(START.timestamp()) + 3600 == write(world, "Hi").message.body["date"]


async def test_the_clock_over_http(line: Line) -> None:
    """A bot in another process long-polls the step and reports that it is idle."""
    _, before = await line.sim("/sim/clock?after=0&wait=0")
    move = asyncio.create_task(line.sim("/sim/clock", {"advance": 60}))
    _, seen = await asyncio.wait_for(line.sim(f"/sim/clock?after={before['step']}&wait=10"), 3)
    assert (before["step"] + 1, 60.0) == (seen["step"], seen["offset"])
    assert not move.done()
    await line.sim("/sim/clock/idle", {"step": seen["step"]})
    status, moved = await asyncio.wait_for(move, 3)
    assert (200, {"now", "steps", "waited"}) == (status, set(moved))


async def test_a_bot_that_was_killed_is_not_waited_for(line: Line) -> None:
    """When a bot's connection breaks it no longer follows, and time goes on without it."""
    clock = line.world.clock
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(line.sim("/sim/clock?after=0&wait=30"), 0.1)
    loop = asyncio.get_running_loop()
    # Sooner than the three seconds that a bot between two polls is given.
    patience = loop.time() + 2
    while clock.followed():
        assert loop.time() < patience
        await line.sim("/sim/clock")
    assert 60 == (await asyncio.wait_for(clock.advance(3600), 1))["steps"]


@pytest.mark.parametrize("body", [{}, {"advance": -5}, {"advance": 1, "jump": 1}, {"advance": "soon"}, {"leap": 3}])
async def test_nonsense_does_not_move_the_clock(line: Line, body: dict[str, object]) -> None:
    """A request that makes no sense is refused with a sentence."""
    status, answer = await line.sim("/sim/clock", body)
    assert (400, True) == (status, bool(answer["error"]))
    assert 0 == line.world.clock.step
