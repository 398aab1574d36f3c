"""Refusals: what is refused is written down and told in words; what breaks is told without a trace of what was said."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web as http

from records import audit
from records.store import Db
from review.refusing import Refused
from review.web import Web, web_of

Handler = Callable[[http.Request], Awaitable[http.StreamResponse]]
log = structlog.get_logger()

REF = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)
#: Of strangers so many refusals are written down in so long: nobody from outside fills the audit.
MOST, SPAN = 30, dt.timedelta(minutes=10)
HTTP = {404: "unknown", 405: "method", 413: "large"}
STRANGERS = http.AppKey("strangers", deque[dt.datetime])


@http.middleware
async def refusals(request: http.Request, handler: Handler) -> http.StreamResponse:
    """Turn every way of going wrong into a page that a nurse understands."""
    try:
        return await handler(request)
    except Refused as exc:
        refused = exc
    except http.HTTPException as exc:
        refused = Refused(HTTP.get(exc.status, "form"))
    except Exception as exc:
        # Only its kind: a trace may hold a patient's words.
        log.error("page.broke", error=type(exc).__name__, route=_route(request))
        refused = Refused("broken")
    return await _tell(request, refused)


async def _tell(request: http.Request, refused: Refused) -> http.Response:
    web = web_of(request)
    if refused.why != "broken" and _counts(request, web, refused):
        await web.store.write(_noted(request, refused, now=web.now()))
    if "live" in request.path:
        # A page that is open keeps what it shows, and says that it is old.
        return http.Response(status=refused.status)
    return web.show("refused.html", {"refused": refused}, visitor=None, status=refused.status)


def _counts(request: http.Request, web: Web, refused: Refused) -> bool:
    """Say whether it is written down: all that staff are refused, and of strangers what they tried, within a limit."""
    if refused.staff_id is not None:
        return True
    if request.method in ("GET", "HEAD") and refused.why in ("login", "unknown", "method"):
        return False
    now, seen = web.now(), request.app[STRANGERS]
    while seen and now - seen[0] > SPAN:
        seen.popleft()
    if len(seen) >= MOST:
        return False
    seen.append(now)
    return True


def _noted(request: http.Request, refused: Refused, *, now: dt.datetime) -> Callable[[Db], None]:
    actor = "page" if refused.staff_id is None else f"staff:{refused.staff_id}"
    subject = refused.ref if REF.fullmatch(refused.ref) else ""
    route = f"{request.method} {_route(request)}"
    return lambda db: audit.note(
        db, now=now, actor=actor, action="page.refused", subject=subject, why=refused.why, route=route
    )


def _route(request: http.Request) -> str:
    """Return the address without what a person may have typed into it."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical
