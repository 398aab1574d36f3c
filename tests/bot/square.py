"""The square: the town with its staff chat on a sandbox that has topics, and every row to it really sent."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import select, update

from bot import aftermath, forum
from bot.send import Sender
from bot.threads import Threads
from bot.topics import Topics
from records import outgoing
from records.lanes import TELEGRAM
from records.models import Outgoing
from records.outgoing import Claimed
from sandbox import World
from sandbox.chats import Json, Message
from sandbox.faults import Fault
from sandbox.phone import say
from sandbox.wishes import Saying
from scheduler.clerk import Clerk
from scheduler.outcome import Outcome
from scheduler.pace import Pace
from tests.bot.town import ANA, JULIA, Town

EPOCH = "square"
#: What happens to topics, in the journal of calls.
DEEDS = ("createForumTopic", "closeForumTopic", "reopenForumTopic", "editForumTopic")


class Square:
    """A staff group with topics: what the bot sends there arrives, and people answer there."""

    def __init__(self, town: Town, world: World) -> None:
        """Begin before anybody is enrolled."""
        self.town = town
        self.world = world
        self.pace = Pace()
        house = town.house
        self.sender = Sender(house.bot, house.signer, Topics(house, Threads(house, self.pace)))
        self._clerk = Clerk(partial(aftermath.settle, house), partial(aftermath.moved, house))

    @property
    def chat(self) -> int:
        """Return the staff chat's present number."""
        return self.world.staff_chat

    async def begin(self) -> None:
        """Julia is enrolled, what was said so far has arrived, and the bot has looked whether there are topics."""
        await self.town.enrolled()
        await forum.look(self.town.house)
        await self.post()

    async def post(self) -> list[Outcome]:
        """Send all that waits for the staff chat, the urgent first; return what became of each."""
        outcomes = []
        while (row := await self._next()) is not None:
            outcomes.append(await self.sender(row))
            await self._record(row, outcomes[-1])
        return outcomes

    async def _next(self) -> Claimed | None:
        now = self.town.now
        for lane in TELEGRAM:
            rows = await self.town.house.store.write(
                lambda db, lane=lane: outgoing.claim(  # type: ignore[misc]
                    db, now=now, epoch=EPOCH, lane=lane, limit=1, not_chats=[JULIA]
                )
            )
            if rows:
                return rows[0]
        return None

    async def _record(self, row: Claimed, outcome: Outcome) -> None:
        now = self.town.now
        await self.town.house.store.write(lambda db: self._clerk.record(db, row, outcome, epoch=EPOCH, now=now))

    async def ill(self, words: str = "I feel dizzy and sweaty") -> None:
        """Julia writes what a person must see, and it goes out."""
        await self.town.says(words)
        await self.post()

    async def taps(self, label: str, who: int = ANA) -> list[str]:
        """Somebody taps, and what comes of it goes out."""
        said = await self.town.tap(self.town.house.staff_chat, who, label)
        await self.post()
        return said

    async def writes(self, text: str, who: int = ANA, **more: Any) -> list[str]:
        """Somebody of staff writes in the group; return what the bot says, sent meanwhile."""
        saying = {"chat": self.chat, "from": who, "text": text, **more}
        body = say(self.world, Saying.model_validate(saying))[0].message.body
        said = await self.town._after({"message": body})
        await self.post()
        return said

    def there(self, words: str = "") -> list[Message]:
        """Return the bot's messages with these words that are still in the group, oldest first."""
        chat = self.world.chats[self.chat]
        return [each for each in chat.there() if each.author is self.world.me and each.words and words in each.words]

    def thread(self, words: str) -> int | None:
        """Return the topic in which the newest message with these words stands, none for the plain chat."""
        body = self.there(words)[-1].body
        return int(body["message_thread_id"]) if body.get("is_topic_message") else None

    def deeds(self) -> list[str]:
        """Return what was done to topics, in order."""
        return [call["method"] for call in self.world.journal.since(0) if call["method"] in DEEDS]

    def topics(self) -> list[Json]:
        """Return the topics that there are."""
        return [each.face() | {"closed": each.closed} for each in self.world.chats[self.chat].topics.values()]

    def fault(self, method: str, words: str, *, error: str = "400", times: int = 1) -> None:
        """Let Telegram refuse in these words."""
        given = {"method": method, "error": error, "times": times}
        self.world.faults.add(Fault.model_validate(given | ({"description": f"Bad Request: {words}"} if words else {})))

    async def rows(self, label: str) -> list[Outgoing]:
        """Return the rows of a label, oldest first."""
        asked = select(Outgoing).where(Outgoing.label == label).order_by(Outgoing.id)
        return await self.town.house.store.read(lambda db: list(db.scalars(asked)))

    async def in_flight(self, label: str) -> None:
        """The newest row of a label was on its way when something happened."""
        newest = (await self.rows(label))[-1].id
        flying = update(Outgoing).where(Outgoing.id == newest).values(state="sending", epoch=EPOCH)
        await self.town.house.store.write(lambda db: db.execute(flying))
