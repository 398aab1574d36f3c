"""Spread: where the middle and most of some times lie, and how well two readers agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which a share of the values lies, between neighbours in proportion; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How often two readers said the same, of how many, and Cohen's kappa: 1 always, 0 no more than by chance."""

    same: int
    size: int
    #: None where there is nothing to tell chance from skill: no pairs, or one answer only.
    kappa: float | None

    @property
    def share(self) -> float | None:
        """Return the raw share; None of nothing."""
        return self.same / self.size if self.size else None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Return the agreement of two readers over the things that both have read."""
    size, same = len(pairs), sum(one == other for one, other in pairs)
    if not size:
        return Agreement(same=0, size=0, kappa=None)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[word] * second[word] for word in first) / size**2
    kappa = None if chance == 1 else (same / size - chance) / (1 - chance)
    return Agreement(same=same, size=size, kappa=kappa)
