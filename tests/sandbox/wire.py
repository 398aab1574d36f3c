"""Both ends of the line: what a bot calls, and what a phone does."""

from __future__ import annotations

from typing import Any

import aiohttp

from sandbox.calls import Answer, call
from sandbox.phone import Said, say
from sandbox.wishes import Saying
from sandbox.world import World

ANN = 501


class Line:
    """Both ends of a served sandbox: `bot` calls methods, `sim` moves phones, clock and faults."""

    def __init__(self, world: World, url: str, http: aiohttp.ClientSession) -> None:
        self.world = world
        self.url = url
        self._http = http

    async def bot(self, method: str, **params: Any) -> Any:
        """Call a Bot API method over HTTP and return the whole answer."""
        path = f"{self.url}/bot{self.world.token}/{method}"
        async with self._http.post(path, json=params) as answer:
            return await answer.json()

    async def sim(self, path: str, body: dict[str, Any] | None = None, verb: str = "") -> tuple[int, Any]:
        """Ask /sim: GET without a body, POST with one."""
        verb = verb or ("GET" if body is None else "POST")
        async with self._http.request(verb, f"{self.url}{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def page(self, path: str) -> tuple[int, str, str]:
        """Get what a browser would: status, kind, text."""
        async with self._http.get(f"{self.url}{path}") as answer:
            return answer.status, answer.content_type, await answer.text("utf-8", "replace")


def write(world: World, text: str, *, who: int = ANN, chat: int | None = None, **more: Any) -> Said:
    """Send a text from a phone."""
    saying = {"chat": who if chat is None else chat, "from": who, "text": text, **more}
    return say(world, Saying.model_validate(saying))[0]


async def ask(world: World, method: str, **params: Any) -> Answer:
    """Call a Bot API method in process."""
    return await call(world, method, params)


async def why(world: World, method: str, **params: Any) -> tuple[int, str]:
    """Call a method that is to be refused; return the code and Telegram's words."""
    answer = await call(world, method, params)
    assert not answer.body["ok"], answer.body
    return answer.status, answer.body["description"]


async def done(world: World, method: str, **params: Any) -> Any:
    """Call a method that is to succeed; return its result."""
    answer = await call(world, method, params)
    assert answer.body["ok"], answer.body
    return answer.body["result"]
