"""The real content, loaded once: it is what patients meet."""

from __future__ import annotations

import pytest

from bot.config import load
from bot.demo import EXAMPLE
from messages import catalog
from messages.catalog import Catalog
from messages.wording import Wording


@pytest.fixture(scope="session")
def content() -> Catalog:
    """The content as it ships."""
    return catalog.load()


@pytest.fixture(scope="session")
def wording(content: Catalog) -> Wording:
    """The example clinic's sentences."""
    return Wording(content.texts, load(EXAMPLE, env={"AFTERCARE_TOKEN": "none"}).clinic)
