"""The journey, killed: a patient's 48 hours while the bot dies at random moments and is started again."""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.journeys import memory
from tests.journeys.driver import Json, Phone, labels_of, until
from tests.journeys.pair import Pair, pair
from tests.journeys.steps import BATH, PATIENT, Cast, cast, enrol

#: Seconds that a life lasts at most, counted from its greeting: few kills are spread wider than many.
LONGEST, SHORTEST = 30.0, 3.0
#: Turns of two hours, and every how many of them she writes: each word edits the card, at a group's slow pace.
TURNS, WRITES = 25, 4
#: Sends that may be in flight at a kill (design 3.4).
IN_FLIGHT = 8
#: Labels that would end the journey early.
NOT_TAPPED = ("I have called", "I can't call", "Tapped by mistake", "Chest or breath", "Hard to breathe")
UNSETTLED = {"ready", "sending", "unknown"}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What became of a journey."""

    kills: int
    said: int
    settled: int
    #: Updates of hers without a settled row, and words of hers that were not remembered exactly once.
    lost: int
    not_remembered: int
    unanswered: int
    checkins: dict[str, str]
    outgoing: dict[str, int]
    #: Messages in the chats beyond those that the bot knows of, and the most copies of one patient message.
    duplicates: int
    most_copies: int
    flags: dict[str, int]
    seconds: float

    def table(self) -> str:
        """Return the figures for people."""
        return (
            f"journey: {self.kills} kills, {self.said} updates of the patient and staff\n"
            f"  settled {self.settled} · lost {self.lost} · not remembered once {self.not_remembered}"
            f" · unanswered {self.unanswered}\n"
            f"  check-ins {self.checkins}\n"
            f"  outgoing {self.outgoing}\n"
            f"  duplicates {self.duplicates} (bound {IN_FLIGHT * self.kills})"
            f" · most copies {self.most_copies} (bound 2)\n"
            f"  flags {self.flags} · {self.seconds:.0f} s"
        )


async def run(*, kills: int, seed: int = 1) -> Figures:
    """Live through the journey, over and over its hours, until the last kill and the 48 hours are over."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with pair(Path(folder)) as both:
            await both.line.to_morning()
            await both.begin()
            people = cast(both.line)
            reaper = asyncio.create_task(_reap(both, kills, random.Random(seed)))
            await enrol(people)
            asked = await _live(both, people, reaper)
            await reaper
            await _finish(both, people)
            settled = _settled(both.database)
            # Settled updates are forgotten after three days, so they were counted before these two.
            await both.line.jump(86_400)
            await both.line.jump(86_400)
            return await _figures(both, people, asked, kills, settled, time.monotonic() - began)


async def _reap(both: Pair, kills: int, rng: random.Random) -> None:
    """Kill and start again, at moments that only the seed knows."""
    longest = max(SHORTEST, LONGEST / kills)
    for _ in range(kills):
        await asyncio.sleep(rng.uniform(0, longest))
        await both.kill()
        await both.begin()


async def _live(both: Pair, people: Cast, reaper: asyncio.Task[None]) -> list[int]:
    """Two hours at a time: ask, answer whatever is asked, push the clock; on until the kills are over too."""
    asked = []
    turn = 0
    while turn < TURNS or not reaper.done():
        if turn % WRITES == 0:
            asked.append(await people.jm.say(f"{BATH}{'?' * (turn // WRITES)}"))
        await _tap_what_is_there(people.jm)
        if turn < TURNS:
            await both.line.pass_hours(2)
        else:
            await asyncio.wait({reaper}, timeout=1)
        turn += 1
    return asked


async def _tap_what_is_there(jm: Phone) -> None:
    """Press the first kind button of the newest question; nobody waits for the bot to be alive."""
    holders = [each for each in await jm.transcript() if labels_of(each) and not each["deleted"]]
    labels = [label for label in labels_of(holders[-1]) if label not in NOT_TAPPED] if holders else []
    choice = next((each for each in ("None of these", "Done", "2", *labels) if each in labels), None)
    if choice is not None:
        with contextlib.suppress(AssertionError):
            # The question may be answered or gone between the look and the tap.
            await jm.tap(choice, within=0.1, wait=0)


async def _finish(both: Pair, people: Cast) -> None:
    """The last life has peace: 48 hours pass, an emergency is taken and resolved, all lines run empty."""
    await both.line.pass_hours(1)
    await people.jm.say("can't catch my breath")
    await people.ana.wait_for("can't catch my breath", within=60)
    await people.ana.tap("Take", within=60)
    await people.ana.tap("Resolve…", within=60)
    await people.ana.tap("Sent to emergency care", within=60)
    await until(lambda: _quiet(both), "an empty line", within=90)


def _settled(database: Path) -> set[int]:
    return {each for (each,) in memory.rows(database, "SELECT update_id FROM inbox WHERE state = 'settled'")}


async def _quiet(both: Pair) -> bool:
    waiting = UNSETTLED & set(memory.states(both.database, "outgoing"))
    return not waiting and "new" not in memory.states(both.database, "inbox")


async def _figures(
    both: Pair, people: Cast, asked: list[int], kills: int, settled: set[int], seconds: float
) -> Figures:
    database = both.database
    updates = [each for phone in (people.jm, people.ana) for each in phone.updates]
    sent = await both.line.calls(method="sendMessage")
    duplicates, most = _copies(database, [each for each in sent if each["status"] == 200])
    return Figures(
        kills=kills,
        said=len(updates),
        settled=len(settled & set(updates)),
        lost=len(set(updates) - settled),
        not_remembered=sum(1 != _remembered(database, each) for each in asked),
        unanswered=len(asked) - min(len(asked), _answers(sent)),
        checkins=memory.checkins(database),
        outgoing=memory.states(database, "outgoing"),
        duplicates=duplicates,
        most_copies=most,
        flags=memory.states(database, "flags"),
        seconds=seconds,
    )


def _remembered(database: Path, message_id: int) -> int:
    query = "SELECT count(*) FROM heard WHERE chat_id = ? AND message_id = ?"
    return int(memory.one(database, query, PATIENT, message_id))


def _answers(sent: list[Json]) -> int:
    return sum("This is general advice" in str(each["params"].get("text")) for each in sent)


def _copies(database: Path, sent: list[Json]) -> tuple[int, int]:
    """Return messages that no row knows of, and the most copies that one patient's row can have had."""
    known = set(memory.rows(database, "SELECT chat_id, message_id FROM outgoing WHERE kind = 'say'"))
    there = [(each["answer"]["result"]["chat"]["id"], each["answer"]["result"]["message_id"]) for each in sent]
    extra = Counter(str(call["params"].get("text")) for call, key in zip(sent, there, strict=True) if key not in known)
    copies = memory.one(database, "SELECT coalesce(max(unknowns), 0) + 1 FROM outgoing WHERE patient_id IS NOT NULL")
    return sum(extra.values()), int(copies)
