"""Faults: what goes wrong on purpose, for a number of calls."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sandbox.refusals import Refusal, bad, flood, forbidden

Kind = Literal["429", "500", "502", "403", "400", "401", "409", "drop", "lost", "slow", "migrate"]


class Dropped(Exception):
    """The connection ends without an answer."""


class Fault(BaseModel):
    """One kind of trouble: for a method (or a pattern such as `send*`), perhaps in one chat only."""

    model_config = ConfigDict(extra="forbid")

    method: str = "*"
    error: Kind
    times: int = Field(default=1, ge=1)
    chat: int | None = None
    retry_after: int = Field(default=5, ge=1)
    seconds: float = Field(default=5.0, ge=0)
    description: str | None = None

    @field_validator("error", mode="before")
    @classmethod
    def _as_words(cls, error: object) -> object:
        """Take 429 for "429"."""
        return str(error) if isinstance(error, int) else error

    def strikes(self, method: str, chat: int | None) -> bool:
        """Say whether a call is hit."""
        # A poll is a call too, but "*" means what the bot does, not how it listens.
        listening = method == "getUpdates" and self.method == "*"
        named = fnmatchcase(method, self.method) and not listening
        return named and (self.chat is None or self.chat == chat)

    def refusal(self) -> Refusal | None:
        """Return what Telegram would say; None for trouble of the connection."""
        words = {
            "429": flood(self.retry_after),
            "500": Refusal(500, "Internal Server Error"),
            "502": Refusal(502, "Bad Gateway"),
            "403": forbidden("bot was blocked by the user"),
            "400": bad("chat not found"),
            "401": Refusal(401, "Unauthorized"),
            "409": Refusal(409, "Conflict: terminated by other getUpdates request"),
        }
        refusal = words.get(self.error)
        if refusal is not None and self.description:
            refusal.description = self.description
        return refusal


class Faults:
    """The faults that are still to happen, oldest first."""

    def __init__(self) -> None:
        """Start with a healthy Telegram."""
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Let all be well again."""
        self._waiting.clear()

    def view(self) -> list[dict[str, object]]:
        """Return the faults that are still to happen."""
        return [fault.model_dump(exclude_none=True) for fault in self._waiting]

    def take(self, method: str, chat: int | None) -> Fault | None:
        """Return the fault that hits this call, and use it up once."""
        for fault in self._waiting:
            if fault.strikes(method, chat):
                fault.times -= 1
                self._waiting = [each for each in self._waiting if each.times > 0]
                return fault
        return None
