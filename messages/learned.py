"""Learned: what the trained models say of a text. They may raise a level and find a topic; they never lower one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from messages import embedding, evidence, features
from messages.features import Bag
from messages.hearing import Heard
from messages.linear import Linear

WEIGHTS = Path(__file__).parent / "weights"
#: The files of models that need no embedding end so.
PLAIN = "_plain"
#: How much a long text counts as a whole beside its worst stretch, and when the calm of it is weighed.
WHOLE, WHOLE_CALM = 0.6, 0.8
#: From this share of danger on, a stretch is asked about by itself.
SURE = 0.9
#: What no topic answers.
BEYOND = "beyond"

Shares = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Look:
    """The shares of a text: of each level, as the worst stretch has it, and of each topic."""

    #: Emergency or crisis: the whole text, and whichever stretch is worst.
    danger: float
    crisis: float
    urgent: float
    #: Anything that wants a person or a question: emergency, crisis, urgent, ask.
    concern: float
    #: Self-care or none: the whole text, and whichever stretch is least so.
    calm: float
    #: How much of its words training saw: of a language that nobody taught it, little.
    familiar: float
    topics: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Models:
    """The two models of one kind: with the embedding, or of words and letters alone."""

    levels: Linear
    topics: Linear

    @classmethod
    def load(cls, folder: Path, suffix: str) -> Models:
        """Read both files."""
        return cls(
            levels=Linear.load(folder / f"levels{suffix}.npz"), topics=Linear.load(folder / f"topics{suffix}.npz")
        )


@dataclass(frozen=True, kw_only=True)
class Learned:
    """All models there are; their shares are averaged: two that were trained apart err in different places."""

    models: tuple[Models, ...]
    embeds: bool

    @classmethod
    def load(cls, *, embeds: bool | None = None, folder: Path = WEIGHTS) -> Learned:
        """Load the plain models, and where the embedding is installed those that use it as well."""
        embeds = embedding.available() if embeds is None else embeds
        kinds = ("", PLAIN) if embeds else (PLAIN,)
        return cls(models=tuple(Models.load(folder, kind) for kind in kinds), embeds=embeds)

    @property
    def levels(self) -> Linear:
        """Return the first model of levels, for what all of them share."""
        return self.models[0].levels

    def look(self, text: str, heard: Heard) -> Look:
        """Weigh a text, whole and in stretches."""
        places = evidence.stretches(heard.words)
        seen = [evidence.blocks(heard, *place) for place in places]
        vectors = self._vectors(text, heard, places)
        shares = [
            _mean([each.levels.shares(blocks, vector) for each in self.models])
            for blocks, vector in zip(seen, vectors, strict=True)
        ]
        alarm = [each["emergency"] + each["crisis"] for each in shares]
        today = [before + each["urgent"] for before, each in zip(alarm, shares, strict=True)]
        concern = [before + each["ask"] for before, each in zip(today, shares, strict=True)]
        calm = [each["self_care"] + each["none"] for each in shares]
        # A stretch that is surely danger is asked about, however calm the story around it.
        sure = max(alarm) if max(alarm) >= SURE else 0.0
        return Look(
            danger=_weighed(alarm, max(alarm), WHOLE),
            crisis=_weighed([each["crisis"] for each in shares], max(each["crisis"] for each in shares), WHOLE),
            urgent=_weighed(today, max(today), WHOLE),
            concern=max(sure, _weighed(concern, max(concern), WHOLE)),
            calm=_weighed(calm, min(calm), WHOLE_CALM),
            familiar=self.levels.vocabulary.knows(features.mark(f"w {token.word}") for token in heard.words),
            topics=self._topics(seen, vectors),
        )

    def _topics(
        self, seen: Sequence[Sequence[Bag]], vectors: Sequence[NDArray[np.float32] | None]
    ) -> tuple[tuple[str, float], ...]:
        """Rank topics by the whole text and, in a long one, by its last stretch: that is where people ask."""
        best: dict[str, float] = {}
        for at in {0, len(seen) - 1}:
            shares = _mean([each.topics.shares(seen[at], vectors[at]) for each in self.models])
            best = {name: max(share, best.get(name, 0.0)) for name, share in shares.items()}
        return tuple(sorted(best.items(), key=lambda pair: (-pair[1], pair[0])))

    def _vectors(
        self, text: str, heard: Heard, places: Sequence[tuple[int, int]]
    ) -> Sequence[NDArray[np.float32] | None]:
        if not self.embeds:
            return [None] * len(places)
        return list(embedding.vectors([_part(text, heard, *place) for place in places]))


def _weighed(shares: Sequence[float], worst: float, weight: float) -> float:
    """Return the whole text's share and its worst stretch's together: a stretch alone lacks what explains it."""
    return weight * shares[0] + (1 - weight) * worst


def _mean(found: Sequence[Shares]) -> dict[str, float]:
    return {name: sum(each[name] for each in found) / len(found) for name in found[0]}


def _part(text: str, heard: Heard, first: int, last: int) -> str:
    """Return the words of a stretch as they were written."""
    return text[heard.words[first].start : heard.words[last - 1].end] if first < last else ""


@lru_cache(maxsize=2)
def load(*, embeds: bool | None = None) -> Learned | None:
    """Return the models that ship with the code, loaded once; none where they were never trained."""
    return Learned.load(embeds=embeds) if any(WEIGHTS.glob("levels*.npz")) else None
