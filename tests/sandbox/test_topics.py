"""Topics of a forum, as the Bot API has them: made, written in, closed, deleted, and refused in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import forum
from sandbox.phone import say
from sandbox.wishes import Forum, Saying
from sandbox.world import World
from tests.sandbox.wire import ANN, Line, ask, done, why, write

ANA, BEN = 9001, 9002


@pytest.fixture
async def staff(world: World) -> int:
    """The staff group with topics; nothing waits for the bot."""
    forum.switch(world, Forum(chat=world.staff_chat))
    world.updates.clear()
    return world.staff_chat


async def _topic(world: World, name: str = "JM, Tue 10:30") -> int:
    made = await done(world, "createForumTopic", chat_id=world.staff_chat, name=name, icon_color=0xFB6F5F)
    return int(made["message_thread_id"])


def _rights(world: World, *, rights: bool) -> None:
    forum.switch(world, Forum(chat=world.staff_chat, rights=rights))


def _shown(world: World, number: int) -> dict[str, Any]:
    return world.chats[world.staff_chat].messages[number].body


async def test_a_forum_says_that_it_is_one(world: World, staff: int) -> None:
    """`is_forum` stands in the chat, in its messages, and not in other chats."""
    assert (await done(world, "getChat", chat_id=staff))["is_forum"]
    assert (await done(world, "sendMessage", chat_id=staff, text="Hi"))["chat"]["is_forum"]
    assert "is_forum" not in await done(world, "getChat", chat_id=ANN)


async def test_a_topic_is_made_with_a_line_that_opens_it(world: World, staff: int) -> None:
    """Its number is that of the line."""
    made = await done(world, "createForumTopic", chat_id=staff, name="JM, Tue 10:30", icon_color=0xFB6F5F)

    assert ("JM, Tue 10:30", 0xFB6F5F) == (made["name"], made["icon_color"])
    line = _shown(world, made["message_thread_id"])
    assert "JM, Tue 10:30" == line["forum_topic_created"]["name"]
    assert line["is_topic_message"]


@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("sendMessage", {"text": "A card"}),
        ("sendPhoto", {"photo": "?"}),
        ("copyMessage", {"from_chat_id": ANN, "message_id": 1}),
        ("forwardMessage", {"from_chat_id": ANN, "message_id": 1}),
    ],
)
async def test_what_is_sent_into_a_topic_stands_there(
    world: World, staff: int, method: str, content: dict[str, Any]
) -> None:
    """Every way of sending takes the topic's number, and refuses one that is not there."""
    thread = await _topic(world)
    content = {"photo": _photo(world)} if "photo" in content else content
    sent = await done(world, method, chat_id=staff, message_thread_id=thread, **content)

    body = _shown(world, sent["message_id"])
    assert (thread, True) == (body["message_thread_id"], body["is_topic_message"])
    refused = await why(world, method, chat_id=staff, message_thread_id=999, **content)
    assert (400, "Bad Request: message thread not found") == refused


def _photo(world: World) -> str:
    seen = say(world, Saying.model_validate({"chat": ANN, "from": ANN, "photo": True}))[0].message.body
    return str(seen["photo"][0]["file_id"])


async def test_an_answer_stands_where_what_it_answers_stands(world: World, staff: int) -> None:
    """Without a topic's number Telegram takes that of the answered message; with another's, it answers nothing."""
    here, there = await _topic(world), await _topic(world, "KL")
    card = await done(world, "sendMessage", chat_id=staff, message_thread_id=here, text="A card")
    under = {"message_id": card["message_id"]}

    near = await done(world, "sendMessage", chat_id=staff, text="!", reply_parameters=under)
    far = await done(world, "sendMessage", chat_id=staff, text="!", message_thread_id=there, reply_parameters=under)

    assert (here, card["message_id"]) == (near["message_thread_id"], near["reply_to_message"]["message_id"])
    assert (there, there) == (far["message_thread_id"], far["reply_to_message"]["message_id"])


