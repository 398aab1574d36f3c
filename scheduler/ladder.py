"""The ladder, pure: who is rung how long after a flag was raised, and when the next step comes."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from messages import hours
from messages.clinic import Clinic

#: Whom a step rings. chat: the staff chat. duty: those on duty, in their own chats. second, lead: their e-mail, SMS
#: and such. second_phone, lead_phone: what makes their telephones ring. patient: she is told that nobody has looked.
Whom = Literal["chat", "duty", "second", "lead", "second_phone", "lead_phone", "patient"]
#: Nobody knows of such a step from the start: what was said once to her is not said at each repeat.
ONCE: frozenset[Whom] = frozenset({"patient"})


class Step(BaseModel):
    """One step: so many minutes after the flag was raised these are rung."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: int = Field(ge=0, description="Minutes after the flag was raised, given back, or the clinic has opened.")
    ring: list[Whom] = Field(
        min_length=1, description="Who is rung: chat, duty, second, lead, second_phone, lead_phone, patient."
    )
    closed: bool = Field(
        True, description="Whether this step is also taken while the clinic is closed and nobody is on call."
    )


class Ladder(BaseModel):
    """The steps of one level, and how often the last is repeated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: list[Step] = Field(min_length=1, description="The steps, in order.")
    again: int = Field(ge=0, description="Minutes after which the last step is repeated; 0: never.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        times = [step.after for step in self.steps]
        if times[0] != 0 or any(later <= earlier for earlier, later in pairwise(times)):
            msg = "the first step is at 0 minutes, and each later one comes after the one before"
            raise ValueError(msg)
        if "chat" not in self.steps[0].ring:
            msg = 'the first step rings the staff chat: ring = ["chat", …]'
            raise ValueError(msg)
        return self

    def step(self, number: int) -> Step | None:
        """Return a step by its number from 0 on, repeats counted on; none where it is over."""
        if number < len(self.steps):
            return self.steps[number]
        if not self.again:
            return None
        last = self.steps[-1]
        ring = [whom for whom in last.ring if whom not in ONCE]
        return last.model_copy(
            update={"after": last.after + self.again * (number - len(self.steps) + 1), "ring": ring or ["chat"]}
        )


def restarts(clinic: Clinic, level: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Say whether an urgent flag that stood while the clinic was closed begins anew: it has just opened."""
    start = _opened(clinic, now)
    return level == "urgent" and start is not None and since < start


def next_at(
    ladder: Ladder, clinic: Clinic, level: str, *, since: dt.datetime, number: int, now: dt.datetime
) -> dt.datetime | None:
    """Return when the step of this number is due (UTC), never before `now`; none where nothing more is.

    What is urgent begins anew when the clinic opens. While it is closed and nobody is on call, each step is taken once
    and none is repeated: a whole weekend of rings would teach staff not to listen.
    """
    step = ladder.step(number)
    due = None if step is None else max(now, since + dt.timedelta(minutes=step.after))
    if level != "urgent" or clinic.on_call:
        return due
    opening = hours.opens_next(clinic, now)
    first_time = number < len(ladder.steps) and step is not None and step.closed
    if due is None or not (first_time or hours.is_open(clinic, due)):
        return opening
    return min(due, opening)


def _opened(clinic: Clinic, now: dt.datetime) -> dt.datetime | None:
    """Return when the clinic opened after it was closed, or none while it is closed or never closes."""
    today = now.astimezone(clinic.tz).date()
    start = next((start for start, end in hours.spans(clinic, today) if start <= now < end), None)
    moment = dt.timedelta(seconds=1)
    return None if start is None or hours.is_open(clinic, start - moment) else start
