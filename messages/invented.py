"""Invented patients for the rehearsal: what befalls them, when they answer, and what they write. Drawn from a seed."""

from __future__ import annotations

import datetime as dt
import math
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from messages.levels import Level
from messages.plan import Question

Share = float
#: Options of follow-ups by which something is over, or as it was.
OVER = ("gone", "stopped", "smaller", "better", "low")
STILL = ("same", "still", "high")


class Part(BaseModel):
    """A table of rehearsal.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Soreness(Part):
    """How sore people are: start and spread (0-10), hours of its fall to a third, and the share that stays flat."""

    start: float
    spread: float
    hours: float = Field(gt=0)
    flat: Share


class Event(Part):
    """Something that befalls a share of the visits."""

    id: str
    share: Share
    from_: float = Field(alias="from")
    to: float
    lasts: float
    symptoms: list[str]
    options: list[str]
    needs: Level


class Habits(Part):
    """How they answer what they are asked."""

    share: Share
    never: Share
    minutes: float = Field(gt=0)
    spread: float
    optional: Share
    words: Share
    call_back: Share
    change_worse: Share


class Writing(Part):
    """What they write by themselves: how much in 48 hours, and of which kind."""

    mean: float
    question: Share
    sore: Share
    worry: Share
    talk: Share
    event: Share


class Assumptions(Part):
    """All of rehearsal.toml."""

    soreness: Soreness
    events: list[Event]
    answers: Habits
    messages: Writing
    phrases: dict[str, list[str]]


def load(root: Path) -> Assumptions:
    """Read rehearsal.toml."""
    return Assumptions.model_validate(tomllib.loads((root / "rehearsal.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True, kw_only=True)
class Befallen:
    """An event of a patient: from and to which hour after the session it is there."""

    event: Event
    begins: float
    ends: float


@dataclass(kw_only=True)
class Invented:
    """One patient: what is true of her, and her own dice."""

    number: int
    assumptions: Assumptions
    dice: random.Random
    start: float
    flat: bool
    answers_at_all: bool
    befallen: tuple[Befallen, ...]
    #: When in the day of sessions hers ends, from 0 to 1.
    place: float
    #: What she writes by herself: hours after the session, and the words.
    writes: list[tuple[float, str]] = field(default_factory=list)

    @property
    def needs(self) -> Level:
        """Return the level of what truly befell her."""
        levels: list[Level] = [each.event.needs for each in self.befallen]
        return next((level for level in ("emergency", "urgent", "routine") if level in levels), "none")

    def soreness(self, hours: float) -> int:
        """Return how sore she is, as she would say it."""
        fall = 1.0 if self.flat else math.exp(-hours / self.assumptions.soreness.hours)
        return max(0, min(10, round(self.start * fall + self.dice.gauss(0, 0.4))))

    def now(self, hours: float) -> list[Event]:
        """Return what is there at this hour."""
        return [each.event for each in self.befallen if each.begins <= hours < each.ends]

    def will_answer(self) -> bool:
        """Throw the dice for one check-in."""
        return self.answers_at_all and self.dice.random() < self.assumptions.answers.share

    def delay(self) -> dt.timedelta:
        """Return after how long she answers."""
        habits = self.assumptions.answers
        minutes = self.dice.lognormvariate(math.log(habits.minutes), habits.spread)
        return dt.timedelta(minutes=min(minutes, 24 * 60))

    def chance(self, share: Share) -> bool:
        """Throw the dice for something that a share of people do."""
        return self.dice.random() < share

    def ticks(self, options: Sequence[str], hours: float) -> list[str]:
        """Return which of a list's options are true of her now."""
        there = {option for event in self.now(hours) for option in event.options}
        return [option for option in options if option in there]

    def answer(self, question: Question, hours: float) -> str | None:
        """Return what she answers to a question at this hour; none where she leaves it without a tap."""
        if not question.required and not self.chance(self.assumptions.answers.optional):
            return "" if question.skip else None
        match question.kind:
            case "score":
                return str(self.soreness(hours))
            case "multi":
                return ",".join(self.ticks(question.options, hours))
            case _:
                return self._choice(question, hours)

    def _choice(self, question: Question, hours: float) -> str:
        habits = self.assumptions.answers
        match question.id:
            case "call_back":
                return "yes" if self.chance(habits.call_back) else "no"
            case "change":
                return "6" if self.chance(habits.change_worse) else str(self.dice.randint(2, 4))
            case "trend":
                return "same" if self.flat else "better"
            case "normal":
                return "yes"
        return self._of_followup(question, hours)

    def _of_followup(self, question: Question, hours: float) -> str:
        """The option that names an end where it is over, the one that names no change where it is not."""
        over = next((each for each in question.options if each in OVER), question.options[0])
        there = next((each for each in question.options if each in STILL), question.options[-1])
        return there if self.now(hours) else over


def people(assumptions: Assumptions, questions: Sequence[str], *, count: int, seed: int) -> list[Invented]:
    """Return so many patients; the same seed gives the same people. `questions` is what they may ask."""
    return [_person(assumptions, questions, number, random.Random(f"{seed}:{number}")) for number in range(count)]


def _person(assumptions: Assumptions, questions: Sequence[str], number: int, dice: random.Random) -> Invented:
    sore = assumptions.soreness
    made = Invented(
        number=number,
        assumptions=assumptions,
        dice=dice,
        start=min(10.0, max(0.0, dice.gauss(sore.start, sore.spread))),
        flat=dice.random() < sore.flat,
        answers_at_all=dice.random() >= assumptions.answers.never,
        befallen=tuple(_befallen(event, dice) for event in assumptions.events if dice.random() < event.share),
        place=dice.random(),
    )
    made.writes = sorted([*_chatter(made, questions), *_reports(made)])
    return made


def _befallen(event: Event, dice: random.Random) -> Befallen:
    begins = dice.uniform(event.from_, event.to)
    return Befallen(event=event, begins=begins, ends=begins + event.lasts * dice.uniform(0.5, 1.5))


def _chatter(person: Invented, questions: Sequence[str]) -> list[tuple[float, str]]:
    """A few messages at waking times of the 48 hours; most of them are questions."""
    writing, dice = person.assumptions.messages, person.dice
    kinds = {"question": writing.question, "sore": writing.sore, "worry": writing.worry, "talk": writing.talk}
    told = []
    for _ in range(_poisson(writing.mean, dice)):
        kind = dice.choices(list(kinds), list(kinds.values()))[0]
        words = questions if kind == "question" else person.assumptions.phrases[kind]
        told.append((dice.uniform(0.5, 47), dice.choice(words)))
    return told


def _reports(person: Invented) -> list[tuple[float, str]]:
    """Some write of what befell them before anybody asks."""
    share, dice = person.assumptions.messages.event, person.dice
    return [
        (each.begins + dice.uniform(0.05, 0.5), dice.choice(person.assumptions.phrases[each.event.id]))
        for each in person.befallen
        if dice.random() < share
    ]


def _poisson(mean: float, dice: random.Random) -> int:
    """Knuth's way: fine for a mean of a few."""
    limit, count, product = math.exp(-mean), 0, dice.random()
    while product > limit:
        count, product = count + 1, product * dice.random()
    return count
