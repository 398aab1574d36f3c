"""Views: what there is to see."""

from __future__ import annotations

from aiohttp import web

from sandbox import transcript
from sandbox.chats import Json
from sandbox.sim.asking import number
from sandbox.telegram import WORLD


async def people(request: web.Request) -> web.Response:
    """List everyone."""
    return web.json_response(transcript.people(request.app[WORLD]))


async def chats(request: web.Request) -> web.Response:
    """List the chats."""
    return web.json_response(transcript.chats(request.app[WORLD]))


async def chat(request: web.Request) -> web.Response:
    """Show one chat."""
    world = request.app[WORLD]
    try:
        found = world.chats[int(request.match_info["id"])]
    except (KeyError, ValueError):
        words = f"There is no chat {request.match_info['id']}. GET /sim/chats lists those there are."
        return web.json_response({"error": words}, status=404)
    return web.json_response(transcript.chat(world, found))


async def calls(request: web.Request) -> web.Response:
    """List Bot API calls and answers."""
    journal = request.app[WORLD].journal
    since = int(number(request, "since", 0))
    shown = [call for call in journal.since(since) if request.query.get("method", call["method"]) == call["method"]]
    return web.json_response(shown)


def about(request: web.Request) -> Json:
    """Return what the page needs to begin."""
    world = request.app[WORLD]
    bot = {"id": world.me.id, "name": world.me.first_name, "username": world.me.username}
    return {"bot": bot, "staff_chat": world.staff_chat, "zone": world.zone, "banner": world.banner}


async def world_view(request: web.Request) -> web.Response:
    """Say whose sandbox this is."""
    return web.json_response(about(request))


async def banner(request: web.Request) -> web.Response:
    """Say what stands at the top of the page."""
    return web.json_response({"text": request.app[WORLD].banner})


async def health(request: web.Request) -> web.Response:
    """Say whether a bot has come: 200 after its first poll (or webhook)."""
    world = request.app[WORLD]
    ready = world.updates.polled or bool(world.webhook["url"])
    return web.json_response({"bot": "here" if ready else "not yet"}, status=200 if ready else 503)


ROUTES = [
    web.get("/sim/people", people),
    web.get("/sim/chats", chats),
    web.get("/sim/chats/{id}", chat),
    web.get("/sim/calls", calls),
    web.get("/sim/world", world_view),
    web.get("/sim/banner", banner),
    web.get("/healthz", health),
]
