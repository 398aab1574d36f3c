"""Acts: what people do with their phones."""

from __future__ import annotations

from aiohttp import web

from sandbox import forum, phone, places, taps
from sandbox.finding import person
from sandbox.sim.asking import asked
from sandbox.telegram import WORLD
from sandbox.wishes import Block, Edit, Forum, Gone, Join, Opening, Reaction, Saying, Someone, Tapping, TopicAct


async def message(request: web.Request) -> web.Response:
    """Send a message from a phone."""
    said = phone.say(request.app[WORLD], await asked(request, Saying))
    first = {"message_id": said[0].message.id, "update_id": said[0].update_id}
    return web.json_response(first | {"message_ids": [each.message.id for each in said]})


async def edit(request: web.Request) -> web.Response:
    """Edit a message on a phone."""
    said = phone.rewrite(request.app[WORLD], await asked(request, Edit))
    return web.json_response({"message_id": said.message.id, "update_id": said.update_id})


async def delete(request: web.Request) -> web.Response:
    """Delete a message on a phone."""
    wish = await asked(request, Gone)
    phone.remove(request.app[WORLD], wish.chat, wish.message_id)
    return web.json_response({"deleted": wish.message_id})


async def react(request: web.Request) -> web.Response:
    """React to a message on a phone."""
    return web.json_response({"update_id": phone.react(request.app[WORLD], await asked(request, Reaction))})


async def tap(request: web.Request) -> web.Response:
    """Tap a button, and say what the bot answered."""
    return web.json_response(await taps.tap(request.app[WORLD], await asked(request, Tapping)))


async def follow(request: web.Request) -> web.Response:
    """Open a link or scan a code."""
    return web.json_response(taps.follow(request.app[WORLD], await asked(request, Opening)))


async def block(request: web.Request) -> web.Response:
    """Block the bot, or let it write again."""
    return web.json_response({"update_id": places.block(request.app[WORLD], await asked(request, Block))})


async def join(request: web.Request) -> web.Response:
    """Change someone's place in a group."""
    return web.json_response({"update_id": places.place(request.app[WORLD], await asked(request, Join))})


async def topics(request: web.Request) -> web.Response:
    """Make a forum of a group, or a plain group again."""
    return web.json_response({"update_id": forum.switch(request.app[WORLD], await asked(request, Forum))})


async def topic(request: web.Request) -> web.Response:
    """Open, close, reopen, rename or delete a topic."""
    return web.json_response(forum.act(request.app[WORLD], await asked(request, TopicAct)))


async def newcomer(request: web.Request) -> web.Response:
    """Hand somebody a phone; nothing is written yet."""
    world = request.app[WORLD]
    who = person(world, await asked(request, Someone))
    world.feed.tell("people")
    return web.json_response({"id": who.id, "name": who.name()})


ROUTES = [
    web.post("/sim/message", message),
    web.post("/sim/edit", edit),
    web.post("/sim/delete", delete),
    web.post("/sim/react", react),
    web.post("/sim/tap", tap),
    web.post("/sim/open", follow),
    web.post("/sim/block", block),
    web.post("/sim/join", join),
    web.post("/sim/forum", topics),
    web.post("/sim/topic", topic),
    web.post("/sim/people", newcomer),
]
