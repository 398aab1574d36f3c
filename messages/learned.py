"""Learned: what the trained models say of a text. They may raise a level and find a topic; they never lower one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from messages import embedding, evidence, features
from messages.hearing import Heard
from messages.linear import Linear

WEIGHTS = Path(__file__).parent / "weights"
#: What no topic answers.
BEYOND = "beyond"

Shares = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Look:
    """The shares of a text: of each level, as the worst stretch has it, and of each topic."""

    #: Emergency or crisis, in whichever stretch is worst.
    danger: float
    crisis: float
    urgent: float
    #: Anything that wants a person or a question: emergency, crisis, urgent, ask.
    concern: float
    #: Self-care or none, in whichever stretch is least so.
    calm: float
    #: How much of its words training saw: of a language that nobody taught it, little.
    familiar: float
    topics: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Learned:
    """The two models, and whether they were trained with the embedding."""

    levels: Linear
    topics: Linear
    embeds: bool

    @classmethod
    def load(cls, *, embeds: bool | None = None, folder: Path = WEIGHTS) -> Learned:
        """Load the models with the embedding where it is installed, else the plain ones."""
        embeds = embedding.available() if embeds is None else embeds
        suffix = "" if embeds else "_plain"
        return cls(
            levels=Linear.load(folder / f"levels{suffix}.npz"),
            topics=Linear.load(folder / f"topics{suffix}.npz"),
            embeds=embeds,
        )

    def look(self, text: str, heard: Heard) -> Look:
        """Weigh a text, whole and in stretches."""
        places = evidence.stretches(heard.words)
        vectors = self._vectors(text, heard, places)
        shares = [
            self.levels.shares(evidence.blocks(heard, *place), vector)
            for place, vector in zip(places, vectors, strict=True)
        ]
        return Look(
            danger=max(each["emergency"] + each["crisis"] for each in shares),
            crisis=max(each["crisis"] for each in shares),
            urgent=max(each["emergency"] + each["crisis"] + each["urgent"] for each in shares),
            concern=max(each["emergency"] + each["crisis"] + each["urgent"] + each["ask"] for each in shares),
            calm=min(each["self_care"] + each["none"] for each in shares),
            familiar=self.levels.vocabulary.knows(features.mark(f"w {token.word}") for token in heard.words),
            topics=self._topics(heard, places, vectors),
        )

    def _topics(
        self, heard: Heard, places: Sequence[tuple[int, int]], vectors: Sequence[NDArray[np.float32] | None]
    ) -> tuple[tuple[str, float], ...]:
        """Rank topics by the whole text and, in a long one, by its last stretch: that is where people ask."""
        asked = [0, len(places) - 1] if len(places) > 1 else [0]
        best: dict[str, float] = {}
        for at in asked:
            shares = self.topics.shares(evidence.blocks(heard, *places[at]), vectors[at])
            best = {name: max(share, best.get(name, 0.0)) for name, share in shares.items()}
        return tuple(sorted(best.items(), key=lambda pair: (-pair[1], pair[0])))

    def _vectors(
        self, text: str, heard: Heard, places: Sequence[tuple[int, int]]
    ) -> Sequence[NDArray[np.float32] | None]:
        if not self.embeds:
            return [None] * len(places)
        return list(embedding.vectors([_part(text, heard, *place) for place in places]))


def _part(text: str, heard: Heard, first: int, last: int) -> str:
    """Return the words of a stretch as they were written."""
    return text[heard.words[first].start : heard.words[last - 1].end] if first < last else ""


@lru_cache(maxsize=2)
def load(*, embeds: bool | None = None) -> Learned | None:
    """Return the models that ship with the code, loaded once; none where they were never trained."""
    return Learned.load(embeds=embeds) if any(WEIGHTS.glob("levels*.npz")) else None
