"""A store that can be made to fail, in memory, with other people's rows in it."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from records.keys import Keys
from records.store import Inline
from tests.records.noise import make_noise
from tests.scheduler.wire import Flaky


@pytest.fixture
def store(keys: Keys) -> Iterator[Flaky]:
    """Everything in it happens in the test's own thread, so that virtual time can pass."""
    inline = Inline()
    made = Flaky("sqlite://", keys, write_on=inline, read_on=inline)
    made.write_now(make_noise)
    yield made
    made.close_now()


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged: the events that a test wants to see, and no noise on the screen."""
    with capture_logs() as kept:
        yield kept
