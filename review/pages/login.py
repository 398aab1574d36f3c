"""Login: a one-time link from the bot, spent by a button and not by looking; and the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from aiohttp import web as http

from records import audit, logins, sittings, staff
from records.models import Staff
from records.store import Db
from review.guard import elsewhere, visitor_of
from review.refusing import Refused
from review.web import Web, web_of
from review.wherefrom import own


async def door(request: http.Request) -> http.StreamResponse:
    """Lead in whoever has sat down, to where her role begins; tell all others how to get in."""
    web = web_of(request)
    visitor = await visitor_of(request, web)
    return elsewhere(home(visitor.role))


def home(role: str) -> str:
    """Return where somebody of this role begins."""
    return "/invites" if role == staff.FRONT_DESK else "/queue"


async def link(request: http.Request) -> http.StreamResponse:
    """Show whose link it is, and a button: a preview of the link must not spend it."""
    web, token = web_of(request), request.query.get("t", "")
    now = web.now()
    person = await web.store.read(lambda db: _whose(db, token, now=now))
    if person is None:
        raise Refused("link")
    return web.show("login.html", {"name": person.name, "token": token}, visitor=None)


def _whose(db: Db, token: str, *, now: dt.datetime) -> Staff | None:
    found = logins.by_token(db, token)
    fresh = found is not None and found.used_at is None and found.expires_at > now
    return staff.by_id(db, found.staff_id) if found is not None and fresh else None


async def enter(request: http.Request) -> http.StreamResponse:
    """Spend the link and sit down."""
    web = web_of(request)
    own(request, web)
    token = (await request.post()).get("t", "")
    now = web.now()
    person = await web.store.read(lambda db: _whose(db, str(token), now=now))
    if person is not None:
        await web.desk.look_up(person.user_id)
    came = await web.store.write(_spent(web, str(token), now=now))
    if isinstance(came, Refused):
        raise came
    return seated(web, *came)


def _spent(web: Web, token: str, *, now: dt.datetime) -> Callable[[Db], tuple[str, str] | Refused]:
    def work(db: Db) -> tuple[str, str] | Refused:
        found = logins.by_token(db, token)
        # A refusal is returned, not raised: a link that was tried is spent.
        if found is None or not logins.use(db, found, now=now):
            return Refused("link", staff_id=None if found is None else found.staff_id)
        return sit(db, web, found.staff_id, now=now, how="link")

    return work


def sit(db: Db, web: Web, staff_id: int, *, now: dt.datetime, how: str) -> tuple[str, str] | Refused:
    """Begin a sitting for a person whose seat stands; return what her cookie holds, and her role."""
    person = web.desk.may(db, staff_id)
    if person is None:
        return Refused("seat", staff_id=staff_id)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="page.login", subject=person.ref, how=how)
    return sittings.begin(db, staff_id=person.id, now=now), person.role


def seated(web: Web, token: str, role: str) -> http.StreamResponse:
    """Lead in, with the cookie: not for scripts, not for other sites, gone when the browser closes."""
    answer = elsewhere(home(role))
    answer.set_cookie(
        web.settings.cookie, token, path="/", httponly=True, samesite="Strict", secure=web.settings.secure
    )
    return answer


async def leave(request: http.Request) -> http.StreamResponse:
    """End the sitting and say goodbye."""
    web = web_of(request)
    own(request, web)
    visitor, now = await visitor_of(request, web), web.now()
    if (await request.post()).get("csrf") != visitor.csrf:
        raise Refused("csrf", staff_id=visitor.staff_id)
    await web.store.write(_left(visitor.sitting_id, visitor.staff_id, now=now))
    answer = web.show("goodbye.html", {}, visitor=None)
    answer.del_cookie(web.settings.cookie, path="/", httponly=True, secure=web.settings.secure, samesite="Strict")
    return answer


def _left(sitting_id: int, staff_id: int, *, now: dt.datetime) -> Callable[[Db], None]:
    def work(db: Db) -> None:
        sittings.end(db, sitting_id, now=now)
        audit.note(db, now=now, actor=f"staff:{staff_id}", action="page.logout", subject="")

    return work


ROUTES: Sequence[http.RouteDef] = (
    http.get("/", door),
    http.get("/login", link),
    http.post("/login", enter),
    http.post("/logout", leave),
)
