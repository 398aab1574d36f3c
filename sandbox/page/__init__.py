"""The page: phones in a browser."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from sandbox.chats import Json
from sandbox.telegram import WORLD

HERE = Path(__file__).parent / "static"
#: Seconds between signs of life on the event stream, so that a dead page is noticed.
BEAT = 15.0
#: Nothing from elsewhere is ever loaded.
POLICY = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; base-uri 'none'"


async def index(request: web.Request) -> web.FileResponse:
    """Show the phones."""
    return web.FileResponse(
        HERE / "index.html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    )


async def events(request: web.Request) -> web.StreamResponse:
    """Tell a page what changed, as server-sent events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    # A page that was closed wants no more news.
    with suppress(ConnectionResetError), request.app[WORLD].feed.listening() as news:
        while True:
            await response.write(await _line(news))
    return response


async def _line(news: asyncio.Queue[Json]) -> bytes:
    """Return the next news, or a sign of life when there is none for a while."""
    try:
        return f"data: {json.dumps(await asyncio.wait_for(news.get(), BEAT))}\n\n".encode()
    except TimeoutError:
        return b": still here\n\n"


async def picture(request: web.Request) -> web.Response:
    """Show a file that was sent."""
    stored = request.app[WORLD].files.get(request.match_info["id"])
    if stored is None:
        raise web.HTTPNotFound
    safe = stored.upload.mime if stored.upload.mime.startswith("image/") else "application/octet-stream"
    return web.Response(body=stored.upload.content, content_type=safe, headers={"Content-Security-Policy": "sandbox"})


ROUTES = [
    web.get("/", index),
    web.get("/sim/events", events),
    web.get("/sim/file/{id}", picture),
    web.static("/page", HERE),
]
