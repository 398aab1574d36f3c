"""Linear: a trained model as a small file, and its shares for a text. Nothing is learned here (see `training/`)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from messages.features import Bag

#: Shares are rounded so far, so that no machine turns an answer.
DIGITS = 4

Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """The marks a model knows, sorted, and how rare each is; `unseen` is the rarity of any other."""

    marks: NDArray[np.uint32]
    rarity: NDArray[np.float32]
    unseen: float

    def knows(self, marks: Iterable[int]) -> float:
        """Return the share of some marks that training saw; 1 of none."""
        numbers = np.fromiter(marks, dtype=np.uint32)
        at = np.minimum(np.searchsorted(self.marks, numbers), len(self.marks) - 1)
        return float((self.marks[at] == numbers).mean()) if len(numbers) else 1.0

    def block(self, block: Bag) -> tuple[NDArray[np.intp], Numbers]:
        """Return the rows of a block's known marks and their values; with the unknown ones the block has length one."""
        numbers = np.fromiter(block.keys(), dtype=np.uint32, count=len(block))
        times = np.fromiter((1 + math.log(n) for n in block.values()), dtype=np.float64, count=len(block))
        at = np.minimum(np.searchsorted(self.marks, numbers), len(self.marks) - 1)
        known = self.marks[at] == numbers
        weighed = times * np.where(known, self.rarity[at], self.unseen)
        # Marks that training never saw make a text less like everything it knows.
        length = math.sqrt(float(weighed @ weighed)) or 1.0
        return at[known], weighed[known] / length


@dataclass(frozen=True, kw_only=True, eq=False)
class Linear:
    """Weights: a row a mark and a column a class; `dense` the same for an embedding's numbers, empty without one."""

    classes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: NDArray[np.float16]
    dense: NDArray[np.float16]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Linear:
        """Read a file written by `save`; OSError or ValueError when it is none."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(
                classes=tuple(str(each) for each in kept["classes"]),
                vocabulary=Vocabulary(
                    marks=kept["marks"], rarity=kept["rarity"].astype(np.float32), unseen=float(kept["unseen"])
                ),
                weights=kept["weights"].astype(np.float16) * kept["scale"],
                dense=kept["dense"],
                bias=kept["bias"].astype(np.float32),
            )

    def save(self, path: Path) -> None:
        """Write the model, its weights as 255 steps a class: a quarter of the size, and no answer turns on less."""
        scale = np.maximum(np.abs(self.weights.astype(np.float32)).max(axis=0, initial=0.0), 1e-6) / 127
        np.savez_compressed(
            path,
            classes=np.array(self.classes),
            marks=self.vocabulary.marks,
            rarity=self.vocabulary.rarity.astype(np.float16),
            unseen=np.float32(self.vocabulary.unseen),
            weights=np.round(self.weights.astype(np.float32) / scale).astype(np.int8),
            scale=scale.astype(np.float16),
            dense=self.dense.astype(np.float16),
            bias=self.bias,
        )

    def shares(self, blocks: Sequence[Bag], vector: NDArray[np.float32] | None = None) -> dict[str, float]:
        """Return the probability of each class; together they are one."""
        scores = self._scores(blocks, vector)
        raised = np.exp(scores - scores.max())
        made = np.round(raised / raised.sum(), DIGITS)
        return {name: float(share) for name, share in zip(self.classes, made, strict=True)}

    def _scores(self, blocks: Sequence[Bag], vector: NDArray[np.float32] | None) -> Numbers:
        scores: Numbers = self.bias.astype(np.float64)
        for block in blocks:
            rows, values = self.vocabulary.block(block)
            scores = scores + values @ self.weights[rows].astype(np.float64)
        # A model that was trained without the embedding has no weights for it.
        if vector is not None and len(self.dense):
            scores = scores + vector.astype(np.float64) @ self.dense.astype(np.float64)
        return scores
