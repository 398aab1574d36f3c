"""Journeys begin with a sandbox, a bot, and an open clinic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.pair import Pair, pair


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Pair]:
    """A sandbox and a bot, on a Thursday morning in clinic hours."""
    async with pair(tmp_path) as started:
        await started.line.to_morning()
        await started.begin()
        yield started
