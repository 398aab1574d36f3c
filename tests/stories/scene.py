"""The scene: one patient, one nurse and a clock; every verb waits until the bot has nothing left to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from tests.journeys.driver import Json, Line, Phone
from tests.journeys.steps import Cast, consent, link, set_up

#: How big the page is when it is looked at.
WIDTH, HEIGHT = 1400, 1000


@dataclass(kw_only=True)
class Scene:
    """Who is there, and what has been looked at so far."""

    name: str
    line: Line
    people: Cast
    page: Page | None = None
    pictures: Path | None = None
    looks: list[str] = field(default_factory=list)

    @property
    def patient(self) -> Phone:
        """Return the patient's phone."""
        return self.people.jm

    @property
    def nurse(self) -> Phone:
        """Return Ana's look at the staff chat."""
        return self.people.ana

    async def enrols(self, *ticks: str, invite: str = "left shoulder") -> None:
        """From the desk's invite to a patient with a plan; `ticks` are chosen in "Any of these?"."""
        token = await link(self.nurse, area=invite)
        await self.settles()
        await consent(self.patient, token)
        await set_up(self.patient, *ticks)
        await self.settles()

    async def enrols_in_spanish(self, *, invite: str = "left shoulder") -> None:
        """The same, by the button "Español" of the first screen."""
        token = await link(self.nurse, area=invite)
        await self.settles()
        sent = await self.patient.say(f"/start {token}")
        await self.patient.wait_for("helper program", after=sent)
        await self.taps("Español", "programa de ayuda")
        await self.taps("Soy yo, mayor de 18. Acepto", "Todo listo")
        await self.taps("Nada de esto")
        await self.taps("Sí, está bien")

    async def settles(self) -> None:
        """Let the bot finish what it has in hand, and a second pass: a transcript has no finer times."""
        await self.line.advance(2)

    async def says(self, text: str, *expect: str) -> None:
        """The patient writes; the answer holds these words (none where a person has her in hand)."""
        sent = await self.patient.say(text)
        for words in expect:
            await self.patient.wait_for(words, after=sent)
        await self.settles()

    async def taps(self, label: str, expect: str = "") -> None:
        """The patient taps; what comes then holds these words."""
        last = (await self.patient.transcript())[-1]["id"]
        await self.patient.tap(label)
        await self.settles()
        if expect:
            await self.patient.wait_for(expect, after=last)

    async def staff_taps(self, label: str) -> None:
        """Ana taps under a card."""
        await self.nurse.tap(label)
        await self.settles()

    async def staff_replies(self, text: str) -> None:
        """Ana taps Reply and writes her words for the patient."""
        last = (await self.nurse.transcript())[-1]["id"]
        await self.nurse.tap("Reply")
        prompt = await self.nurse.wait_for("reply to this message", after=last)
        await self.nurse.say(text, reply_to=prompt["id"])
        await self.patient.wait_for(text)
        await self.settles()

    async def passes(self, hours: float) -> None:
        """Time goes by in half hours, the rest in minutes; the bot does all that is due at each."""
        halves = int(hours * 2)
        for _ in range(halves):
            await self.line.jump(1800)
        await self.line.advance((hours - halves / 2) * 3600 + 1)

    async def starts_at(self, weekday: int, hour: int, minute: int = 0) -> None:
        """Move to the next such weekday (Monday is 0) and hour in UTC, before anything has happened."""
        now = dt.datetime.fromisoformat((await self.line.get("/sim/clock"))["now"])
        day = now + dt.timedelta(days=(weekday - now.weekday()) % 7 or 7)
        start = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
        await self.line.jump((start - now).total_seconds())

    async def look(self, what: str) -> None:
        """Take a picture of both phones as they are now."""
        if self.page is None or self.pictures is None:
            return
        await self.page.wait_for_timeout(400)
        file = self.pictures / f"{self.name}-{len(self.looks) + 1}-{what}.png"
        await self.page.screenshot(path=file)
        self.looks.append(file.name)

    async def told(self) -> list[Json]:
        """Return all messages of both chats."""
        both = [(await phone.transcript(), side) for phone, side in ((self.patient, "patient"), (self.nurse, "staff"))]
        return [message | {"side": side} for messages, side in both for message in messages]
