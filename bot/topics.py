"""Topics: a card goes into its patient's topic where the group has them; wherever that fails, into the plain chat."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

import structlog
from telegram.error import BadRequest

from bot import places, reposting
from bot.house import House
from bot.places import Place
from bot.threads import Threads
from records import topics
from records.outgoing import Claimed
from scheduler.outcome import Outcome, Refused, Sent, Unchanged

log = structlog.get_logger()

#: Telegram's words for a topic that is not there any more.
GONE = ("thread not found", "topic_id_invalid", "topic_deleted")

#: And for a message that went with it.
NO_MESSAGE = "message to edit not found"


class Say(Protocol):
    """Sends what is to be said and returns the message's number: in a thread, or in the plain chat."""

    def __call__(self, thread: int | None, *, alone: bool = False) -> Awaitable[int]:
        """Send; `alone` stands under nothing, for what stands under a message goes into that one's topic."""


class Topics:
    """The sender's way into topics. Nothing that happens to a topic keeps a message from going out."""

    def __init__(self, house: House, threads: Threads) -> None:
        """Make and change topics through `threads`."""
        self._house = house
        self._threads = threads

    async def send(self, claimed: Claimed, said_in: Say) -> int:
        """Say it in the patient's topic, or plainly; raises only what the plain chat would raise."""
        place = await self._place(claimed)
        if place is None:
            return await _plainly(said_in)
        thread = await self._threads.make(place) if place.thread is None and place.under is None else place.thread
        number, stands_in = await self._said(place, thread, said_in)
        if stands_in is not None:
            await self._freshen(place, stands_in)
        return number

    async def _place(self, claimed: Claimed) -> Place | None:
        try:
            return await self._house.store.read(lambda db: places.of(db, self._house, claimed))
        except Exception as exc:
            # A card without its topic is still a card.
            log.error("topics.no_place", outgoing=claimed.id, error=type(exc).__name__)
            return None

    async def _said(self, place: Place, thread: int | None, said_in: Say) -> tuple[int, int | None]:
        """Return the message's number and the topic that it stands in, none for the plain chat."""
        if thread is None:
            return await _plainly(said_in), None
        try:
            return await said_in(thread), thread
        except BadRequest as exc:
            again = await self._mend(place, thread, exc.message.casefold())
        if again is not None:
            try:
                return await said_in(again), again
            except BadRequest as exc:
                log.warning("topics.refused_again", reason=exc.message)
        return await said_in(None, alone=True), None

    async def _mend(self, place: Place, thread: int, reason: str) -> int | None:
        """One call: another topic for one that is gone, or a closed one opened. None: the plain chat it is."""
        if any(words in reason for words in GONE):
            return await self._replace(place, thread)
        if "topic_closed" in reason and await self._threads.open(place, thread):
            return thread
        log.warning("topics.refused", reason=reason)
        return None

    async def _replace(self, place: Place, thread: int) -> int | None:
        """Where a topic was deleted its card went with it: staff get it again."""
        await self._threads.write(lambda db: topics.forget(db, chat_id=place.chat_id, thread_id=thread))
        made = await self._threads.make(place)
        await self._repost(place)
        return made

    async def _repost(self, place: Place) -> None:
        now = self._house.now()
        await self._threads.write(
            lambda db: reposting.lost(db, self._house, place.flag_id, message_id=place.under, now=now)
        )

    async def _freshen(self, place: Place, thread: int) -> None:
        """A new card opens the topic of last time, under her name of this time; so does a question to staff."""
        if place.is_prompt or (place.is_card and self._threads.roomy(place)):
            await self._threads.open(place, thread)
        if place.is_card and place.renamed and thread == place.thread:
            await self._threads.rename(place, thread)

    async def edited(self, claimed: Claimed, outcome: Outcome) -> None:
        """When nothing of hers is open any more her topic is closed; a card that went with its topic comes again."""
        place = await self._place(claimed)
        if place is None:
            return
        if isinstance(outcome, Refused) and NO_MESSAGE in outcome.reason.casefold():
            await self._repost(place)
        elif isinstance(outcome, Sent | Unchanged) and place.thread is not None and not place.waits:
            await self._threads.close(place, place.thread)


async def _plainly(said_in: Say) -> int:
    try:
        return await said_in(None)
    except BadRequest as exc:
        if "topic_closed" not in exc.message.casefold():
            raise
    return await said_in(None, alone=True)
