"""Questions: text → one topic, a few to choose from, or nothing. Word and letter TF-IDF over the topics' phrasings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from messages.normal import tokens
from messages.topics import Topic

#: Answered outright from here, and when the next topic is this far behind.
DIRECT, MARGIN = 0.52, 0.07
#: Offered as a button from here.
OFFER = 0.24
#: Longer texts are stories, not questions: their last words ask.
LAST_WORDS = 40

Vector = dict[int, float]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The topic that answers, or up to three to choose from; scores between 0 and 1."""

    topic: str | None
    suggestions: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]


class Matcher:
    """Phrasings as weighted vectors, compared by cosine."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        """Weigh all phrasings and titles."""
        pairs = [(topic.id, text) for topic in topics.values() for text in (topic.title, *topic.phrasings)]
        bags = [_features(text) for _, text in pairs]
        seen = Counter(feature for bag in bags for feature in bag)
        self._column = {feature: number for number, feature in enumerate(sorted(seen))}
        counts = np.array([seen[feature] for feature in sorted(seen)], dtype=np.float64)
        self._weight: NDArray[np.float64] = np.log((1 + len(bags)) / (1 + counts)) + 1
        self._topics = [topic for topic, _ in pairs]
        self._rows = np.vstack([self._vector(bag) for bag in bags]) if bags else np.zeros((0, len(seen)))

    def match(self, text: str) -> Answered:
        """Find the topic of a text."""
        ranked = self._rank(text)
        top = ranked[:3]
        if not top or top[0][1] < OFFER:
            return Answered(topic=None, suggestions=(), scores=tuple(top))
        behind = top[1][1] if len(top) > 1 else 0.0
        if top[0][1] >= DIRECT and top[0][1] - behind >= MARGIN:
            return Answered(topic=top[0][0], suggestions=(), scores=tuple(top))
        offered = tuple(name for name, score in top if score >= OFFER)
        return Answered(topic=None, suggestions=offered, scores=tuple(top))

    def _rank(self, text: str) -> list[tuple[str, float]]:
        """Return topics by the likeness of their nearest phrasing; rounded, so that no machine turns an answer."""
        if not self._topics:
            return []
        likeness = self._rows @ self._vector(_features(text))
        best: dict[str, float] = {}
        for topic, score in zip(self._topics, likeness, strict=True):
            best[topic] = max(best.get(topic, 0.0), round(float(score), 4))
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))

    def _vector(self, bag: Counter[str]) -> NDArray[np.float64]:
        vector = np.zeros(len(self._weight))
        for feature, count in bag.items():
            column = self._column.get(feature)
            if column is not None:
                vector[column] = (1 + np.log(count)) * self._weight[column]
        # Words that no phrasing has make a text less like all of them.
        strange = sum(1 for feature in bag if feature.startswith("w ") and feature not in self._column)
        length = float(np.sqrt((vector**2).sum() + strange * 4.0))
        return vector / length if length else vector


def _features(text: str) -> Counter[str]:
    words = [token.word for token in tokens(text)][-LAST_WORDS:]
    bag = Counter(f"w {word}" for word in words if word not in COMMON)
    bag.update(f"p {first} {second}" for first, second in zip(words, words[1:], strict=False))
    for word in words:
        if word not in COMMON:
            edged = f"^{word}$"
            bag.update(f"c {edged[at : at + 4]}" for at in range(max(1, len(edged) - 3)))
    return bag


#: Words that say nothing about the topic.
COMMON = frozenset(
    "a an the i im ive id me my we you your it its is are was be been am to of in on at for and or so if that this "
    "these those there do does did have has had can could will would should may might just really still please hi "
    "hello hey ok thanks as with from about after than then too very much any some get got what".split()
)
