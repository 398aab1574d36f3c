"""The real content, loaded once: it is what patients meet."""

from __future__ import annotations

import pytest

from messages import catalog
from messages.catalog import Catalog


@pytest.fixture(scope="session")
def content() -> Catalog:
    """The content as it ships."""
    return catalog.load()
