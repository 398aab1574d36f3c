"""The application: all rooms behind one guard."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Sequence

from aiohttp import web as http

from records.store import Store
from review import guard
from review.desk import Desk
from review.headers import headers
from review.pages import (
    audit,
    deeds,
    feedback,
    figures,
    imports,
    invites,
    launch,
    login,
    patient,
    poster,
    queue,
    search,
    trying,
)
from review.refusals import STRANGERS, refusals
from review.web import WEB, PageSettings, Room, Routes, Web

#: A day's list of a megabyte, and some air.
MOST_BODY = (1 << 20) + (1 << 16)
ROUTES: Sequence[Routes] = (
    queue.routes,
    patient.routes,
    deeds.routes,
    search.routes,
    invites.routes,
    imports.routes,
    poster.routes,
    figures.routes,
    feedback.routes,
    trying.routes,
    audit.routes,
)


def make(store: Store, desk: Desk, settings: PageSettings, now: Callable[[], dt.datetime]) -> http.Application:
    """Return the page's application; whoever serves it keeps no access log: a login's address is in it."""
    app = http.Application(client_max_size=MOST_BODY, middlewares=[headers, refusals])
    app[WEB], app[STRANGERS] = Web(store, desk, settings, now), deque()
    app.add_routes([*login.ROUTES, *launch.ROUTES])
    app.router.add_get("/static/{name}", app[WEB].statics.serve)
    for routes in ROUTES:
        _hang(app, routes.rooms)
    return app


def _hang(app: http.Application, rooms: Sequence[Room]) -> None:
    app[WEB].rooms.extend(rooms)
    for room in rooms:
        handler = guard.doing(room) if room.does is not None else guard.showing(room)
        app.router.add_route(room.method, room.path, handler)
