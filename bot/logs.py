"""Logs: an event word and ids, never a patient's words, never the token."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "<hidden>"


class Redactor:
    """Takes secrets out of whatever is about to be written."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        """Keep the strings that must never be seen."""
        self._secrets = tuple(secret for secret in secrets if secret)

    def clean(self, text: str) -> str:
        """Return the text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def __call__(self, _logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Clean every string of a structlog event."""
        return {key: self.clean(value) if isinstance(value, str) else value for key, value in event.items()}


class _Plain(logging.Formatter):
    """Formats records of libraries; their tracebacks may hold values, so only the class is kept."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        # Libraries put whole updates into their arguments: the template alone is safe.
        record.args = ()
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
            record.exc_info, record.exc_text = None, None
        return self._redactor.clean(super().format(record))


def start(*, secrets: tuple[str, ...] = (), level: str = "INFO") -> None:
    """Send all logs, ours and the libraries', to standard error with secrets taken out."""
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain(redactor))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redactor,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
