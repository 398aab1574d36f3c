"""Asking: requests to `/sim` are read whole, and misuse is answered with a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.refusals import Misuse

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Asked = TypeVar("Asked", bound=BaseModel)


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what makes no sense with a sentence."""
    try:
        return await handler(request)
    except Misuse as exc:
        return web.json_response({"error": str(exc)}, status=400)
    except web.HTTPClientError as exc:
        return web.json_response({"error": _lost(request, exc)}, status=exc.status)


def _lost(request: web.Request, exc: web.HTTPClientError) -> str:
    """Say what is wrong with the way to us: path, verb, or a body that is too big."""
    places = "The Bot API is at /bot<token>/<method>, the rest at /sim."
    return f"{request.method} {request.path}: {exc.reason}. {places}"


async def asked(request: web.Request, kind: type[Asked]) -> Asked:
    """Return the body of a request; all its mistakes are told at once."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as exc:
        raise Misuse(_sentence(exc)) from None


def _sentence(exc: ValidationError) -> str:
    """Return all mistakes of a body in one line."""
    mistakes = []
    for error in exc.errors():
        # Of a number or a person only the last word matters: `from`, not `from.int`.
        where = ".".join(str(part) for part in error["loc"])
        mistakes.append(f"{where or 'the body'}: {error['msg'].removeprefix('Value error, ')}")
    return "; ".join(mistakes)


def number(request: web.Request, name: str, default: float) -> float:
    """Return a number from the query."""
    try:
        return float(request.query.get(name, default))
    except ValueError:
        msg = f"{name} must be a number."
        raise Misuse(msg) from None
