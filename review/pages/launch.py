"""Launch: the page as a Mini App of Telegram, which proves who opened it; then a sitting like any other."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl

from aiohttp import web as http

from records import staff
from records.store import Db
from review.pages.login import seated, sit
from review.refusing import Refused
from review.web import Web, web_of
from review.wherefrom import own

#: A launch is believed for so long, and may be so much ahead of our clock.
FRESH, AHEAD = dt.timedelta(minutes=5), dt.timedelta(minutes=1)


async def begin(request: http.Request) -> http.StreamResponse:
    """Show the page that hands over what Telegram says of whoever opened it."""
    web = web_of(request)
    if web.settings.mini_app_key is None:
        raise http.HTTPNotFound
    return web.show("launch.html", {}, visitor=None)


async def enter(request: http.Request) -> http.StreamResponse:
    """Believe a launch that is Telegram's and fresh, of a person with a seat."""
    web = web_of(request)
    own(request, web)
    if web.settings.mini_app_key is None:
        raise http.HTTPNotFound
    init = str((await request.post()).get("init", ""))
    user_id = launched(init, web.settings.mini_app_key, now=web.now())
    if user_id is None or not web.first_time(fields_hash(init), web.now()):
        raise Refused("launch")
    await web.desk.look_up(user_id)
    came = await web.store.write(_sat(web, user_id, now=web.now()))
    if isinstance(came, Refused):
        raise came
    return seated(web, *came)


def _sat(web: Web, user_id: int, *, now: dt.datetime) -> Callable[[Db], tuple[str, str] | Refused]:
    def work(db: Db) -> tuple[str, str] | Refused:
        person = staff.by_user(db, user_id)
        return Refused("launch") if person is None else sit(db, web, person.id, now=now, how="app")

    return work


def fields_hash(data: str) -> str:
    """Return Telegram's own mark of a launch: each opens the desk once."""
    return dict(parse_qsl(data, keep_blank_values=True)).get("hash", "")


def launched(data: str, key: bytes, *, now: dt.datetime) -> int | None:
    """Return who launched it, if this is Telegram's word and fresh; else none."""
    fields = dict(parse_qsl(data, keep_blank_values=True))
    theirs = fields.pop("hash", "")
    checked = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    ours = hmac.new(key, checked.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass")):
        return None
    return _user(fields) if _fresh(fields.get("auth_date", ""), now=now) else None


def _fresh(written: str, *, now: dt.datetime) -> bool:
    if not (written.isascii() and written.isdigit() and len(written) < 12):
        return False
    at = dt.datetime.fromtimestamp(int(written), dt.UTC)
    return now - FRESH <= at <= now + AHEAD


def _user(fields: dict[str, str]) -> int | None:
    try:
        number = json.loads(fields.get("user", ""))["id"]
    except (ValueError, KeyError, TypeError):
        return None
    return number if isinstance(number, int) else None


ROUTES: Sequence[http.RouteDef] = (http.get("/app", begin), http.post("/app", enter))
