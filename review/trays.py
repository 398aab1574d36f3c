"""Trays: what one sitting has in hand between two pages: a list to look through, new links, a question.

In memory only and not for long: links are kept nowhere else, and questions would name patients in an address.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from review.web import Web

T = TypeVar("T")
#: After so long it is gone.
KEPT = dt.timedelta(minutes=15)
#: So many things at most, the newest.
MOST = 100


class Trays:
    """One thing of each kind a sitting."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: OrderedDict[tuple[int, type], tuple[dt.datetime, Any]] = OrderedDict()

    def put(self, sitting_id: int, thing: object, *, now: dt.datetime) -> None:
        """Hold a thing for this sitting, in place of the last of its kind."""
        self._held.pop((sitting_id, type(thing)), None)
        self._held[sitting_id, type(thing)] = (now, thing)
        if len(self._held) > MOST:
            self._held.popitem(last=False)

    def look(self, sitting_id: int, kind: type[T], *, now: dt.datetime) -> T | None:
        """Return the thing of a kind that this sitting has in hand, or none."""
        held_at, thing = self._held.get((sitting_id, kind), (now, None))
        if now - held_at > KEPT:
            del self._held[sitting_id, kind]
            return None
        return cast("T | None", thing)

    def drop(self, sitting_id: int, kind: type) -> None:
        """Let go of a thing."""
        self._held.pop((sitting_id, kind), None)


_TRAYS: WeakKeyDictionary[Web, Trays] = WeakKeyDictionary()


def trays_of(web: Web) -> Trays:
    """Return the trays of a page; they end with it."""
    return _TRAYS.setdefault(web, Trays())
