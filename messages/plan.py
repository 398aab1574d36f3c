"""The plan as content: steps, questions and what their answers mean, follow-ups, lines and caps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from messages.conditions import Only, everyone
from messages.levels import Level

#: A check-in has so many questions that must be answered (people.md 14); the rest can be left.
MOST_REQUIRED = 2
#: What is left of a button's 64 bytes for the two ids (bot/taps.py).
MOST_LETTERS = 35


class Part(BaseModel):
    """A table of plan.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Asking(Part):
    """Something that is asked at a time of its own: a step of the plan, or a follow-up."""

    id: str
    questions: list[str] = []
    window_minutes: int = Field(gt=0, description="For how long an answer is awaited.")
    intro: str = Field(description="Text key of its first line.")


class Step(Asking):
    """One check-in: when, for how long it is awaited, and what it asks."""

    offset_minutes: int = Field(ge=0, description="Minutes after the end of the session.")
    moves: Literal["back", "near"] = Field(
        "near", description="Where quiet hours push it: back to the evening, or to the nearer edge."
    )
    water: bool = Field(False, description="Whether it may carry a water line.")
    scheduled: bool = Field(True, description="False for what the clock does not send by itself.")
    after: str = Field("", description="Planned when this step was answered with so much soreness.")
    if_soreness_from: int | None = None


class Trigger(Part):
    """What calls for a follow-up: symptoms there now, a score, or a rule; and at which levels."""

    symptoms: list[str] = []
    rules: list[str] = []
    soreness_from: int | None = None
    soreness_to: int = 10
    levels: list[Level] = Field(
        ["self_care", "routine", "ask", "urgent"], description="An emergency has a question apart."
    )


class FollowUp(Asking):
    """A question after something she told us: at which times, what silence becomes, how quiet hours count."""

    when: Trigger
    at_minutes: list[int] = Field(min_length=1, description="Minutes after she told us, one for each time it is asked.")
    next_morning: bool = Field(False, description="Asked when the next quiet hours end, whatever at_minutes say.")
    rounds: int = Field(0, description="How often an answer may call for one more time after the last.")
    quiet: Literal["ask", "wait"] = Field(
        description="In quiet hours: ask whether it may cross, or wait for the morning."
    )
    silence: Level = Field(description="What no answer becomes for staff.")
    #: Counts among the messages by the clock, and joins a check-in that stands near.
    counted: bool = Field(False, description="Whether it counts against max_scheduled and may move the next check-in.")


class Meaning(Part):
    """What an option means beside being an answer."""

    symptoms: list[str] = Field([], description="Read by the triage rows, as if she had told them.")
    level: Level = "none"
    rule: str = Field("", description="The rule that staff read for that level.")
    last_level: Level = Field("none", description="The level when it was asked for the last time.")
    last_rule: str = ""
    reply: str = Field("", description="Text key of what she is told.")
    again_minutes: int = Field(0, description="Asks once more after so many minutes, while there are rounds.")
    ends: bool = Field(False, description="Takes back the times at which it would be asked again.")
    asks: Literal["", "danger", "harm", "neck"] = Field("", description="A question of danger put at once.")


class Question(Part):
    """One question: its kind, its words, its options and what they mean."""

    id: str
    kind: Literal["score", "choice", "multi"]
    text: str
    options: list[str] = Field([], description="Option ids in the order shown; symptom ids where they name one.")
    required: bool = True
    skip: bool = Field(True, description="Whether an optional question has a button of its own to skip it.")
    floors: dict[str, Level] = Field({}, description="The least level of an option, whatever the rules say of it.")
    means: dict[str, Meaning] = {}
    heard: dict[str, list[str]] = Field({}, description="Which answers in words mean which option.")
    only: Only = Field(Only(), description="For whom it is asked.")


class Line(Part):
    """A sentence that some patients get with some check-ins."""

    text: str
    steps: list[str]
    only: Only = Only()


class Limits(Part):
    """Caps and clocks."""

    max_scheduled: int = Field(description="Messages by the clock in any 48 hours, reminders included.")
    max_water: int
    nudge_after_minutes: int
    merge_minutes: int = Field(description="Check-ins nearer than this are asked as one.")
    stale_after_minutes: int = Field(description="What is so late is not sent any more.")
    edge_margin_minutes: int = Field(description="How far from the edge of quiet hours a moved check-in stands.")
    room_minutes: int = Field(30, description="A check-in waits for a follow-up that is nearer than this.")
    quiet_from: str
    quiet_to: str


