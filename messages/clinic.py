"""The clinic's facts: names, numbers, hours. They are configuration, never code."""

from __future__ import annotations

import datetime as dt
import re
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")


class Facts(BaseModel):
    """A table of facts; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Location(Facts):
    """One place of the clinic. What it leaves out is as for the whole clinic."""

    key: str = Field(
        "",
        pattern=r"^[a-z]*$",
        description="A short word for it, such as tustin, for /invite; needed where there is more than one place.",
    )
    name: str = Field(min_length=1, description="What people call this place.")
    address: str = Field(min_length=1, description="Street and town, as on a letter.")
    phone: str = Field("", description="Its own number, where it has one.")
    out_of_hours: str = Field(
        "", description="Who of this place looks at urgent messages when it is closed, where that differs."
    )
    staff_chat: int = Field(0, description="Its own staff group, where it has one; 0: the clinic's.")
    hours: dict[str, list[str]] = Field(default_factory=dict, description="Its own opening hours, where they differ.")
    closures: list[dt.date] = Field(default_factory=list, description="Days on which only this place is closed.")

    @field_validator("hours")
    @classmethod
    def _readable_hours(cls, hours: dict[str, list[str]]) -> dict[str, list[str]]:
        return _readable(hours) if hours else hours


class Clinic(Facts):
    """What patients are told about the clinic, and whom to call."""

    name: str = Field(min_length=1, description="The clinic's name as patients know it.")
    phone: str = Field(min_length=1, description="The number patients call in opening hours.")
    emergency: str = Field(min_length=1, description="The local emergency number, such as 911, 999 or 112.")
    crisis: str = Field(
        min_length=1, description="The local crisis line for people who may harm themselves, such as 988."
    )
    after_hours: str = Field(
        min_length=1,
        description="Whom to call when the clinic is closed and it is no emergency: an advice line.",
    )
    out_of_hours: str = Field(
        min_length=1,
        description='Who of the clinic looks at urgent messages when it is closed: a name and number, or "nobody".',
    )
    zone: str = Field(description="The clinic's IANA time zone, such as America/Los_Angeles.")
    hours: dict[str, list[str]] = Field(
        min_length=1,
        description='Opening hours by day, such as mon = ["08:00-12:00", "13:00-18:00"]. A day left out is closed.',
    )
    closures: list[dt.date] = Field(default_factory=list, description="Single days on which the clinic is closed.")
    locations: list[Location] = Field(
        default_factory=list, description="The clinic's places; one [[clinic.locations]] each."
    )
    maternity: str = Field("", description="A maternity line, where there is one.")
    poison: str = Field("", description="A poison line, where there is one.")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            msg = f"{zone!r} is not a time zone"
            raise ValueError(msg)
        return zone

    @field_validator("hours")
    @classmethod
    def _readable_hours(cls, hours: dict[str, list[str]]) -> dict[str, list[str]]:
        return _readable(hours)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        keys = [each.key for each in self.locations]
        if len(keys) > 1 and (not all(keys) or len(set(keys)) < len(keys)):
            msg = 'each of several locations needs a key of its own, such as key = "tustin"'
            raise ValueError(msg)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the places; one place is the clinic itself, and its key is empty."""
        return tuple(each.key for each in self.locations) if len(self.locations) > 1 else ("",)

    def at(self, key: str) -> Clinic:
        """Return the clinic as people of one place know it; of an unknown place, the whole clinic."""
        place = next((each for each in self.locations if each.key == key and key in self.keys), None)
        if place is None or len(self.locations) == 1:
            return self
        return self.model_copy(
            update={
                "phone": place.phone or self.phone,
                "out_of_hours": place.out_of_hours or self.out_of_hours,
                "hours": place.hours or self.hours,
                "closures": [*self.closures, *place.closures],
                "locations": [place],
            }
        )

    @property
    def tz(self) -> ZoneInfo:
        """Return the clinic's zone."""
        return ZoneInfo(self.zone)

    @property
    def on_call(self) -> bool:
        """Say whether a person of the clinic looks at urgent messages out of hours."""
        return self.out_of_hours.casefold() != "nobody"


def _readable(hours: dict[str, list[str]]) -> dict[str, list[str]]:
    wrong = [f"{day!r} is not a day (use {', '.join(DAYS)})" for day in hours if day not in DAYS]
    wrong += [f"{day}: {span!r} is not like 08:00-18:00" for day, span in _spans(hours) if not _good(span)]
    if not wrong and not any(hours.values()):
        wrong.append("no day is open")
    if wrong:
        raise ValueError("; ".join(wrong))
    return hours


def _spans(hours: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(day, span) for day, spans in hours.items() for span in spans]


def _good(span: str) -> bool:
    start, _, end = span.partition("-")
    return bool(SPAN.fullmatch(span)) and start < end
