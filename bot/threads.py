"""Threads: the calls that make and change topics. Each is counted, short, and may fail: nothing hangs on it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Awaitable, Callable

import structlog
from telegram.constants import ForumIconColor
from telegram.error import BadRequest, TelegramError

from bot.house import House
from bot.places import Place
from records import topics
from records.lanes import Lane
from records.store import Db
from scheduler import say
from scheduler.pace import Pace

log = structlog.get_logger()

#: Seconds that a call may take.
PATIENCE = 2.0
#: For how long no topic is made after Telegram said no, and after it said nothing.
REFUSED, AWAY = dt.timedelta(minutes=10), dt.timedelta(minutes=1)
#: Only what is new gets its colour: Telegram never changes it.
COLORS = {
    "emergency": ForumIconColor.RED,
    "crisis": ForumIconColor.PINK,
    "urgent": ForumIconColor.YELLOW,
    "ask": ForumIconColor.PURPLE,
    "routine": ForumIconColor.BLUE,
}


class Threads:
    """What this process does to topics, and what it knows of them."""

    def __init__(self, house: House, pace: Pace, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Count every call by `pace`."""
        self._house = house
        self._pace = pace
        self._monotonic = monotonic
        self._rests_until: dt.datetime | None = None
        #: Topics that were opened (True) or closed (False) from here.
        self._is_open: dict[int, bool] = {}

    def roomy(self, place: Place) -> bool:
        """Say whether the group has room for a line that need not be: cards go first."""
        return place.chat_id not in self._pace.blocked(self._monotonic(), Lane.CARD)

    async def make(self, place: Place) -> int | None:
        """Make a patient's topic and keep it; none where that cannot be now."""
        if self._resting() or not self.roomy(place):
            return None
        self._count(place)
        color = COLORS.get(place.level, ForumIconColor.GREEN)
        try:
            made = await self._house.bot.create_forum_topic(
                place.chat_id, place.name, icon_color=color, read_timeout=PATIENCE
            )
        except Exception as exc:
            # Whatever it was, the card goes out without.
            await self._rest(place, exc)
            return None
        await self._keep(place, made.message_thread_id)
        return made.message_thread_id

    async def _keep(self, place: Place, thread: int) -> None:
        now = self._house.now()
        self._is_open[thread] = True
        await self.write(
            lambda db: topics.put(db, chat_id=place.chat_id, patient_id=place.patient_id, thread_id=thread, now=now)
        )

    def _resting(self) -> bool:
        return self._rests_until is not None and self._house.now() < self._rests_until

    async def _rest(self, place: Place, exc: Exception) -> None:
        """No new topics for a while; a refusal is told once."""
        log.warning("topics.not_made", error=type(exc).__name__)
        now = self._house.now()
        self._rests_until = now + (REFUSED if isinstance(exc, BadRequest) else AWAY)
        if isinstance(exc, BadRequest):
            gone = "not a forum" in exc.message.casefold()
            await self.write(lambda db: _tell(db, self._house, place.chat_id, gone=gone, now=now))

    async def open(self, place: Place, thread: int) -> bool:
        """Open a topic that was closed; say whether it is open now."""
        if not self._is_open.get(thread):
            reopening = self._house.bot.reopen_forum_topic(place.chat_id, thread, read_timeout=PATIENCE)
            await self._know(thread, place, reopening, is_open=True)
        return self._is_open.get(thread, False)

    async def close(self, place: Place, thread: int) -> None:
        """Close a topic, once."""
        if self._is_open.get(thread) is not False:
            closing = self._house.bot.close_forum_topic(place.chat_id, thread, read_timeout=PATIENCE)
            await self._know(thread, place, closing, is_open=False)

    async def _know(self, thread: int, place: Place, calling: Awaitable[bool], *, is_open: bool) -> None:
        # A call that failed may have worked: then nothing is known.
        self._is_open.pop(thread, None)
        if await self._done(place, calling):
            self._is_open[thread] = is_open

    async def rename(self, place: Place, thread: int) -> None:
        """Give a topic the name by which its patient is known now."""
        renaming = self._house.bot.edit_forum_topic(place.chat_id, thread, name=place.name, read_timeout=PATIENCE)
        await self._done(place, renaming)

    async def _done(self, place: Place, calling: Awaitable[bool]) -> bool:
        self._count(place)
        try:
            return await calling
        except Exception as exc:
            reason = exc.message if isinstance(exc, TelegramError) else ""
            log.info("topics.unchanged", error=type(exc).__name__, reason=reason)
            return "not_modified" in reason.casefold()

    def _count(self, place: Place) -> None:
        # The line that says "opened" or "closed" is a message to the group.
        self._pace.count(place.chat_id, self._monotonic())

    async def write(self, work: Callable[[Db], object]) -> None:
        """Remember something of topics; a fault is logged, for a message waits to be sent."""
        try:
            await self._house.store.write(work)
        except Exception as exc:
            log.error("topics.unwritten", error=type(exc).__name__)


def _tell(db: Db, house: House, chat_id: int, *, gone: bool, now: dt.datetime) -> None:
    """Topics were turned off, or the bot may not make them: cards come in the plain chat, and staff know why."""
    if gone:
        topics.has_topics(db, chat_id, on=False, now=now)
    key = "staff_topics_off" if gone else "staff_topics_refused"
    said = house.wording.said("en", key)
    say.to_staff(db, house, said, now=now, lane=Lane.QUIET, dedup=f"{key}:{chat_id}", label="notice")
