"""Shared by all rooms: a moment, keys, and a store in memory that runs in the test's own thread."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from records.keys import Keys
from records.store import Inline, Store, open_store

# A busy machine is slow, not wrong; and CI must say the same twice.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

#: A Thursday morning in Irvine.
NOW = dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    """The test's present."""
    return NOW


@pytest.fixture
def keys() -> Iterator[Keys]:
    """Keys that live as long as the test."""
    made = Keys.in_memory()
    yield made
    made.close()


@pytest.fixture
def memory(keys: Keys) -> Iterator[Store]:
    """A store in memory, with its tables; nothing in it waits for a thread."""
    inline = Inline()
    store = open_store("sqlite://", keys, write_on=inline, read_on=inline)
    yield store
    store.close_now()
