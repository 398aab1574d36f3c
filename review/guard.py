"""The guard: who stands before the page, and may she? Every page and every deed goes through here."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web as http

from records import sittings
from records.models import Sitting, Staff
from records.store import Db
from review.desk import Told
from review.notices import Notice
from review.refusing import Refused
from review.web import Form, Room, Shown, Visitor, Web, web_of
from review.wherefrom import back_of, own

Handler = Callable[[http.Request], Awaitable[http.StreamResponse]]


def elsewhere(path: str) -> http.Response:
    """Lead to a page of ours; the answer of its own may carry a cookie."""
    return http.Response(status=303, headers={"Location": path})


def showing(room: Room) -> Handler:
    """Return what answers to a page's address."""

    async def handler(request: http.Request) -> http.StreamResponse:
        web = web_of(request)
        visitor = await visitor_of(request, web, awake=room.awake)
        _allowed(visitor, room)
        assert room.shows is not None
        shown = await room.shows(request, web, visitor)
        return shown if isinstance(shown, http.StreamResponse) else web.show(*shown, visitor=visitor)

    return handler


def doing(room: Room) -> Handler:
    """Return what answers to a deed's form: checked, done in one transaction, and told on the next page."""

    async def handler(request: http.Request) -> http.StreamResponse:
        web = web_of(request)
        own(request, web)
        form, back = await _form(request, web), room.back
        try:
            _sent_by_us(form)
            _allowed(form.visitor, room)
            back = back_of(form.text("back"), room.back)
            assert room.does is not None
            came = await web.change(form.visitor, room.does(web, form))
        except Refused as exc:
            exc.staff_id, exc.back = form.visitor.staff_id, back
            exc.ref, exc.words = exc.ref or form.ref, form.text("words")
            raise
        return _told(web, form, came, back)

    return handler


def _told(web: Web, form: Form, came: Told | Shown, back: str) -> http.StreamResponse:
    if not isinstance(came, Told):
        return web.show(*came, visitor=form.visitor)
    words = form.text("words")
    if not came.done:
        if words:
            web.notices.keep(form.visitor.sitting_id, form.ref, words)
        raise Refused("undone", staff_id=form.visitor.staff_id, ref=form.ref, text=came.text, words=words, back=back)
    # What has gone out is not offered once more.
    web.notices.kept(form.visitor.sitting_id, form.ref)
    web.notices.tell(form.visitor.sitting_id, Notice(done=True, text=came.text))
    # The answer to a form is a page to look at: sent again, it would be done again.
    return elsewhere(back)


async def visitor_of(request: http.Request, web: Web, *, awake: bool = True) -> Visitor:
    """Return who is at the page: a sitting that stands, of a person whose seat stands; else refuse."""
    token, now = request.cookies.get(web.settings.cookie, ""), web.now()
    seen = await web.store.read(lambda db: sittings.look(db, token, now=now, idle=web.settings.idle)) if token else None
    if seen is None:
        raise Refused("login")
    sitting, person = seen
    await web.desk.look_up(person.user_id)
    if await web.store.read(lambda db: web.desk.may(db, person.id)) is None:
        await web.store.write(lambda db: sittings.end_all(db, person.id, now=now))
        raise Refused("seat", staff_id=person.id)
    if awake and sittings.worn(sitting, now=now):
        await web.store.write(_touched(sitting, web))
    return _visitor(web, token, sitting, person)


def _touched(sitting: Sitting, web: Web) -> Callable[[Db], None]:
    now = web.now()
    return lambda db: sittings.touch(db, sitting.id, now=now)


def _visitor(web: Web, token: str, sitting: Sitting, person: Staff) -> Visitor:
    return Visitor(
        staff_id=person.id,
        user_id=person.user_id,
        name=person.name,
        role=person.role,
        on_duty=person.on_duty,
        sitting_id=sitting.id,
        csrf=web.csrf(token),
    )


def _allowed(visitor: Visitor, room: Room) -> None:
    if visitor.role not in room.roles:
        raise Refused("role", staff_id=visitor.staff_id)


def _sent_by_us(form: Form) -> None:
    if not hmac.compare_digest(form.text("csrf").encode(), form.visitor.csrf.encode()):
        raise Refused("csrf", staff_id=form.visitor.staff_id)


async def _form(request: http.Request, web: Web) -> Form:
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
        elif isinstance(value, http.FileField):
            files[name] = value.file.read()
    try:
        visitor = await visitor_of(request, web)
    except Refused as exc:
        # Whoever was idle for too long gets her words back.
        exc.words = (fields.get("words") or [""])[0]
        raise
    ref = request.match_info.get("ref", "")
    return Form(visitor=visitor, now=web.now(), ref=ref, fields=fields, files=files)
