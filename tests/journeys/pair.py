"""Two processes: a sandbox that stays, and a bot that can be killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.demo import STAFF_CHAT, TOKEN
from tests.journeys.driver import Line

SANDBOX = [sys.executable, "-m", "sandbox", "--port", "0", "--token", TOKEN, "--staff-chat", str(STAFF_CHAT)]
BOT = [sys.executable, "-m", "bot", "demo"]
TOP = Path(__file__).parent.parent.parent

Process = asyncio.subprocess.Process


@dataclass(kw_only=True)
class Pair:
    """A sandbox, and the bot that talks to it."""

    line: Line
    folder: Path
    bot: Process | None = None
    starts: int = 0
    logs: list[Path] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """Return where the bot remembers."""
        return self.folder / "aftercare.db"

    async def start(self) -> None:
        """Start the bot; it is not waited for."""
        log = self.folder / f"bot-{self.starts}.log"
        self.starts += 1
        self.logs.append(log)
        self.bot = await _spawn_bot(self.line.url, self.folder, log)

    async def begin(self) -> None:
        """Start the bot and wait until it has greeted Telegram: an open poll is in the journal only when it ends."""
        before = await self.line.last_call()
        await self.start()
        await self.line.called("setMyCommands", since=before)

    async def kill(self) -> None:
        """End the bot as a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the bot politely; what is in hand is finished."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self.bot is not None and self.bot.returncode is None:
            self.bot.send_signal(how)
            await asyncio.wait_for(self.bot.wait(), 30)
        self.bot = None

    def log(self) -> str:
        """Return all that the bots wrote to standard error."""
        return "".join(path.read_text(encoding="utf-8") for path in self.logs)


async def _spawn_bot(url: str, folder: Path, log: Path) -> Process:
    with log.open("wb") as err:
        return await asyncio.create_subprocess_exec(
            *[*BOT, "--sandbox", url, "--folder", str(folder)],
            cwd=TOP,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=err,
        )


@contextlib.asynccontextmanager
async def pair(folder: Path, *, limits: bool = True, more: Sequence[str] = ()) -> AsyncIterator[Pair]:
    """Run a sandbox with the demo's staff; the bot is started by the caller and ended with the sandbox."""
    command = [*SANDBOX, "--staff", "501:Ana,502:Ben", *([] if limits else ["--no-limits"]), *more]
    sandbox = await asyncio.create_subprocess_exec(*command, cwd=TOP, stdout=asyncio.subprocess.PIPE)
    assert sandbox.stdout is not None
    url = (await asyncio.wait_for(sandbox.stdout.readline(), 30)).decode().split()[-1]
    async with aiohttp.ClientSession() as http:
        both = Pair(line=Line(http, url), folder=folder)
        try:
            yield both
        finally:
            await both.kill()
            sandbox.terminate()
            await asyncio.wait_for(sandbox.wait(), 30)
