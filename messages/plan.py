"""The plan as content: steps, offsets, windows, questions and caps."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from messages.levels import Level


class Part(BaseModel):
    """A table of plan.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(Part):
    """One check-in: when, for how long it is awaited, and what it asks."""

    id: str
    offset_minutes: int = Field(ge=0)
    window_minutes: int = Field(gt=0)
    #: Where quiet hours push it: "back" to the evening, or to the "near" edge.
    moves: Literal["back", "near"] = "near"
    questions: list[str] = []
    water: bool = False
    #: Text key of its first line.
    intro: str
    #: False for what is not sent by the clock (sign-up, or only on a wish).
    scheduled: bool = True
    #: Planned when this step was answered with so much soreness.
    after: str = ""
    if_soreness_from: int | None = None


class Question(Part):
    """One question: its kind, its words and its options."""

    id: str
    kind: Literal["score", "choice", "multi"]
    text: str
    #: Option ids in the order shown; symptom ids where they name one.
    options: list[str] = []
    required: bool = True
    #: Whether an optional question has a button of its own to skip it.
    skip: bool = True
    #: The least level that an option means, whatever the rules say of its symptom alone.
    floors: dict[str, Level] = {}


class Limits(Part):
    """Caps and clocks."""

    max_scheduled: int
    max_water: int
    nudge_after_minutes: int
    merge_minutes: int
    stale_after_minutes: int
    edge_margin_minutes: int
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

    @model_validator(mode="after")
    def _whole(self) -> Plan:
        known = {question.id for question in self.questions}
        wrong = [
            f"step {step.id} asks {name!r}, which is no question"
            for step in self.steps
            for name in step.questions
            if name not in known
        ]
        wrong += [
            f"step {step.id} has more than two required questions" for step in self.steps if self._required(step) > 2
        ]
        watery = [step.id for step in self.scheduled if step.water]
        if len(watery) > self.limits.max_water:
            wrong.append(f"more than {self.limits.max_water} water lines: {', '.join(watery)}")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _required(self, step: Step) -> int:
        return sum(question.required for question in self.questions if question.id in step.questions)

    @property
    def scheduled(self) -> list[Step]:
        """Return the steps that the clock sends."""
        return [step for step in self.steps if step.scheduled]

    def following(self, step_id: str, soreness: int | None) -> Step | None:
        """Return the step that a sore answer to this one calls for, or none."""
        sore = -1 if soreness is None else soreness
        wanted = (each for each in self.steps if each.after == step_id and each.if_soreness_from is not None)
        return next((each for each in wanted if sore >= (each.if_soreness_from or 0)), None)

    def step(self, step_id: str) -> Step:
        """Return one step; KeyError when the plan has none of this id."""
        return {step.id: step for step in self.steps}[step_id]

    def question(self, question_id: str) -> Question:
        """Return one question; KeyError when the plan has none of this id."""
        return {question.id: question for question in self.questions}[question_id]
