"""Conditions: for whom a question or a line of the plan is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

from pydantic import BaseModel, ConfigDict, Field

#: What an invite and the list of modifiers can say of a patient (design section 5).
AREAS = ("neck", "shoulder", "upper_back", "chest", "low_back", "hip", "leg", "arm", "jaw")
TECHNIQUES = ("dry needling", "injection", "electrical needling")
MODIFIERS = frozenset(
    "blood_thinner pregnant diabetes immune heart_or_lung pacemaker first_session lives_alone over_65 over_75".split()
)


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

    def holds(self, person: Person) -> bool:
        """Say whether this is meant for her."""
        return (
            _any(self.areas, {person.area})
            and person.area not in self.not_areas
            and _any(self.modifiers, person.modifiers)
            and _any(self.techniques, {person.technique})
        )


def everyone() -> Iterator[Person]:
    """Yield a person of each area and technique, with all modifiers and with none."""
    for area, technique, modifiers in product(("", *AREAS), ("", *TECHNIQUES), (MODIFIERS, frozenset[str]())):
        yield Person(area=area, technique=technique, modifiers=modifiers)


def _any(wanted: Collection[str], there: Collection[str]) -> bool:
    return not wanted or bool({*wanted} & {*there})
