"""Rehearsing: invented patients live through their 48 hours with the real plan, gate and desk, on a virtual clock."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram import Update

from bot import checkin, closing, demo, enrol, listen, onetap, standing
from bot.app import App
from messages import hours
from messages.invented import Invented
from records import asked, checkins, flags, invites, patients, postman, staff
from records.invites import Details
from records.keys import Keys
from records.models import Checkin, Flag
from records.postman import Delivered
from records.store import Db, Inline, open_store
from scheduler import asking, escalation
from scheduler import checkins as turns
from scheduler.questions import question as as_asked

#: How often the clock looks, in virtual minutes.
LOOK = dt.timedelta(minutes=5)
HOUR = dt.timedelta(hours=1)
#: Minutes until staff have looked after a card: taken at once when they are there.
HANDLED = {"emergency": 10, "crisis": 10, "urgent": 30, "routine": 120}
AREAS = ("neck", "shoulder", "upper_back", "low_back", "hip", "leg", "arm", "jaw")
#: Sides of a check-in's course in which she may tire of it.
MOST_TAPS = 12


@dataclass(kw_only=True)
class Seen:
    """What was counted: what staff got by hour, cards, and what became of each check-in."""

    #: Sounding and silent messages to staff, by hours since the start.
    by_hour: Counter[int] = field(default_factory=Counter)
    to_patients: int = 0
    #: Level at the end, truth and rules of every card.
    cards: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    #: step → state → how many.
    states: dict[str, Counter[str]] = field(default_factory=dict)
    #: What was true of each patient, and the highest level that staff were shown.
    people: list[tuple[str, str]] = field(default_factory=list)


class Rehearsal:
    """A clinic with nobody real in it."""

    def __init__(self, folder: Path, start: dt.datetime) -> None:
        """Open an empty memory; nothing leaves it."""
        self.now = start
        self.start = start
        inline = Inline()
        keys = Keys.in_memory()
        store = open_store("sqlite://", keys, write_on=inline, read_on=inline)
        self.app = App(demo.demo_config("http://127.0.0.1:9", folder), now=lambda: self.now, store=store, samples=True)
        self.house = self.app.house
        self.house.username = "rehearsal_bot"
        self.seen = Seen()
        self._people: dict[int, Invented] = {}
        self._ended: dict[int, dt.datetime] = {}
        self._queue: list[tuple[dt.datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        store.write_now(lambda db: demo.seat(db, now=start))

    def at(self, moment: dt.datetime, deed: Callable[[], None]) -> None:
        """Let something happen at a moment."""
        heapq.heappush(self._queue, (moment, next(self._numbers), deed))

    def run(self, until: dt.datetime) -> None:
        """Play until a moment: what is due happens in order, and the clock looks in between."""
        look = self.now
        while look <= until:
            while self._queue and self._queue[0][0] <= look:
                moment, _, deed = heapq.heappop(self._queue)
                self.now = max(self.now, moment)
                deed()
                self._deliver()
            self.now = look
            self._look()
            look += LOOK

    def _look(self) -> None:
        def work(db: Db) -> int:
            moved = turns.turn(db, self.house, now=self.now)
            moved += asking.turn(db, self.house, now=self.now)
            return moved + escalation.turn(db, self.house, now=self.now)

        if self._write(work):
            self._deliver()

    def _write(self, work: Callable[[Db], Any]) -> Any:
        return self.house.store.write_now(work)

    def _deliver(self) -> None:
        arrived = self._write(self._hand_over)
        for each in arrived:
            self._count(each)
            if each.label == "card":
                self._to_staff(each.flag_id or 0)
            elif each.patient_id is not None and each.kind == "say":
                self._to_patient(each)

    def _hand_over(self, db: Db) -> list[Delivered]:
        arrived = list(postman.deliver(db, now=self.now))
        for each in arrived:
            if each.label == "question" and each.checkin_id is not None:
                turns.sent(db, self.house, each.checkin_id, now=self.now)
        return arrived

    def _count(self, each: Delivered) -> None:
        if each.chat_id == self.house.staff_chat and each.kind == "say":
            self.seen.by_hour[int((self.now - self.start) / HOUR)] += 1
        elif each.patient_id is not None:
            self.seen.to_patients += 1

    def enrol(self, person: Invented, ended_at: dt.datetime) -> None:
        """A session is over: she opens her link, agrees, and writes what she will write."""
        chat = 10_000 + person.number
        self._people[chat], self._ended[chat] = person, ended_at
        self.at(ended_at + dt.timedelta(minutes=5), lambda: self._agree(person, chat, ended_at))
        for after, words in person.writes:
            self.at(ended_at + after * HOUR, lambda words=words: self._hear(chat, words))  # type: ignore[misc]

    def _agree(self, person: Invented, chat: int, ended_at: dt.datetime) -> None:
        area = AREAS[person.number % len(AREAS)]

        def work(db: Db) -> None:
            details = Details(initials=f"P{person.number}", ended_at=ended_at, area=area)
            invite = invites.make(db, details=details, made_by=None, made_in=None, now=self.now).invite
            patient = enrol.person(db, self.house, invite, chat, now=self.now)
            enrol.begin(db, self.house, invite, patient, now=self.now)

        self._write(work)

    def _hear(self, chat: int, words: str) -> None:
        """Her words go the whole way: the gate, the flag, the answer."""
        if not self._enrolled(chat):
            return
        work = self._loop.run_until_complete(listen.hear(self.house, self._update(chat, words)))
        self._write(work)

    def _enrolled(self, chat: int) -> bool:
        return bool(self._write(lambda db: patients.by_chat(db, chat) is not None))

    def _update(self, chat: int, words: str) -> Update:
        number = next(self._numbers)
        person = {"id": chat, "is_bot": False, "first_name": "P"}
        message = {"message_id": number, "date": int(self.now.timestamp()), "chat": {"id": chat, "type": "private"}}
        raw = {"update_id": number, "message": {**message, "from": person, "text": words}}
        return Update.de_json(raw, self.house.bot)

    def _to_patient(self, each: Delivered) -> None:
        """A question has arrived: she answers it, later, or not."""
        chat = each.chat_id
        person = self._people[chat]
        if each.label == "question" and each.checkin_id is not None and person.will_answer():
            row_id = each.checkin_id
            self.at(self.now + person.delay(), lambda: self._answer(chat, row_id))
        elif each.label in ("asked", "ask", "unknown") and person.will_answer():
            self.at(self.now + person.delay(), lambda: self._answer_asked(chat))

    def _hours(self, chat: int) -> float:
        return (self.now - self._ended[chat]) / HOUR

    def _answer(self, chat: int, row_id: int) -> None:
        """She goes through a check-in's questions, one by one, until none is left."""

        def work(db: Db) -> None:
            for _ in range(MOST_TAPS):
                if not self._answer_one(db, chat, row_id):
                    return

        self._write(work)

    def _answer_one(self, db: Db, chat: int, row_id: int) -> bool:
        row, person = db.get_one(Checkin, row_id), self._people[chat]
        patient = patients.by_chat(db, chat)
        name = standing.next_question(db, self.house, row) if row.state in ("sent", "answered") else None
        if patient is None or name is None:
            return False
        question = as_asked(db, self.house, row, name)
        value = person.answer(question, self._hours(chat))
        if value is None:
            return False
        checkin.finish(db, self.house, patient, row, question, value, now=self.now)
        return True

    def _answer_asked(self, chat: int) -> None:
        """ "Is this happening now?" and the list of dangers are answered with the truth."""
        person = self._people[chat]
        serious = any(event.needs in ("urgent", "emergency") for event in person.now(self._hours(chat)))

        def work(db: Db) -> None:
            patient = patients.by_chat(db, chat)
            row = None if patient is None else asked.waiting(db, patient.id)
            if patient is not None and row is not None:
                onetap.answered(db, self.house, patient, row, "yes" if serious else "no", now=self.now)

        self._write(work)

    def _to_staff(self, flag_id: int) -> None:
        """A card has arrived: somebody looks after it when the clinic is open, emergencies at once."""
        level = self._write(lambda db: flags.by_id(db, flag_id).level)
        minutes = HANDLED.get(level, HANDLED["routine"])
        there = self.now + dt.timedelta(minutes=minutes)
        if level not in ("emergency", "crisis"):
            there = hours.after_open(self.house.config.clinic, self.now, minutes)
        self.at(there, lambda: self._resolve(flag_id))

    def _resolve(self, flag_id: int) -> None:
        def work(db: Db) -> None:
            flag, person = flags.by_id(db, flag_id), staff.seated(db)[0]
            if closing.end(db, self.house, person, flag, "advised", now=self.now):
                self.seen.cards.append((flag.level, self._truth(db, flag), tuple(flag.rules)))

        self._write(work)

    def _truth(self, db: Db, flag: Flag) -> str:
        return self._people[patients.by_id(db, flag.patient_id).chat_id].needs

    def close(self) -> Seen:
        """Count what is left open, and what became of every check-in."""
        self._write(self._sum_up)
        self._loop.close()
        self.house.store.close_now()
        return self.seen

    def _sum_up(self, db: Db) -> None:
        for flag in flags.all_open(db):
            self.seen.cards.append((flag.level, self._truth(db, flag), tuple(flag.rules)))
        for chat, person in self._people.items():
            patient = patients.by_chat(db, chat)
            if patient is None:
                continue
            shown = [flag.level for flag in flags.of_patient(db, patient.id)]
            self.seen.people.append((person.needs, min(shown, key=flags.LEVELS.index, default="none")))
            for row in db.scalars(checkins.of_patient(patient.id)):
                self.seen.states.setdefault(row.asking, Counter())[row.state] += 1
