"""`python -m tests.bench.urgent`: forty urgent messages in ten seconds while ten thousand check-ins drain.

Two real processes, Telegram's published limits in the sandbox, everything on disk. Measured for each urgent message:
from the inbox row (committed before Telegram was told) to the first notice for staff that Telegram took, whether the
card in the group or a direct message; and how many messages the group got in any sixty seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app import open_memory
from bot.demo import STAFF_CHAT, demo_config
from messages.said import Said
from records import outgoing
from records.lanes import Lane
from records.store import Db
from tests.journeys import memory
from tests.journeys.driver import Phone, until
from tests.journeys.pair import Pair, pair
from tests.journeys.seed import enrol_many

URGENT_CHATS, SURGE_CHATS = 40_000, 50_000
#: So many people share the check-ins: a private chat takes one message a second, all chats 25.
PEOPLE = 250
WORDS = "I have a fever and feel cold"
#: The group's messages are counted for so long after the last urgent one.
AFTERWARDS = 70.0
#: A direct notice that waits is taken up by the next one to the same chat: that one's sending counts.
NOTICES = """
SELECT min(o.sent_at) FROM flags f
JOIN outgoing own ON own.dedup LIKE 'direct:' || f.id || ':%' OR (own.flag_id = f.id AND own.label = 'card')
JOIN outgoing o ON o.id = own.id
  OR (own.label = 'direct' AND o.label = 'direct' AND o.chat_id = own.chat_id AND o.id > own.id)
WHERE f.patient_id = ? AND o.state = 'sent'
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One repeat."""

    waits: Sequence[float]
    #: Of these, until the card was written: reading, and the line before it.
    written: Sequence[float]
    most_in_group: int
    checkins_sent: int
    refused: int


async def once(*, urgent: int, surge: int) -> Run:
    """Fill the way out, start the bot, let the urgent ones come, and look at when staff were told."""
    with tempfile.TemporaryDirectory() as folder:
        async with pair(Path(folder), limits=True) as both:
            chats = [URGENT_CHATS + number for number in range(urgent)]
            enrol_many(both.line.url, both.folder, chats, now=dt.datetime.now(dt.UTC))
            await _opened(both)
            _filled(both, surge)
            await both.begin()
            await asyncio.sleep(5)
            for chat in chats:
                await Phone(both.line, chat).say(WORDS)
                await asyncio.sleep(10 / urgent)
            await until(lambda: _told(both, urgent), "the last notice", within=120)
            await asyncio.sleep(AFTERWARDS)
            return await _looked(both, urgent)


async def _opened(both: Pair) -> None:
    """Ana, Ben, and people with check-ins have pressed Start some time ago."""
    for number in (501, 502, *(SURGE_CHATS + each for each in range(PEOPLE))):
        await Phone(both.line, number).say("/start")
    await both.begin()
    await until(lambda: _settled(both), "the last greeting", within=120)
    await both.stop()


async def _settled(both: Pair) -> bool:
    waiting = "SELECT count(*) FROM outgoing WHERE state IN ('ready', 'sending')"
    return memory.states(both.database, "inbox").get("settled", 0) >= PEOPLE and not memory.one(both.database, waiting)


def _filled(both: Pair, surge: int) -> None:
    """Each of them has check-ins that are due, one after the other."""
    store = open_memory(demo_config(both.line.url, both.folder))
    now = dt.datetime.now(dt.UTC)

    def work(db: Db) -> None:
        body = Said(text="How sore is the needle spot?").model_dump_json()
        for number in range(surge):
            outgoing.say(
                db, now=now, lane=Lane.CHECKIN, chat_id=SURGE_CHATS + number % PEOPLE, body=body, label="checkin"
            )

    store.write_now(work)
    store.close_now()


async def _told(both: Pair, urgent: int) -> bool:
    return sum(wait is not None for wait in _waits(both, urgent)) == urgent


def _waits(both: Pair, urgent: int) -> list[float | None]:
    """Return for each urgent patient the seconds from her row to the first notice."""
    found: list[float | None] = []
    for number in range(urgent):
        chat = URGENT_CHATS + number
        patient = memory.one(both.database, "SELECT id FROM patients WHERE chat_id = ?", chat)
        sent = memory.one(both.database, NOTICES, patient)
        asked = "SELECT max(received_at) FROM inbox WHERE chat_id = ?"
        received = memory.one(both.database, asked, chat)
        found.append(None if sent is None or received is None else (_at(sent) - _at(received)).total_seconds())
    return found


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _written(both: Pair, urgent: int) -> list[float]:
    """Return for each urgent patient the seconds from her row to the card's row."""
    asked = """
        SELECT i.received_at, o.created_at FROM inbox i JOIN patients p ON p.chat_id = i.chat_id
        JOIN flags f ON f.patient_id = p.id JOIN outgoing o ON o.flag_id = f.id AND o.label = 'card'
        WHERE i.chat_id BETWEEN ? AND ?
    """
    rows = memory.rows(both.database, asked, URGENT_CHATS, URGENT_CHATS + urgent)
    return [(_at(written) - _at(received)).total_seconds() for received, written in rows]


async def _looked(both: Pair, urgent: int) -> Run:
    group = "SELECT sent_at FROM outgoing WHERE chat_id = ? AND state = 'sent' ORDER BY sent_at"
    times = [_at(row[0]).timestamp() for row in memory.rows(both.database, group, STAFF_CHAT)]
    checkins = f"SELECT count(*) FROM outgoing WHERE chat_id >= {SURGE_CHATS} AND state = 'sent' AND label = 'checkin'"
    calls = await both.line.calls()
    for call in calls:
        if call["status"] == 429:
            sys.stderr.write(f"429: {call['method']} {call['params'].get('chat_id')} {call['answer']}\n")
    return Run(
        written=_written(both, urgent),
        waits=[wait for wait in _waits(both, urgent) if wait is not None],
        most_in_group=max((sum(at <= other < at + 60 for other in times) for at in times), default=0),
        checkins_sent=memory.one(both.database, checkins),
        refused=sum(call["status"] == 429 for call in calls),
    )


def share(values: Sequence[float], part: float) -> float:
    """Return the value that so much of the sorted values does not pass."""
    return sorted(values)[min(len(values) - 1, math.ceil(part * len(values)) - 1)]


def told(runs: Sequence[Run]) -> str:
    """Return the figures for people."""
    lines = []
    for number, run in enumerate(runs, 1):
        waits = run.waits
        lines.append(
            f"urgent run {number}: n={len(waits)} urgent messages, {run.checkins_sent} check-ins sent meanwhile\n"
            f"  inbox to first notice for staff: p50 {share(waits, 0.5):.2f} s, p99 {share(waits, 0.99):.2f} s, "
            f"max {max(waits):.2f} s\n"
            f"  of that until the card was written: p50 {share(run.written, 0.5):.2f} s, max {max(run.written):.2f} s\n"
            f"  most messages and edits to the group in 60 s: {run.most_in_group}; answers 429: {run.refused}\n"
        )
    return "".join(lines)


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.urgent", description="Urgent behind a surge.")
    parser.add_argument("--urgent", type=int, default=40)
    parser.add_argument("--surge", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=1)
    asked = parser.parse_args()
    runs = [asyncio.run(once(urgent=asked.urgent, surge=asked.surge)) for _ in range(asked.repeats)]
    sys.stdout.write(told(runs))


if __name__ == "__main__":
    main()
