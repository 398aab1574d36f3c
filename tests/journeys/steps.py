"""Steps that journeys share: who is there, and how one comes to be a patient."""

from __future__ import annotations

from dataclasses import dataclass

from bot.demo import STAFF_CHAT
from tests.journeys.driver import Line, Phone

PATIENT = 7001
ANA, BEN = 501, 502
BATH = "can i take a bath?"
FAQ = "how long will i be sore?"
MINUTE = 60.0


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everyone in a journey."""

    jm: Phone
    ana: Phone
    ben: Phone


def cast(line: Line) -> Cast:
    """Hand out the phones: a patient's, and two of staff that show the staff chat."""
    return Cast(jm=Phone(line, PATIENT), ana=Phone(line, STAFF_CHAT, ANA), ben=Phone(line, STAFF_CHAT, BEN))


async def link(desk: Phone, *, area: str = "left shoulder") -> str:
    """Ask for an invite in the staff chat; return what the link carries."""
    asked = await desk.say(f"/invite JM {area} Ana")
    made = await desk.wait_for("start=", after=asked, within=60)
    return str(next(word for word in made["text"].split() if "start=" in word)).partition("start=")[2]


async def consent(jm: Phone, token: str) -> None:
    """Open the link, say yes, and confirm the visit."""
    await jm.say(f"/start {token}")
    await jm.tap("That is me, 18 or over. I agree", within=60)


async def set_up(jm: Phone, *ticks: str) -> None:
    """Answer the two questions that follow the plan."""
    for label in ticks:
        await jm.tap(label, within=60)
    await jm.tap("Done" if ticks else "None of these", within=60)
    await jm.tap("Yes, right", within=60)


async def enrol(people: Cast) -> None:
    """From nothing to a patient with a plan."""
    await consent(people.jm, await link(people.ana))
    await set_up(people.jm, "My first session")
