"""Refusals: how Telegram says no, and how the sandbox itself does."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """Telegram refuses a call, in Telegram's words."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        """Refuse with an HTTP status, a sentence and, where Telegram adds them, parameters."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Misuse(Exception):
    """A request to `/sim` makes no sense; the message says what to do instead."""


def bad(words: str, **parameters: Any) -> Refusal:
    """Return a 400."""
    return Refusal(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> Refusal:
    """Return a 403."""
    return Refusal(403, f"Forbidden: {words}")


def flood(seconds: int) -> Refusal:
    """Return a 429 that says how long to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
