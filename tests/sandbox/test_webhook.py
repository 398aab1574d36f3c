"""The webhook: in order, with the secret, again until it is accepted, and never beside a poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox import webhook
from tests.sandbox.wire import ANN, Line, why, write


class Receiver:
    """A bot's own address: it keeps what comes, and refuses as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.refuse = 0
        self.url = ""
        self._news = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Accept an update, or not."""
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        self._news.set()
        self.refuse -= 1
        return web.Response(status=503 if self.refuse >= 0 else 200)

    async def have(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many came."""
        while len(self.got) < count:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 3)
        return [update for _, update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """An address that listens."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/here", made.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/here"
    yield made
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(line: Line, receiver: Receiver) -> None:
    """What waited and what comes is carried in the order in which it happened."""
    write(line.world, "first")
    await line.bot("setWebhook", url=receiver.url, secret_token="s3cret")
    write(line.world, "second")
    texts = [update["message"]["text"] for update in await receiver.have(2)]
    assert ["first", "second"] == texts
    assert {"s3cret"} == {secret for secret, _ in receiver.got}


async def test_a_refused_update_comes_again(line: Line, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a 200 the same update is carried again, and none overtakes it."""
    monkeypatch.setattr(webhook, "FIRST_PAUSE", 0.01)
    receiver.refuse = 2
    await line.bot("setWebhook", url=receiver.url)
    write(line.world, "first")
    write(line.world, "second")
    texts = [update["message"]["text"] for update in await receiver.have(4)]
    assert ["first", "first", "first", "second"] == texts


async def test_an_accepted_update_is_gone(line: Line, receiver: Receiver) -> None:
    """What the webhook accepted is not handed to a later poll."""
    await line.bot("setWebhook", url=receiver.url)
    write(line.world, "first")
    write(line.world, "second")
    await receiver.have(2)
    await line.bot("deleteWebhook")
    write(line.world, "third")
    texts = [update["message"]["text"] for update in (await line.bot("getUpdates"))["result"]]
    assert ("third", False) == (texts[-1], "first" in texts)


async def test_no_poll_beside_a_webhook(line: Line, receiver: Receiver) -> None:
    """Telegram refuses getUpdates while a webhook is set."""
    await line.bot("setWebhook", url=receiver.url)
    code, words = await why(line.world, "getUpdates")
    assert (409, True) == (code, words.startswith("Conflict: can't use getUpdates method while webhook"))


@pytest.mark.parametrize("url", ["http://clinic.example/hook", "ftp://127.0.0.1/x", "nonsense"])
async def test_a_webhook_wants_https(line: Line, url: str) -> None:
    """Only https is taken; http only on this machine, for tests."""
    code, words = await why(line.world, "setWebhook", url=url)
    assert (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook") == (code, words)


async def test_pending_updates_can_be_dropped(line: Line) -> None:
    """`drop_pending_updates` forgets what waits, as it says."""
    write(line.world, "lost", who=ANN)
    await line.bot("deleteWebhook", drop_pending_updates=True)
    assert [] == (await line.bot("getUpdates"))["result"]
