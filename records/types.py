"""Column types that refuse what a database would silently bend."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

REF_BYTES = 12


def new_ref() -> str:
    """Return a random row reference: 16 characters of `A-Za-z0-9_-`, 96 bits, made before the insert."""
    return secrets.token_urlsafe(REF_BYTES)


class Utc(TypeDecorator[dt.datetime]):
    """An aware moment, stored as UTC. A naive one is refused: SQLite would lose the zone without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive moments, store the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value!r} has no time zone: pass an aware datetime"
            raise ValueError(msg)
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Give back UTC, also where the database keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
