"""The triage rows of triage.toml: which findings, under which circumstances, mean which level."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from messages.levels import Level
from messages.lexicon import SYMPTOMS
from messages.mistakes import ContentMistakes


class Part(BaseModel):
    """A table of triage.toml; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Part):
    """A row or a modifier: its id, and the symptoms it looks at."""

    id: str
    symptoms: list[str] = []


class Row(Rule):
    """One row: it fires when any of its symptoms is there and its conditions hold."""

    level: Level
    #: A negated or past mention is asked about, never passed over.
    never_suppress: bool = False
    #: So many of the symptoms must be there.
    at_least: int = 1
    after_hours: float | None = None
    before_hours: float | None = None
    soreness_from: int | None = None
    #: Fires only together with one of these symptoms.
    needs: list[str] = []
    raise_to: Level | None = None
    raise_symptoms: list[str] = []
    raise_modifiers: list[str] = []
    #: Fires only together with one of these details of the lexicon.
    needs_said: list[str] = []
    #: The level with a detail beside it: {growing = "urgent"}.
    said: dict[str, Level] = {}


class Modifier(Rule):
    """What a patient's circumstances do to some findings: a level they never fall below, or one level up."""

    modifiers: list[str] = []
    areas: list[str] = []
    soreness_from: int | None = None
    needs_said: list[str] = []
    floor: Level | None = None
    #: One level up from what the rows say, urgent at most (clinical.md 3.2: U to E only where stated).
    up: bool = False


class Expected(Part):
    """The soreness that is usual so many hours after the session, from lowest to highest."""

    hours: float
    low: float
    high: float


class Triage(Part):
    """The whole table."""

    reviewed_by: str
    reviewed_on: str
    rows: list[Row]
    modifiers: list[Modifier]
    #: The expected course of soreness, by rising hours.
    expected: list[Expected] = []

    def usual(self, hours: float) -> float | None:
        """Return the highest soreness that is usual at this hour, between the given hours; none without any."""
        points = self.expected
        if not points:
            return None
        for before, after in pairwise(points):
            if before.hours <= hours <= after.hours:
                share = (hours - before.hours) / (after.hours - before.hours)
                return before.high + share * (after.high - before.high)
        return points[0].high if hours < points[0].hours else points[-1].high


def load(root: Path) -> Triage:
    """Read triage.toml; ContentMistakes names each wrong key and each unknown symptom."""
    values = tomllib.loads((root / "triage.toml").read_text(encoding="utf-8"))
    try:
        triage = Triage.model_validate(values)
    except ValidationError as exc:
        found = [
            f"triage.toml: {'.'.join(str(part) for part in error['loc'])}: {error['msg']}" for error in exc.errors()
        ]
        raise ContentMistakes(found) from None
    rules: list[Rule] = [*triage.rows, *triage.modifiers]
    wrong = [
        f"triage.toml: {rule.id} names {symptom!r}, which is no symptom"
        for rule in rules
        for symptom in rule.symptoms
        if symptom not in SYMPTOMS
    ]
    if wrong:
        raise ContentMistakes(wrong)
    return triage
