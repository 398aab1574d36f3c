"""Outcomes: what became of one send, as values. `send` says which; the courier decides what follows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sent:
    """Telegram has it, under this number."""

    message_id: int


@dataclass(frozen=True)
class Unchanged:
    """An edit that says what stands there already: as good as sent."""


@dataclass(frozen=True)
class Flood:
    """Too fast: not sent, wait this many seconds."""

    retry_after: float


@dataclass(frozen=True)
class Unreachable:
    """This chat cannot be written to: blocked, gone, never opened."""

    reason: str


@dataclass(frozen=True)
class Migrated:
    """The group has become another chat."""

    new_chat_id: int


@dataclass(frozen=True)
class BadMarkup:
    """Telegram cannot read the entities: not sent."""


@dataclass(frozen=True)
class Refused:
    """Telegram will never take this one."""

    reason: str


@dataclass(frozen=True)
class NotSent:
    """It certainly did not reach Telegram: later, without risk of a copy."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """Nobody knows whether it arrived."""

    reason: str


Outcome = Sent | Unchanged | Flood | Unreachable | Migrated | BadMarkup | Refused | NotSent | Unknown
