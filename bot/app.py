"""The app: all rooms wired in one place, started and stopped in one order."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot import aftermath, forum, page, routes, turns
from bot.apprising import Apprising
from bot.config import Config
from bot.dispatch import Dispatch
from bot.door import Arriving, arriving
from bot.house import House, addresses
from bot.ingest import POLL, Ingest
from bot.pulse import Pulse
from bot.send import Sender
from bot.taps import Signer
from bot.threads import Threads
from bot.topics import Topics
from bot.transport import Transport
from messages import catalog as content
from messages.wording import Wording
from records import settings, staff
from records.keyfile import make_key_file, read_key_file
from records.keys import Keys
from records.lanes import Lane
from records.store import Db, Edition, Store, open_store, upgrade
from scheduler.clock import Clock
from scheduler.courier import Courier
from scheduler.pace import Pace

log = structlog.get_logger()

#: What other channels get at most, all of them and each.
OTHERS_A_SECOND, OTHERS_A_MINUTE = 10, 60
#: Where the bot's name is kept.
USERNAME = "username"


def system_now() -> dt.datetime:
    """Return the machine's time, aware."""
    return dt.datetime.now(dt.UTC)


class App:
    """One running bot: its house, its loops and their order of starting and stopping."""

    def __init__(
        self,
        config: Config,
        *,
        now: Callable[[], dt.datetime] = system_now,
        poll: int = POLL,
        store: Store | None = None,
        samples: bool = False,
    ) -> None:
        """Wire everything; nothing touches the network before `start`. `samples`: unsigned content may enrol."""
        self.stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._polling = Transport(connections=2)
        self.telegram = _application(config, self._polling)
        self.house = _house(config, self.telegram, now, store or open_memory(config))
        # The demo shows unsigned content to made-up people; nobody else is enrolled into it (people.md 26).
        self.house.may_enrol = samples or not self.house.catalog.must_sign
        self.telegram.bot_data["house"] = self.house
        routes.hang(self.telegram)
        pace = Pace(overall=config.pace.overall, group=config.pace.group)
        self.house.counted = lambda: pace.count(None, time.monotonic())
        self.courier = _courier(self.house, pace)
        self.ringer = _ringer(self.house)
        self.pulse = Pulse()
        self.house.silent, self.house.met = self.pulse.silent, self.pulse.met
        self.dispatch = Dispatch(store=self.house.store, handle=self._handle, bury=partial(aftermath.bury, self.house))
        self.ingest = Ingest(
            request=self._polling,
            base_url=self.telegram.bot.base_url,
            store=self.house.store,
            now=now,
            arrived=self.dispatch.enqueue,
            poll=poll,
            answered=self.pulse.beat,
        )
        self.clock = Clock(turns.all_of(self.house))
        self.house.store.on_commit += [self.courier.nudge, self.ringer.nudge]

    async def start(self) -> None:
        """Start everything; what needs Telegram keeps trying until it is there."""
        await self._prepare()
        await self.courier.recover()
        await self.ringer.recover()
        await self.dispatch.load()
        self.clock.start()
        self._run("courier", self.courier.run)
        self._run("ringer", self.ringer.run)
        self._run("line", self._line)
        if self.house.config.page.on:
            self._run("page", partial(page.serve, self.house))

    async def stop(self) -> None:
        """Poller first, then what is in hand, then the way out, then memory."""
        self.stopping.set()
        self.clock.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.telegram._initialized:
            await self.telegram.shutdown()
        await self._polling.shutdown()
        await self.telegram.bot.request.shutdown()
        await self.house.store.close()

    async def settle(self) -> None:
        """Do all that is due now, until nothing is left: the demo's clock waits for this."""
        for _ in range(50):
            await self.dispatch.idle()
            await self.clock.run_all()
            await self.courier.drain(timeout=20)
            if self.dispatch.still and self.courier.idle() and self.ringer.idle():
                return

    def _run(self, name: str, loop: Callable[[asyncio.Event], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_supervised(name, loop, self.stopping)))

    async def _prepare(self) -> None:
        if not await self.house.store.read(staff.seated):
            log.warning("staff.nobody", do='run: aftercare staff add "Name" --role lead')
        moved = await self.house.store.read(_moved)
        self.house.chats |= {key: chat for key, chat in moved.items() if key in self.house.chats}

    async def _line(self, stop: asyncio.Event) -> None:
        """Greet Telegram until it answers, then poll and dispatch."""
        await self._greet(stop)
        if stop.is_set():
            return
        await asyncio.gather(
            _supervised("ingest", self.ingest.run, stop), _supervised("dispatch", self.dispatch.run, stop)
        )

    async def _greet(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.telegram.initialize()
                self.house.username = self.telegram.bot.username
                await self._keep_name()
                await routes.tell_menu(self.house)
                await forum.look(self.house)
            except InvalidToken:
                log.error("telegram.refuses_token", cure="check AFTERCARE_TOKEN or [telegram] token_file")
                await _wait(stop, 30)
            except TelegramError as exc:
                log.warning("telegram.not_there", error=type(exc).__name__)
                await _wait(stop, 2)
            else:
                log.info("telegram.there", bot=self.house.username)
                return

    async def _keep_name(self) -> None:
        """The command line makes links too, and asks nobody for the bot's name."""
        name, now = self.house.username, self.house.now()
        await self.house.store.write(lambda db: settings.put(db, USERNAME, name, now=now))

    async def _handle(self, row_id: int, raw: str) -> bool:
        """Let python-telegram-bot's handlers have one update; True when its transaction settled the row."""
        update = aftermath.parse(raw, self.telegram.bot)
        if update is None:
            await aftermath.bury(self.house, row_id, "unreadable update")
            return True
        row = Arriving(id=row_id, update_id=update.update_id, now=self.house.now())
        token = arriving.set(row)
        try:
            await self.telegram.process_update(update)
        finally:
            arriving.reset(token)
        return row.settled


def open_memory(config: Config) -> Store:
    """Open key file, keys and database, made or brought up to date where needed."""
    storage = config.storage
    for url in (storage.database, storage.keys):
        _make_folder(url)
    key_file = Path(storage.key_file)
    if not key_file.exists():
        make_key_file(key_file)
        log.warning("keys.made", file=str(key_file), do="keep a copy in a safe place: without it nothing can be read")
    keys = Keys(read_key_file(key_file), storage.keys)
    upgrade(storage.database)
    return open_store(storage.database, keys)


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _application(config: Config, polling: Transport) -> Application:  # type: ignore[type-arg]
    builder = ApplicationBuilder().token(config.telegram.token)
    builder = builder.base_url(f"{config.telegram.api_url}/bot").base_file_url(f"{config.telegram.api_url}/file/bot")
    builder = builder.request(Transport()).get_updates_request(polling)
    return builder.updater(None).job_queue(None).build()


def _house(config: Config, telegram: Application, now: Callable[[], dt.datetime], store: Store) -> House:  # type: ignore[type-arg]
    catalog = content.load()
    store.say_from(Edition(content=catalog.version, plan=catalog.plan.version))
    return House(
        config=config,
        catalog=catalog,
        wording=Wording(catalog.texts, config.clinic),
        store=store,
        signer=Signer(store.keys.secret(b"buttons")),
        bot=telegram.bot,
        now=now,
        chats=_chats(config),
        places=config.clinic.keys,
    )


def _moved(db: Db) -> dict[str, int]:
    """Return the staff chats that have become others, by their places."""
    kept = settings.beginning(db, aftermath.STAFF_CHAT)
    return {key.removeprefix(aftermath.STAFF_CHAT).lstrip("_"): int(value) for key, value in kept.items()}


def _chats(config: Config) -> dict[str, int]:
    own = {each.key: each.staff_chat for each in config.clinic.locations if each.key and each.staff_chat}
    return {"": config.telegram.staff_chat} | own


def _courier(house: House, pace: Pace) -> Courier:
    topics = Topics(house, Threads(house, pace))
    return Courier(
        house.store,
        Sender(house.bot, house.signer, topics),
        now=house.now,
        pace=pace,
        epoch=uuid.uuid4().hex,
        settle=partial(aftermath.settle, house),
        moved=partial(aftermath.moved, house),
    )


def _ringer(house: House) -> Courier:
    """Return the courier of the other channels: it goes on when Telegram does not."""
    return Courier(
        house.store,
        Apprising(addresses(house.config)),
        now=house.now,
        pace=Pace(overall=OTHERS_A_SECOND, group=OTHERS_A_MINUTE),
        epoch=uuid.uuid4().hex,
        settle=partial(aftermath.settle, house),
        moved=partial(aftermath.moved, house),
        lanes=(Lane.OTHER,),
    )


async def _supervised(name: str, loop: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    """Keep a loop alive: what makes it fall is logged, and it starts again."""
    while not stop.is_set():
        try:
            await loop(stop)
        except Exception as exc:
            log.error("loop.fell", loop=name, error=type(exc).__name__)
            await _wait(stop, 1)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