class Plan(Part):
    """The whole plan, with the version that each check-in keeps."""

    version: str
    reviewed_by: str
    reviewed_on: str
    limits: Limits
    steps: list[Step]
    questions: list[Question]
    followups: list[FollowUp] = []
    lines: list[Line] = []

    @model_validator(mode="after")
    def _whole(self) -> Plan:
        wrong = [mistake for look in LOOKS for mistake in look(self)]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def scheduled(self) -> list[Step]:
        """Return the steps that the clock sends."""
        return [step for step in self.steps if step.scheduled]

    @property
    def askings(self) -> Sequence[Asking]:
        """Return everything that is asked at a time of its own: steps, then follow-ups."""
        return [*self.steps, *self.followups]

    def following(self, step_id: str, soreness: int | None) -> Step | None:
        """Return the step that a sore answer to this one calls for, or none."""
        sore = -1 if soreness is None else soreness
        wanted = (each for each in self.steps if each.after == step_id and each.if_soreness_from is not None)
        return next((each for each in wanted if sore >= (each.if_soreness_from or 0)), None)

    def knows(self, asking_id: str) -> bool:
        """Say whether the plan has this step or follow-up; rows of an older plan may name others."""
        return any(each.id == asking_id for each in self.askings)

    def asking(self, asking_id: str) -> Asking:
        """Return a step or a follow-up; KeyError when the plan has none of this id."""
        return {each.id: each for each in self.askings}[asking_id]

    def step(self, step_id: str) -> Step:
        """Return one step; KeyError when the plan has none of this id."""
        return {step.id: step for step in self.steps}[step_id]

    def followup(self, followup_id: str) -> FollowUp:
        """Return one follow-up; KeyError when the plan has none of this id."""
        return {each.id: each for each in self.followups}[followup_id]

    def question(self, question_id: str) -> Question:
        """Return one question; KeyError when the plan has none of this id."""
        return {question.id: question for question in self.questions}[question_id]


def _unknown_questions(plan: Plan) -> list[str]:
    known = {question.id for question in plan.questions}
    return [
        f"{each.id} asks {name!r}, which is no question"
        for each in plan.askings
        for name in each.questions
        if name not in known
    ]


def _twice(plan: Plan) -> list[str]:
    lists = ([each.id for each in plan.askings], [each.id for each in plan.questions])
    return [f"{name} stands twice" for ids in lists for name in sorted({each for each in ids if ids.count(each) > 1})]


def _too_many_required(plan: Plan) -> list[str]:
    """Questions for different people do not add up: it is counted for each kind of person."""
    required = {each.id: each.only for each in plan.questions if each.required}
    asked = {step.id: [required[name] for name in step.questions if name in required] for step in plan.steps}
    return [
        f"{name} has more than two required questions"
        for name, conditions in asked.items()
        if any(sum(each.holds(person) for each in conditions) > MOST_REQUIRED for person in everyone())
    ]


def _no_questions(plan: Plan) -> list[str]:
    return [f"{each.id} asks nothing" for each in (*plan.scheduled, *plan.followups) if not each.questions]


def _wrong_options(plan: Plan) -> list[str]:
    return [
        f"question {each.id}: {option!r} is none of its options"
        for each in plan.questions
        for option in (*each.means, *each.heard, *each.floors)
        if option not in each.options
    ]


def _too_long(plan: Plan) -> list[str]:
    """A button carries the question, a row's reference, the option and a signature in Telegram's 64 bytes."""
    return [
        f"question {each.id}: the ids of question and option {option!r} are longer than {MOST_LETTERS} letters together"
        for each in plan.questions
        for option in (*each.options, "skip", "done")
        if len(each.id) + len(option) > MOST_LETTERS
    ]


def _wrong_lines(plan: Plan) -> list[str]:
    known = {step.id for step in plan.steps}
    return [f"line {each.text}: {name!r} is no step" for each in plan.lines for name in each.steps if name not in known]


def _wrong_times(plan: Plan) -> list[str]:
    return [
        f"follow-up {each.id}: at_minutes must rise"
        for each in plan.followups
        if each.at_minutes != sorted(each.at_minutes)
    ]


LOOKS: tuple[Callable[[Plan], list[str]], ...] = (
    _unknown_questions,
    _twice,
    _too_many_required,
    _no_questions,
    _wrong_options,
    _too_long,
    _wrong_lines,
    _wrong_times,
)
