"""`python -m sandbox`: Telegram in a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest


@pytest.fixture
async def process() -> AsyncIterator[asyncio.subprocess.Process]:
    """A sandbox process, ended with the test."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--token", "7:abc", "--staff-chat", "-1005"]
    started = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    yield started
    if started.returncode is None:
        started.kill()
        await started.wait()


async def _url(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    words = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().split()
    assert ["sandbox", "on"] == words[:2]
    return words[2]


async def test_it_says_where_it_listens_and_serves_there(process: asyncio.subprocess.Process) -> None:
    """One line names the address; the token and the staff group are those of the command line."""
    url = await _url(process)
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/bot7:abc/getMe") as answer:
            assert 7 == (await answer.json())["result"]["id"]
        async with http.get(f"{url}/sim/chats") as answer:
            assert -1005 == (await answer.json())[0]["id"]


async def test_it_stops_cleanly_with_polls_open(process: asyncio.subprocess.Process) -> None:
    """SIGTERM ends it at once with status 0, even while a bot waits for updates."""
    url = await _url(process)
    async with aiohttp.ClientSession() as http:
        poll = asyncio.create_task(_poll(http, url))
        while (await _health(http, url)) != 200:
            pass
        process.send_signal(signal.SIGTERM)
        assert 0 == await asyncio.wait_for(process.wait(), 10)
        assert await asyncio.wait_for(poll, 2)


async def _poll(http: aiohttp.ClientSession, url: str) -> bool:
    """Return whether the poll was cut off."""
    try:
        async with http.get(f"{url}/bot7:abc/getUpdates?timeout=50") as answer:
            await answer.read()
    except aiohttp.ClientError:
        return True
    return False


async def _health(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(f"{url}/healthz") as answer:
        return answer.status
