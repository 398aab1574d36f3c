"""One Bot API call from its parameters to its answer: the same over HTTP and in process."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox import editing, gestures, looking, params, sending, settling, topics
from sandbox.chats import Json
from sandbox.faults import Dropped, Fault
from sandbox.files import Upload
from sandbox.params import Method
from sandbox.refusals import Refusal
from sandbox.world import World

METHODS: dict[str, Method] = (
    sending.METHODS | editing.METHODS | gestures.METHODS | looking.METHODS | settling.METHODS | topics.METHODS
)
#: Method names are case-insensitive, as Telegram's are.
NAMES = {name.lower(): name for name in METHODS}


@dataclass(frozen=True)
class Answer:
    """What goes back: an HTTP status and a JSON body."""

    status: int
    body: Json


async def call(world: World, method: str, given: Mapping[str, Any]) -> Answer:
    """Make one call and write it into the journal; Dropped when a fault cuts the connection."""
    name = NAMES.get(method.lower(), method)
    fault = world.faults.take(name, _target(given))
    try:
        answer = await _met(world, name, given, fault)
    except Dropped:
        _write(world, name, given, Answer(0, {"ok": False, "description": "connection dropped before handling"}))
        raise
    _write(world, name, given, answer)
    if fault is not None and fault.error == "lost":
        raise Dropped
    return answer


async def _met(world: World, name: str, given: Mapping[str, Any], fault: Fault | None) -> Answer:
    """Let the fault have its way first."""
    if fault is not None and fault.error == "drop":
        raise Dropped
    if fault is not None and fault.error == "slow":
        await asyncio.sleep(fault.seconds)
    if fault is not None and fault.error == "migrate":
        _migrate(world, _target(given))
    refusal = fault.refusal() if fault is not None else None
    return _refused(refusal) if refusal is not None else await _answer(world, name, given)


def _migrate(world: World, chat_id: int | None) -> None:
    chat = world.chats.get(chat_id or 0)
    if chat is not None and not chat.private and chat.moved_to is None:
        world.migrate(chat)


async def _answer(world: World, name: str, given: Mapping[str, Any]) -> Answer:
    method = METHODS.get(name)
    if method is None:
        return _refused(Refusal(404, "Not Found"))
    try:
        result = method.run(world, params.read(method.accepts, given))
        if inspect.isawaitable(result):
            result = await result
    except Refusal as refusal:
        return _refused(refusal)
    return Answer(200, {"ok": True, "result": result})


def _refused(refusal: Refusal) -> Answer:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return Answer(refusal.code, body)


def _target(given: Mapping[str, Any]) -> int | None:
    try:
        return int(given.get("chat_id") or 0) or None
    except (TypeError, ValueError):
        return None


def _write(world: World, name: str, given: Mapping[str, Any], answer: Answer) -> None:
    shown = {key: _shown(value) for key, value in given.items()}
    entry = world.journal.write(at=world.now_iso(), method=name, params=shown, status=answer.status, answer=answer.body)
    world.feed.tell("call", n=entry["n"], method=name, status=answer.status)


def _shown(value: Any) -> Any:
    return f"<file {value.name}, {len(value.content)} bytes>" if isinstance(value, Upload) else value
