"""A ward of the review page for each test that asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from records.store import Store
from tests.review.ward import Ward


@pytest.fixture
async def ward(memory: Store) -> AsyncIterator[Ward]:
    """The page over a store in memory, with its staff and no patient."""
    made = Ward(memory)
    yield made
    await made.close()
