"""The page: phones in a browser."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from aiohttp import web

from sandbox.telegram import WORLD

HERE = Path(__file__).parent / "static"
#: Seconds between signs of life on the event stream, so that a dead page is noticed.
BEAT = 15.0
#: Nothing from elsewhere is ever loaded.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; base-uri 'none'"
)


async def index(request: web.Request) -> web.FileResponse:
    """Show the phones."""
    return web.FileResponse(
        HERE / "index.html", headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    )


async def events(request: web.Request) -> web.StreamResponse:
    """Tell a page what changed, as server-sent events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    with request.app[WORLD].feed.listening() as news:
        while True:
            try:
                item = await asyncio.wait_for(news.get(), BEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
            else:
                await response.write(f"data: {json.dumps(item)}\n\n".encode())


async def picture(request: web.Request) -> web.Response:
    """Show a file that was sent."""
    stored = request.app[WORLD].files.get(request.match_info["id"])
    if stored is None:
        raise web.HTTPNotFound
    safe = stored.upload.mime if stored.upload.mime.startswith("image/") else "application/octet-stream"
    return web.Response(
        body=stored.upload.content, content_type=safe, headers={"Content-Security-Policy": "sandbox"}
    )


ROUTES = [
    web.get("/", index),
    web.get("/sim/events", events),
    web.get("/sim/file/{id}", picture),
    web.static("/page", HERE),
]
