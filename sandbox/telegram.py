"""The Bot API over HTTP: `/bot<token>/<method>` for any client."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from sandbox.calls import Answer, call
from sandbox.faults import Dropped
from sandbox.files import Upload
from sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)


async def bot_api(request: web.Request) -> web.StreamResponse:
    """Answer one Bot API call."""
    world = request.app[WORLD]
    if request.match_info["token"] != world.token:
        return _reply(Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))
    try:
        given = await _given(request)
    except (ValueError, RecursionError):
        words = "Bad Request: can't parse the request body"
        return _reply(Answer(400, {"ok": False, "error_code": 400, "description": words}))
    try:
        return _reply(await call(world, request.match_info["method"], given))
    except Dropped:
        return _hang_up(request)


def _reply(answer: Answer) -> web.Response:
    headers = {}
    wait = answer.body.get("parameters", {}).get("retry_after")
    if wait is not None:
        headers["Retry-After"] = str(wait)
    body = json.dumps(answer.body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return web.Response(body=body, status=answer.status, content_type="application/json", headers=headers)


def _hang_up(request: web.Request) -> web.Response:
    """Cut the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _given(request: web.Request) -> dict[str, Any]:
    """Return the parameters, wherever they stand: query, form, multipart or JSON."""
    given: dict[str, Any] = dict(request.query)
    kind = request.content_type
    if not request.can_read_body:
        return given
    if kind == "application/json":
        return given | _object(await request.json())
    if kind == "multipart/form-data":
        return given | await _parts(await request.multipart())
    # aiohttp's own `post()` takes several times as long.
    return given | dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        msg = "a JSON body is an object"
        raise ValueError(msg)
    # Telegram takes a null for a parameter that is not there.
    return {str(key): value for key, value in body.items() if value is not None}


async def _parts(reader: MultipartReader) -> dict[str, Any]:
    given: dict[str, Any] = {}
    async for part in reader:
        if isinstance(part, BodyPartReader) and part.name:
            given[part.name] = await _part(part)
    return given


async def _part(part: BodyPartReader) -> str | Upload:
    if part.filename is None:
        return await part.text()
    mime = part.headers.get("Content-Type", "application/octet-stream")
    return Upload(part.filename, bytes(await part.read(decode=True)), mime)


async def download(request: web.Request) -> web.Response:
    """Hand out a file under the path that getFile gave."""
    world = request.app[WORLD]
    stored = world.files.at(request.match_info["path"])
    if request.match_info["token"] != world.token or stored is None:
        return _reply(Answer(404, {"ok": False, "error_code": 404, "description": "Not Found"}))
    return web.Response(body=stored.upload.content, content_type=stored.upload.mime)
