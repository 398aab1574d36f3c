"""Who is where decides what the bot sees, and whom it can reach."""

from __future__ import annotations

from sandbox.places import place
from sandbox.wishes import Join
from sandbox.world import World
from tests.sandbox.wire import done, why, write

ANA, BEN = 9001, 9002


async def _ben_leaves(world: World) -> list[str]:
    """Return the kinds of update that the bot gets of it."""
    await done(world, "getUpdates", allowed_updates=["message", "chat_member", "my_chat_member"])
    await world.updates.get(offset=-1)
    world.updates.clear()
    place(world, Join(chat=world.staff_chat, user=BEN, status="left"))
    return [kind for update in await done(world, "getUpdates") for kind in update if kind != "update_id"]


async def test_an_administrator_is_told_who_leaves(world: World) -> None:
    """As administrator the bot gets the change itself, beside the line in the chat."""
    assert ["message", "chat_member"] == await _ben_leaves(world)


async def test_a_plain_member_is_not_told(world: World) -> None:
    """A bot that is no administrator gets no changes of other people's places."""
    world.chats[world.staff_chat].members[world.me.id] = "member"
    assert ["message"] == await _ben_leaves(world)


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(world: World) -> None:
    """A bot that is no administrator sees only commands and replies to itself in a group."""
    staff = world.staff_chat
    world.chats[staff].members[world.me.id] = "member"
    card = (await done(world, "sendMessage", chat_id=staff, text="A card"))["message_id"]
    assert write(world, "Lunch?", who=ANA, chat=staff).update_id is None
    assert write(world, "/open", who=ANA, chat=staff).update_id
    assert write(world, "Mine", who=ANA, chat=staff, reply_to=card).update_id


async def test_an_administrator_sees_all(world: World) -> None:
    """As administrator the bot sees every message of the group."""
    assert write(world, "Lunch?", who=ANA, chat=world.staff_chat).update_id


async def test_an_open_chat_is_not_yet_a_started_one(world: World) -> None:
    """Looking at the bot's chat is not pressing Start; writing is."""
    world.private(world.user(BEN))
    refused = (403, "Forbidden: bot can't initiate conversation with a user")
    assert refused == await why(world, "sendMessage", chat_id=BEN, text="Hello")
    write(world, "/start", who=BEN)
    await done(world, "sendMessage", chat_id=BEN, text="Hello")
