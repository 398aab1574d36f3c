"""Train: `python -m training.train` writes messages/weights/; with `--check` it only prints crossed figures."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from messages import catalog as content
from messages.learned import BEYOND, WEIGHTS
from messages.levels import LEVELS
from messages.linear import Linear
from training.corpus import Lesson, lessons
from training.fit import Marked, Settings, fit, marked

LEVEL = Settings(strength=10.0, weight=1.0, balanced=True)
TOPIC = Settings(strength=30.0, weight=2.0, balanced=False)
FOLDS = 5
SEED = 1


def main() -> int:
    """Fit both models, with the embedding and without, and say how long it took."""
    began = time.monotonic()
    catalog = content.load(trained=False)
    learned = lessons(catalog)
    seen = marked([each.text for each in learned], catalog.reader)
    topics = (*catalog.topics, BEYOND)
    if "--check" in sys.argv:
        check(learned, seen, topics)
        return 0
    WEIGHTS.mkdir(exist_ok=True)
    for suffix, weighs in (("", 1.0), ("_plain", 0.0)):
        for name, labels, classes, how in _models(learned, topics):
            rows = [at for at, label in enumerate(labels) if label]
            model = fit(seen, labels, rows, classes, _weighed(how, weighs))
            model.save(WEIGHTS / f"{name}{suffix}.npz")
            print(f"{name}{suffix}: {len(rows)} lessons, {len(model.vocabulary.marks)} marks")
    print(f"{time.monotonic() - began:.0f} s")
    return 0


def _models(learned: Sequence[Lesson], topics: Sequence[str]) -> list[tuple[str, list[str], tuple[str, ...], Settings]]:
    return [
        ("levels", [each.level or "" for each in learned], tuple(LEVELS), LEVEL),
        ("topics", [each.topic or "" for each in learned], tuple(topics), TOPIC),
    ]


def _weighed(how: Settings, weighs: float) -> Settings:
    return Settings(strength=how.strength, weight=how.weight * weighs, balanced=how.balanced)


def check(learned: Sequence[Lesson], seen: Marked, topics: Sequence[str]) -> None:
    """Print what each model says of lessons that it did not learn from, by the thresholds that reading may use."""
    for name, labels, classes, how in _models(learned, topics):
        shares = crossed(labels, classes, how, seen)
        (_levels if name == "levels" else _topics)(labels, classes, shares)


def crossed(labels: Sequence[str], classes: Sequence[str], how: Settings, seen: Marked) -> NDArray[np.float64]:
    """Return the shares of each lesson by a model that learned from the other folds; nothing where it has no label."""
    rows = np.array([at for at, label in enumerate(labels) if label])
    folds = np.random.default_rng(SEED).integers(0, FOLDS, size=len(rows))
    made = np.full((len(labels), len(classes)), np.nan)
    for fold in range(FOLDS):
        model = fit(seen, labels, list(rows[folds != fold]), classes, how)
        for row in rows[folds == fold]:
            made[row] = _shares(model, seen, int(row))
    return made


def _shares(model: Linear, seen: Marked, row: int) -> list[float]:
    vector = seen.vectors[row] if len(model.dense) else None
    return list(model.shares(seen.blocks[row], vector).values())


def _levels(labels: Sequence[str], classes: Sequence[str], shares: NDArray[np.float64]) -> None:
    at = {name: place for place, name in enumerate(classes)}
    label = np.array(labels)
    danger = shares[:, at["emergency"]] + shares[:, at["crisis"]]
    calm = shares[:, at["self_care"]] + shares[:, at["none"]]
    alarm, quiet = np.isin(label, ("emergency", "crisis")), np.isin(label, ("self_care", "none"))
    for threshold in (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        over = danger >= threshold
        print(f"danger >= {threshold}: of emergencies {over[alarm].mean():.3f}, of calm {over[quiet].mean():.3f}")
    for threshold in (0.5, 0.7, 0.8, 0.9, 0.95):
        over = calm >= threshold
        print(f"calm >= {threshold}: of calm {over[quiet].mean():.3f}, of emergencies {over[alarm].mean():.3f}")


def _topics(labels: Sequence[str], classes: Sequence[str], shares: NDArray[np.float64]) -> None:
    label = np.array(labels)
    asked, outside = (label != "") & (label != BEYOND), label == BEYOND
    inside = shares[:, :-1]
    first = np.array(classes)[np.argmax(np.nan_to_num(inside), axis=1)]
    best = np.nan_to_num(inside).max(axis=1)
    print(f"first right: {(first == label)[asked].mean():.3f}")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        over = best >= threshold
        right, wrong = (over & (first == label))[asked].mean(), (over & (first != label))[asked].mean()
        print(f"topic >= {threshold}: right {right:.3f}, wrong {wrong:.3f}, out of scope {over[outside].mean():.3f}")


if __name__ == "__main__":
    sys.exit(main())
