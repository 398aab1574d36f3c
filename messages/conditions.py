"""Conditions: for whom a question or a line of the plan is meant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the plan knows of a patient and her visit; empty where nobody filled it in."""

    area: str = ""
    technique: str = ""
    modifiers: frozenset[str] = frozenset()


class Only(BaseModel):
    """A condition of plan.toml: all that is named must hold. An empty one holds for everyone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    areas: list[str] = Field([], description="Only for one of these areas.")
    not_areas: list[str] = Field([], description="Not for these areas; an unknown one is none of them.")
    modifiers: list[str] = Field([], description="Only with one of these modifiers.")
    techniques: list[str] = Field([], description="Only for one of these techniques.")

    @property
    def excludes_some(self) -> bool:
        """Say whether there is anybody for whom it does not hold."""
        return bool(self.areas or self.not_areas or self.modifiers or self.techniques)

    def holds(self, person: Person) -> bool:
        """Say whether this is meant for her."""
        return (
            _any(self.areas, {person.area})
            and person.area not in self.not_areas
            and _any(self.modifiers, person.modifiers)
            and _any(self.techniques, {person.technique})
        )


def _any(wanted: Collection[str], there: Collection[str]) -> bool:
    return not wanted or bool({*wanted} & {*there})
