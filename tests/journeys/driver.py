"""The driver: people with phones, by HTTP. Facts are waited for until a deadline; nothing just sleeps."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

Json = dict[str, Any]

#: Seconds between two looks.
LOOK = 0.05
#: Seconds that a fact may take to come true, unless a test says otherwise.
WITHIN = 60.0


class NeverCame(AssertionError):
    """A fact that did not come true in time."""


class Line:
    """The way to a sandbox."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        """Talk to the sandbox at `url`."""
        self._http = http
        self.url = url

    async def get(self, path: str) -> Any:
        """Ask; a refusal is an error."""
        async with self._http.get(self.url + path) as answer:
            answer.raise_for_status()
            return await answer.json()

    async def post(self, path: str, body: Json) -> Any:
        """Act; a refusal is an error with the sandbox's sentence."""
        async with self._http.post(self.url + path, json=body, timeout=aiohttp.ClientTimeout(total=600)) as answer:
            told = await answer.json()
            assert answer.status == 200, f"{path}: {told}"
            return told

    async def advance(self, seconds: float) -> None:
        """Play time through; the bot is waited for at each minute."""
        await self.post("/sim/clock", {"advance": seconds})

    async def jump(self, seconds: float) -> None:
        """Move time in one step."""
        await self.post("/sim/clock", {"jump": seconds})

    async def pass_hours(self, hours: float) -> None:
        """Play time through in half hours; the bot does all that is due at each."""
        for _ in range(round(hours * 2)):
            await self.jump(1800)

    async def to_morning(self) -> None:
        """Begin on the next Thursday at 17:00 UTC: the clinic is open, and two days on is no closing day."""
        now = dt.datetime.fromisoformat((await self.get("/sim/clock"))["now"])
        day = now + dt.timedelta(days=(3 - now.weekday()) % 7 or 7)
        start = day.replace(hour=17, minute=0, second=0, microsecond=0)
        await self.jump((start - now).total_seconds())

    async def calls(self, *, since: int = 0, method: str = "") -> list[Json]:
        """Return Bot API calls."""
        asked = f"/sim/calls?since={since}" + (f"&method={method}" if method else "")
        found: list[Json] = await self.get(asked)
        return found

    async def last_call(self) -> int:
        """Return the number of the last call."""
        calls = await self.calls()
        return int(calls[-1]["n"]) if calls else 0

    async def called(self, method: str, *, since: int = 0, within: float = 30.0) -> Json:
        """Wait until a method was called."""
        found: Json = await until(lambda: self._first(method, since), f"a call of {method}", within=within)
        return found

    async def _first(self, method: str, since: int) -> Json | None:
        calls = await self.calls(since=since, method=method)
        return calls[0] if calls else None


class Phone:
    """One person's look at one chat."""

    def __init__(self, line: Line, chat: int, who: int | Json | None = None) -> None:
        """Hold the phone of `who` in `chat`; without a person it is the private chat's own."""
        self.line = line
        self.chat = chat
        self.who = chat if who is None else who
        #: Numbers of the updates that came of what this phone did.
        self.updates: list[int] = []

    async def say(self, text: str, **more: Any) -> int:
        """Write; return the message's number."""
        return await self.send(text=text, **more)

    async def send(self, **what: Any) -> int:
        """Send anything; return the message's number."""
        told = await self.line.post("/sim/message", {"chat": self.chat, "from": self.who} | what)
        self.updates.append(told["update_id"])
        return int(told["message_id"])

    async def tap(self, label: str, *, within: float = WITHIN, wait: float = 5.0) -> Json:
        """Tap the newest button that says `label`, once it is there; return what the bot answered."""
        message = await self._until(lambda: self._holder(label), f"a button {label!r}", within)
        body = {"chat": self.chat, "from": self.who, "message_id": message["id"], "label": label, "wait": wait}
        told: Json = await self.line.post("/sim/tap", body)
        self.updates.append(told["update_id"])
        return told

    async def forge(self, message_id: int, data: str) -> Json:
        """Press what a modified client may press: any data under a message of the bot's."""
        body = {"chat": self.chat, "from": self.who, "message_id": message_id, "data": data}
        told: Json = await self.line.post("/sim/tap", body)
        self.updates.append(told["update_id"])
        return told

    async def transcript(self) -> list[Json]:
        """Return all messages of the chat, oldest first."""
        shown: list[Json] = (await self.line.get(f"/sim/chats/{self.chat}"))["messages"]
        return shown

    async def heard(self, *, after: int = 0) -> list[Json]:
        """Return what the bot wrote after a message."""
        return [each for each in await self.transcript() if each["from"]["bot"] and each["id"] > after]

    async def wait_for(self, text: str, *, after: int = 0, within: float = WITHIN) -> Json:
        """Wait until the bot has written `text` after a message; return that message."""
        found: Json = await self._until(lambda: self._saying(text, after), f"{text!r}", within)
        return found

    async def labels(self) -> list[str]:
        """Return the labels of all buttons in the chat."""
        return [label for message in await self.transcript() for label in labels_of(message)]

    async def _until(self, look: Callable[[], Awaitable[Any]], what: str, within: float) -> Any:
        """Wait for a fact of this chat; a failure shows how the chat ends."""
        try:
            return await until(look, what, within=within)
        except NeverCame as exc:
            shown = [(each["id"], each["text"], labels_of(each)) for each in await self.transcript()]
            msg = f"{exc}; the chat ends so: {shown[-6:]}"
            raise NeverCame(msg) from None

    async def _holder(self, label: str) -> Json | None:
        there = [each for each in await self.transcript() if not each["deleted"]]
        return next((each for each in reversed(there) if label in labels_of(each)), None)

    async def _saying(self, text: str, after: int) -> Json | None:
        return next((each for each in await self.heard(after=after) if text in each["text"]), None)


def labels_of(message: Json) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["label"] for row in message["buttons"] for button in row]


async def until(look: Callable[[], Awaitable[Any]], what: str, *, within: float = WITHIN) -> Any:
    """Look again and again until there is something; a deadline says what never came."""
    end = time.monotonic() + within
    while not (found := await look()):
        if time.monotonic() > end:
            msg = f"{what} did not come within {within:g} s"
            raise NeverCame(msg)
        await asyncio.sleep(LOOK)
    return found
