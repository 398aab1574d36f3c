"""Fit: lessons to weights, by logistic regression. The same lessons make the same weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from messages import embedding, evidence
from messages.features import Bag
from messages.linear import Linear, Vocabulary
from messages.reader import Reader

#: A mark must stand in so many lessons to be learned.
LEAST = 2
ROUNDS = 400


@dataclass(frozen=True, kw_only=True, eq=False)
class Marked:
    """Texts as the models see them: blocks of marks, and vectors of shape (texts, 512)."""

    blocks: list[tuple[Bag, ...]]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How hard to fit, how much the embedding weighs (0 for none), and whether rare classes count as much."""

    strength: float
    weight: float
    balanced: bool


def marked(texts: Sequence[str], reader: Reader) -> Marked:
    """Return the marks and vectors of some texts."""
    heard = [reader.hear(text, None) for text in texts]
    blocks = [tuple(evidence.blocks(each, 0, len(each.words))) for each in heard]
    return Marked(blocks=blocks, vectors=embedding.vectors(list(texts)))


def fit(seen: Marked, labels: Sequence[str], rows: Sequence[int], classes: Sequence[str], how: Settings) -> Linear:
    """Fit a model to some rows of what was seen."""
    vocabulary = _vocabulary([seen.blocks[row] for row in rows])
    known = [classes.index(labels[row]) for row in rows]
    model = LogisticRegression(C=how.strength, max_iter=ROUNDS, class_weight="balanced" if how.balanced else None)
    model.fit(_matrix(seen, rows, vocabulary, how.weight), known)
    return _linear(model, vocabulary, classes, how.weight)


def _vocabulary(blocks: Sequence[tuple[Bag, ...]]) -> Vocabulary:
    counts: Counter[int] = Counter()
    for each in blocks:
        for bag in each:
            counts.update(bag.keys())
    size = len(blocks)
    marks = sorted(mark for mark, count in counts.items() if count >= LEAST)
    rarity = [math.log((1 + size) / (1 + counts[mark])) + 1 for mark in marks]
    return Vocabulary(
        marks=np.array(marks, dtype=np.uint32),
        rarity=np.array(rarity, dtype=np.float16).astype(np.float32),
        unseen=math.log((1 + size) / 2) + 1,
    )


def _matrix(seen: Marked, rows: Sequence[int], vocabulary: Vocabulary, weight: float) -> sp.csr_matrix:
    places: list[NDArray[np.intp]] = []
    values: list[NDArray[np.float64]] = []
    ends = [0]
    for row in rows:
        parts = [vocabulary.block(bag) for bag in seen.blocks[row]]
        places += [at for at, _ in parts]
        values += [value for _, value in parts]
        ends.append(ends[-1] + sum(len(at) for at, _ in parts))
    shape = (len(rows), len(vocabulary.marks))
    sparse = sp.csr_matrix((np.concatenate(values), np.concatenate(places), np.array(ends)), shape=shape)
    return sp.hstack([sparse, sp.csr_matrix(seen.vectors[list(rows)] * weight)]).tocsr() if weight else sparse


def _linear(model: LogisticRegression, vocabulary: Vocabulary, classes: Sequence[str], weight: float) -> Linear:
    size = len(vocabulary.marks)
    table = model.coef_.T.astype(np.float32)
    dense = (table[size:] * weight).astype(np.float16)
    return Linear(
        classes=tuple(classes),
        vocabulary=vocabulary,
        weights=table[:size].astype(np.float16),
        dense=dense,
        bias=model.intercept_.astype(np.float32),
    )
