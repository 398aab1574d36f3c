"""The demo: the real bot against a Telegram of our own, with a clock that can be pushed."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import structlog

from bot.app import App, system_now
from bot.config import Config, load
from bot.tables import Page
from records import staff
from records.staff import FRONT_DESK
from records.store import Db
from sandbox import World

log = structlog.get_logger()

TOKEN = "100200300:demo-token-of-the-sandbox"
STAFF_CHAT = -1001000000001
#: Who works there: two for the cards, and one at the front desk who is in no group.
STAFF = ((501, "Ana", "clinician"), (502, "Ben", "lead"), (503, "Cleo", FRONT_DESK))
EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
BANNER = "Demo with made-up people. No clinician has signed this content: not for real patients."
#: Seconds that the sandbox holds a question for the clock open.
HOLD = 20


class FollowedClock:
    """The sandbox's time: the machine's, moved by what the sandbox says."""

    def __init__(self, url: str) -> None:
        """Follow the clock at `url`."""
        self._url = f"{url}/sim/clock"
        self._offset = dt.timedelta()
        self._step = 0

    def now(self) -> dt.datetime:
        """Return the sandbox's time."""
        return system_now() + self._offset

    async def look(self, session: aiohttp.ClientSession) -> None:
        """Set the clock before anything else looks at it."""
        async with session.get(self._url) as answer:
            self._set(await answer.json())

    async def follow(self, app: App, session: aiohttp.ClientSession) -> None:
        """At every step of the sandbox's clock, and at the start, do all that is due, then say so."""
        done = -1
        while not app.stopping.is_set():
            try:
                if self._step != done:
                    await app.settle()
                    await session.post(f"{self._url}/idle", json={"step": self._step})
                    done = self._step
                await self._next(session)
            except (aiohttp.ClientError, TimeoutError) as exc:
                log.warning("demo.clock_away", error=type(exc).__name__)
                await asyncio.sleep(0.5)

    async def _next(self, session: aiohttp.ClientSession) -> None:
        async with session.get(self._url, params={"after": self._step, "wait": HOLD}) as answer:
            self._set(await answer.json())

    def _set(self, told: dict[str, float | int]) -> None:
        self._offset = dt.timedelta(seconds=told["offset"])
        self._step = int(told["step"])


def demo_config(url: str, folder: Path) -> Config:
    """Return the example's clinic, with the sandbox for Telegram and a scratch folder for memory."""
    config = load(EXAMPLE, env={"AFTERCARE_TOKEN": TOKEN})
    telegram = config.telegram.model_copy(update={"api_url": url, "staff_chat": STAFF_CHAT})
    storage = config.storage.model_copy(
        update={
            "database": f"sqlite:///{folder}/aftercare.db",
            "keys": f"sqlite:///{folder}/keys.db",
            "key_file": f"{folder}/master.key",
            "lock_file": f"{folder}/aftercare.lock",
        }
    )
    return config.model_copy(update={"telegram": telegram, "storage": storage, "page": _page(url)})


def _page(url: str) -> Page:
    """Staff's page stands at the port beside the phones'."""
    parts = urlsplit(url)
    port = (parts.port or 80) % 65535 + 1
    return Page(host="127.0.0.1", port=port, address=f"http://{parts.hostname}:{port}")


def world() -> World:
    """Return the demo's Telegram, with the example's staff in its group and the truth about its content on its face."""
    config = load(EXAMPLE, env={"AFTERCARE_TOKEN": TOKEN})
    people = [(number, name) for number, name, role in STAFF if role != FRONT_DESK]
    return World(token=TOKEN, staff_chat=STAFF_CHAT, staff=people, zone=config.clinic.zone, banner=BANNER)


def seat(db: Db, *, now: dt.datetime) -> None:
    """Give the demo's staff their seats, without links."""
    for user_id, name, role in STAFF:
        if staff.by_user(db, user_id) is None:
            staff.seat(db, user_id=user_id, name=name, role=role, now=now)


def scratch(*, fresh: bool) -> Path:
    """Return the demo's folder, emptied when asked."""
    folder = Path(tempfile.gettempdir()) / "aftercare-demo"
    if fresh and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


async def bot_half(url: str, folder: Path, stop: asyncio.Event) -> None:
    """Run the bot against a sandbox at `url` until stopped."""
    clock = FollowedClock(url)
    timeout = aiohttp.ClientTimeout(total=HOLD + 10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        await clock.look(session)
        app = App(demo_config(url, folder), now=clock.now, samples=True)
        await app.house.store.write(lambda db: seat(db, now=clock.now()))
        await app.start()
        following = asyncio.create_task(clock.follow(app, session))
        await stop.wait()
        await app.stop()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
