"""Notices: what came of a deed, told once on the next page. Kept in memory only: a text may name a patient."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
#: So many sittings at most have something waiting.
MOST = 500


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is told, and whether the deed was done."""

    done: bool
    #: It may hold a telephone number.
    text: str = field(repr=False)


class Notices:
    """One notice a sitting, and words that were not sent, to be tried again."""

    def __init__(self) -> None:
        """Begin with none."""
        self._told: OrderedDict[int, Notice] = OrderedDict()
        self._words: OrderedDict[tuple[int, str], str] = OrderedDict()

    def tell(self, sitting_id: int, notice: Notice) -> None:
        """Let the next page of this sitting say it."""
        _put(self._told, sitting_id, notice)

    def told(self, sitting_id: int) -> Notice | None:
        """Return what waits, once."""
        return self._told.pop(sitting_id, None)

    def keep(self, sitting_id: int, ref: str, words: str) -> None:
        """Keep the words of a reply that could not be sent, for the same person and flag."""
        _put(self._words, (sitting_id, ref), words)

    def kept(self, sitting_id: int, ref: str) -> str:
        """Return such words, once; empty where there are none."""
        return self._words.pop((sitting_id, ref), "")


def _put(waiting: OrderedDict[K, V], key: K, value: V) -> None:
    waiting[key] = value
    waiting.move_to_end(key)
    if len(waiting) > MOST:
        waiting.popitem(last=False)