async def test_plain_words_in_a_topic_stand_under_its_first_line(world: World, staff: int) -> None:
    """As Telegram has it: whoever takes every `reply_to_message` for an answer is wrong in topics."""
    thread = await _topic(world)
    said = write(world, "She sounded fine", who=ANA, chat=staff, thread=thread).message.body

    assert said["is_topic_message"]
    assert "forum_topic_created" in said["reply_to_message"]


async def test_answers_outside_of_topics_have_a_thread_that_cannot_be_written_in(world: World, staff: int) -> None:
    """Their number is no topic's, and they are not marked as a topic's messages."""
    first = write(world, "Lunch?", who=ANA, chat=staff).message
    said = write(world, "Yes", who=BEN, chat=staff, reply_to=first.id).message.body

    assert first.id == said["message_thread_id"]
    assert "is_topic_message" not in said
    refused = await why(world, "sendMessage", chat_id=staff, text="Hi", message_thread_id=first.id)
    assert (400, "Bad Request: message thread not found") == refused


async def test_a_topic_has_its_life(world: World, staff: int) -> None:
    """Renamed, closed, opened, deleted; each leaves its line, and twice the same is refused."""
    thread = {"chat_id": staff, "message_thread_id": await _topic(world)}
    assert await done(world, "editForumTopic", **thread, name="JM, Fri 9:00")
    assert await done(world, "closeForumTopic", **thread)
    assert (400, "Bad Request: TOPIC_NOT_MODIFIED") == await why(world, "closeForumTopic", **thread)
    assert await done(world, "reopenForumTopic", **thread)
    lines = [name for each in world.chats[staff].there() for name in each.body if name.startswith("forum_topic")]
    assert ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"] == lines

    card = await done(world, "sendMessage", **thread, text="A card")
    assert await done(world, "deleteForumTopic", **thread)

    assert (400, "Bad Request: message thread not found") == await why(world, "sendMessage", **thread, text="Hi")
    gone = await why(world, "editMessageText", chat_id=staff, message_id=card["message_id"], text="x")
    assert (400, "Bad Request: message to edit not found") == gone
    for method in ("closeForumTopic", "reopenForumTopic", "deleteForumTopic"):
        assert (400, "Bad Request: TOPIC_ID_INVALID") == await why(world, method, **thread)


async def test_the_bot_needs_the_right(world: World, staff: int) -> None:
    """Without it no topic is made; its own ones it may still close. It is told of the change, and can look."""
    thread = {"chat_id": staff, "message_thread_id": await _topic(world)}
    _rights(world, rights=False)

    refused = await why(world, "createForumTopic", chat_id=staff, name="KL")
    assert (400, "Bad Request: not enough rights to create a topic") == refused
    assert await done(world, "closeForumTopic", **thread)
    assert await done(world, "sendMessage", **thread, text="Mine, so I may")
    assert not (await done(world, "getChatMember", chat_id=staff, user_id=world.me.id))["can_manage_topics"]
    (update,) = await done(world, "getUpdates")
    change = update["my_chat_member"]
    assert (True, False) == tuple(change[f"{state}_chat_member"]["can_manage_topics"] for state in ("old", "new"))


async def test_another_ones_closed_topic_is_closed(line: Line, staff: int) -> None:
    """Without the right the bot writes in no closed topic of others."""
    world = line.world
    _, opened = await line.sim("/sim/topic", {"chat": staff, "from": ANA, "do": "open", "name": "Lunch"})
    await line.sim("/sim/topic", {"chat": staff, "from": ANA, "do": "close", "thread": opened["thread"]})
    thread = {"chat_id": staff, "message_thread_id": opened["thread"]}

    assert await done(world, "sendMessage", **thread, text="An administrator may")
    _rights(world, rights=False)
    assert (400, "Bad Request: TOPIC_CLOSED") == await why(world, "sendMessage", **thread, text="A member may not")
    refused = await why(world, "reopenForumTopic", **thread)
    assert (400, "Bad Request: not enough rights to edit the topic") == refused


