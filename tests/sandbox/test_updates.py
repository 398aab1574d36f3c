"""The queue of updates: kept until an offset confirms them, for one poller, for a day."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.clock import Clock
from sandbox.phone import react, remove, rewrite
from sandbox.places import block, place
from sandbox.updates import Updates
from sandbox.wishes import Block, Edit, Join, Reaction
from sandbox.world import World
from tests.sandbox.wire import ANN, done, why, write


async def _texts(world: World, **params: Any) -> list[str]:
    return [update["message"]["text"] for update in await done(world, "getUpdates", **params)]


async def test_nothing_is_confirmed_without_an_offset(world: World) -> None:
    """Polling without an offset hands out the same updates again and again."""
    write(world, "one")
    write(world, "two")
    assert ["one", "two"] == await _texts(world)
    assert ["one", "two"] == await _texts(world)


async def test_an_offset_confirms_all_below_it(world: World) -> None:
    """An offset drops what is below it for ever, and ids grow by one."""
    first = write(world, "one").update_id
    second = write(world, "two").update_id
    assert first is not None
    assert first + 1 == second
    assert ["two"] == await _texts(world, offset=second)
    assert ["two"] == await _texts(world)
    assert [] == await _texts(world, offset=first + 2)


async def test_a_negative_offset_forgets_all_but_the_last(world: World) -> None:
    """Offset -1 keeps only the newest update."""
    for text in "abc":
        write(world, text)
    assert ["c"] == await _texts(world, offset=-1)
    assert ["c"] == await _texts(world)


async def test_a_limit_cuts_the_batch(world: World) -> None:
    """At most `limit` updates are handed out, the oldest first; never more than 100."""
    for number in range(120):
        write(world, str(number))
    assert ["0", "1"] == await _texts(world, limit=2)
    assert 100 == len(await _texts(world))


@given(st.lists(st.integers(min_value=1, max_value=9), max_size=8))
def test_a_poller_that_confirms_gets_each_update_once(batches: list[int]) -> None:
    """However updates arrive, confirming each batch hands out every one exactly once, in order."""

    async def run() -> None:
        updates = Updates(Clock())
        put: list[int | None] = []
        got: list[int] = []
        for size in batches:
            put += [updates.put("message", {}) for _ in range(size)]
            batch = await updates.get(offset=got[-1] + 1 if got else 0, limit=5)
            got += [each["update_id"] for each in batch]
        while batch := await updates.get(offset=got[-1] + 1 if got else 0):
            got += [each["update_id"] for each in batch]
        assert put == got

    asyncio.run(run())


async def test_a_long_poll_wakes_for_an_update(world: World) -> None:
    """An open poll returns as soon as something is written."""
    poll = asyncio.create_task(_texts(world, timeout=30))
    await asyncio.sleep(0)
    write(world, "wake up")
    assert ["wake up"] == await asyncio.wait_for(poll, 2)


async def test_the_older_of_two_pollers_is_told_of_the_conflict(world: World) -> None:
    """A second getUpdates ends the first with 409, and is served itself."""
    older = asyncio.create_task(why(world, "getUpdates", timeout=30))
    await asyncio.sleep(0)
    newer = asyncio.create_task(_texts(world, timeout=30))
    code, words = await asyncio.wait_for(older, 2)
    assert (409, True) == (code, words.startswith("Conflict: terminated by other getUpdates request;"))
    write(world, "for you")
    assert ["for you"] == await asyncio.wait_for(newer, 2)


async def test_updates_are_forgotten_after_a_day(world: World) -> None:
    """What nobody fetched for 24 hours of sandbox time is lost, as on Telegram."""
    write(world, "yesterday")
    await world.clock.jump(86400 - 60)
    assert ["yesterday"] == await _texts(world)
    await world.clock.jump(120)
    assert [] == await _texts(world)


async def test_ids_start_anew_after_a_quiet_week(world: World) -> None:
    """After a week without updates the next id is any number, so a stored offset may be a trap."""
    before = write(world, "before").update_id
    await world.clock.jump(7 * 86400)
    after = write(world, "after").update_id
    assert before is not None
    assert after != before + 1
    assert ["after"] == await _texts(world)


async def test_raw_updates_travel_as_they_are(world: World) -> None:
    """A raw update keeps its own id, or gets one; nobody looks inside."""
    given_id = world.updates.put_raw({"update_id": 5, "message": "not a message"})
    made = world.updates.put_raw({"surprise": [1]})
    assert 5 == given_id
    expected = [{"update_id": 5, "message": "not a message"}, {"surprise": [1], "update_id": made}]
    assert expected == await done(world, "getUpdates")


async def test_shy_kinds_come_only_when_named(world: World) -> None:
    """Membership and reactions of others are told only to a bot that asked for them."""
    number = write(world, "Hi").message.id
    heart = Reaction.model_validate({"chat": ANN, "from": ANN, "message_id": number, "emoji": "❤"})
    ben = Join(chat=world.staff_chat, user=9002, status="left")
    assert (None, None) == (react(world, heart), place(world, ben))
    await done(world, "getUpdates", allowed_updates=["message", "chat_member", "message_reaction"])
    assert react(world, heart)
    assert place(world, Join(chat=world.staff_chat, user=9002))


async def _kinds(world: World) -> list[str]:
    batch = await done(world, "getUpdates", offset=0)
    return [next(key for key in update if key != "update_id") for update in batch]


async def test_every_act_is_told_by_its_own_kind(world: World) -> None:
    """Messages, edits, blocks and memberships arrive as the kinds Telegram uses; deletions never do."""
    await done(world, "getUpdates", allowed_updates=["message", "edited_message", "my_chat_member", "chat_member"])
    number = write(world, "Hi").message.id
    rewrite(world, Edit.model_validate({"chat": ANN, "from": ANN, "message_id": number, "text": "Hello"}))
    remove(world, ANN, number)
    block(world, Block(user=ANN))
    place(world, Join(chat=world.staff_chat, user=9002, status="kicked", by=9001))
    # Leaving also puts a line into the chat, and that is a message.
    assert ["message", "edited_message", "my_chat_member", "message", "chat_member"] == await _kinds(world)


async def test_blocking_shows_both_states(world: World) -> None:
    """The bot is told that it was a member and is kicked now, by the person who blocked it."""
    block(world, Block(user=ANN))
    told = (await done(world, "getUpdates"))[0]["my_chat_member"]
    states = told["old_chat_member"]["status"], told["new_chat_member"]["status"]
    assert (ANN, "member", "kicked") == (told["from"]["id"], *states)
