"""The sandbox as a web server: Bot API, `/sim` and page in one."""

from __future__ import annotations

from aiohttp import web

from sandbox import page
from sandbox.sim import acts, fate, views
from sandbox.sim.asking import sentences
from sandbox.telegram import WORLD, bot_api, download
from sandbox.webhook import carrying
from sandbox.world import World

#: A photo of 10 MB, and some air.
MOST_BODY = 64 << 20


def build(world: World, *, with_page: bool = True) -> web.Application:
    """Return the sandbox's application."""
    app = web.Application(client_max_size=MOST_BODY, middlewares=[sentences])
    app[WORLD] = world
    app.cleanup_ctx.append(carrying)
    for verb in ("GET", "POST"):
        app.router.add_route(verb, "/bot{token}/{method}", bot_api)
    app.router.add_get("/file/bot{token}/{path:.+}", download)
    app.add_routes([*acts.ROUTES, *fate.ROUTES, *views.ROUTES])
    if with_page:
        app.add_routes(page.ROUTES)
    return app


async def start(world: World, host: str = "127.0.0.1", port: int = 0, *, with_page: bool = True) -> web.AppRunner:
    """Serve a world from this process until the runner's `cleanup()`; port 0 takes a free one."""
    # Open polls do not hold up the end: their clients see a closed connection, as with Telegram.
    runner = web.AppRunner(build(world, with_page=with_page), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


def address(runner: web.AppRunner) -> str:
    """Return where a sandbox listens: the page's address; the Bot API is below it."""
    host, port = runner.addresses[0][:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