@pytest.mark.parametrize("params", [{"name": " "}, {"name": "JM", "icon_color": 7}])
async def test_a_topic_needs_a_name_and_a_known_colour(world: World, staff: int, params: dict[str, Any]) -> None:
    """Telegram's six colours, and a name that is not empty."""
    assert 400 == (await ask(world, "createForumTopic", chat_id=staff, **params)).status


async def test_a_plain_group_has_no_topics(world: World) -> None:
    """Nor has a group whose topics were turned off, whatever it had before."""
    staff = world.staff_chat
    assert (400, "Bad Request: the chat is not a forum") == await why(
        world, "createForumTopic", chat_id=staff, name="JM"
    )
    _rights(world, rights=True)
    thread = await _topic(world)
    forum.switch(world, Forum(chat=staff, on=False))
    refused = await why(world, "sendMessage", chat_id=staff, text="Hi", message_thread_id=thread)
    assert (400, "Bad Request: message thread not found") == refused


async def test_people_write_in_topics_over_http(line: Line, staff: int) -> None:
    """By the topic's number, or by an answer to what stands there; the transcript says where."""
    thread = await _topic(line.world)
    status, told = await line.sim("/sim/message", {"chat": staff, "from": ANA, "text": "Hm", "thread": thread})
    _, answer = await line.sim(
        "/sim/message", {"chat": staff, "from": BEN, "text": "Yes", "reply_to": told["message_id"]}
    )
    _, chat = await line.sim(f"/sim/chats/{staff}")

    assert 200 == status
    rows = {row["id"]: (row["thread"], row["reply_to"]) for row in chat["messages"]}
    assert ((thread, None), (thread, told["message_id"])) == (rows[told["message_id"]], rows[answer["message_id"]])
    assert [{"id": thread, "name": "JM, Tue 10:30", "closed": False}] == chat["topics"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/sim/message", {"from": ANA, "text": "Hm", "thread": 99}, "There is no topic 99"),
        ("/sim/topic", {"from": ANA, "do": "close", "thread": 99}, "There is no topic 99"),
        ("/sim/message", {"from": BEN, "text": "Hm", "anonymous": True}, "Only administrators can be anonymous"),
        ("/sim/forum", {"chat": ANN}, "Only a supergroup has topics"),
    ],
)
async def test_what_makes_no_sense_is_said(line: Line, staff: int, path: str, body: dict[str, Any], words: str) -> None:
    """Misuse is answered with a sentence."""
    status, told = await line.sim(path, {"chat": staff} | body)

    assert 400 == status
    assert words in told["error"]


async def test_members_stay_out_of_closed_topics(line: Line, staff: int) -> None:
    """Only administrators write in them, and only they close or delete."""
    thread = await _topic(line.world)
    act = {"chat": staff, "from": BEN, "do": "close", "thread": thread}
    assert 400 == (await line.sim("/sim/topic", act))[0]
    assert 200 == (await line.sim("/sim/topic", act | {"from": ANA}))[0]
    words = {"chat": staff, "text": "Hm", "thread": thread}
    assert 400 == (await line.sim("/sim/message", words | {"from": BEN}))[0]
    assert 200 == (await line.sim("/sim/message", words | {"from": ANA}))[0]


async def test_an_administrator_can_hide_behind_the_group(world: World, staff: int) -> None:
    """Telegram then names a bot of its own, and the group as the sender."""
    said = write(world, "/open", who=ANA, chat=staff, anonymous=True).message.body

    assert ("GroupAnonymousBot", True) == (said["from"]["username"], said["from"]["is_bot"])
    assert staff == said["sender_chat"]["id"]


async def test_somebody_can_write_as_a_channel(world: World, staff: int) -> None:
    """Telegram then names another bot of its own, and the channel as the sender."""
    said = write(world, "/open", who=BEN, chat=staff, channel="Clinic news").message.body

    assert ("Channel_Bot", "channel") == (said["from"]["username"], said["sender_chat"]["type"])
