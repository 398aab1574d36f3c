"""What a page reads: news as they happen, the banner, pictures and its own files."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from sandbox.files import Upload
from sandbox.journal import Feed, Journal
from tests.sandbox.wire import ANN, Line, done, write


async def _news(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the next piece of news on an event stream."""
    while True:
        words = (await asyncio.wait_for(response.content.readline(), 5)).decode()
        if words.startswith("data: "):
            return dict(json.loads(words.removeprefix("data: ")))


async def test_news_come_as_they_happen(line: Line) -> None:
    """The event stream names the chat that changed and the call that was made."""
    async with aiohttp.ClientSession() as http, http.get(f"{line.url}/sim/events") as response:
        assert "text/event-stream" == response.content_type
        await line.sim("/sim/message", {"chat": ANN, "from": ANN, "text": "Hi"})
        assert {"kind": "chat", "chat": ANN} == await _news(response)
        await line.bot("getMe")
        told = await _news(response)
        assert ("call", "getMe", 200) == (told["kind"], told["method"], told["status"])


async def test_the_banner_is_the_worlds(line: Line) -> None:
    """The line at the top of the page is whatever the world was given."""
    assert (200, {"text": ""}) == await line.sim("/sim/banner")
    line.world.banner = "Unsigned content: demo only"
    assert (200, {"text": "Unsigned content: demo only"}) == await line.sim("/sim/banner")


async def test_pictures_are_shown_and_nothing_else_is_run(line: Line) -> None:
    """A picture comes as a picture; a file of any other kind is only bytes, never a page."""
    picture = Upload("code.png", b"\x89PNG", "image/png")
    sent = await done(line.world, "sendPhoto", chat_id=ANN, photo=picture)
    assert (200, "image/png") == (await line.page(f"/sim/file/{sent['photo'][0]['file_id']}"))[:2]
    script = Upload("evil.html", b"<script>", "text/html")
    sent = await done(line.world, "sendDocument", chat_id=ANN, document=script)
    shown = await line.page(f"/sim/file/{sent['document']['file_id']}")
    assert (200, "application/octet-stream") == shown[:2]
    assert 404 == (await line.sim("/sim/file/none"))[0]


async def test_the_page_is_there(line: Line) -> None:
    """GET / is a page that loads nothing from elsewhere."""
    status, kind, words = await line.page("/")
    assert (200, "text/html") == (status, kind)
    assert "//" not in words.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("path", ["/page/../serve.py", "/page/%2e%2e/serve.py", "/page/..%2f__init__.py"])
async def test_the_page_gives_away_no_other_file(line: Line, path: str) -> None:
    """Nothing outside the page's own files is served."""
    assert 404 == (await line.page(path))[0]


def test_the_journal_keeps_the_last_calls() -> None:
    """Old calls make room for new ones, and numbers go on."""
    journal = Journal(most=2)
    for name in "abc":
        journal.write(at="", method=name, params={}, status=200, answer={})
    assert [(2, "b"), (3, "c")] == [(call["n"], call["method"]) for call in journal.since(0)]
    assert [] == journal.since(3)


async def test_a_slow_page_loses_the_oldest_news() -> None:
    """A page that does not read holds up nobody: it misses the oldest."""
    feed = Feed()
    with feed.listening() as news:
        for number in range(501):
            feed.tell("call", n=number)
        assert {"kind": "call", "n": 1} == news.get_nowait()
    feed.tell("call", n=501)
    assert 499 == news.qsize()


async def test_the_list_of_chats_is_brief(line: Line) -> None:
    """Each chat is listed with its kind, title and people; the staff group stands first."""
    write(line.world, "Hi", who=502)
    _, chats = await line.sim("/sim/chats")
    assert [line.world.staff_chat, ANN, 502] == [chat["id"] for chat in chats]
    assert ["Ana", "Ben", "Aftercare"] == [member["name"] for member in chats[0]["members"]]
    assert (True, False) == (chats[1]["started"], chats[1]["blocked"])
