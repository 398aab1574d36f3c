"""Questions: text → one topic, a few to choose from, or nothing. Word and letter TF-IDF over the topics' phrasings."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
#: What a word that no phrasing has adds to the length of a text.
STRANGE = 4.0

Vector = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The topic that answers, or up to three to choose from; scores between 0 and 1."""

    topic: str | None
    suggestions: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]


class Matcher:
    """Phrasings as weighted vectors, compared by cosine; kept by feature, so that a text costs only its own words."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        """Weigh all phrasings and titles."""
        pairs = [(topic.id, text) for topic in topics.values() for text in (topic.title, *topic.phrasings)]
        bags = [_features(text) for _, text in pairs]
        seen = Counter(feature for bag in bags for feature in bag)
        self._weight = {name: math.log((1 + len(bags)) / (1 + count)) + 1 for name, count in seen.items()}
        self._topics = [topic for topic, _ in pairs]
        self._posted = _posted([self._vector(bag) for bag in bags])

    def match(self, text: str) -> Answered:
        """Find the topic of a text."""
        top = self._rank(text)[:3]
        scores = tuple(top)
        if not top or top[0][1] < OFFER:
            return Answered(topic=None, suggestions=(), scores=scores)
        behind = top[1][1] if len(top) > 1 else 0.0
        if top[0][1] >= DIRECT and top[0][1] - behind >= MARGIN:
            return Answered(topic=top[0][0], suggestions=(), scores=scores)
        offered = tuple(name for name, score in top if score >= OFFER)
        return Answered(topic=None, suggestions=offered, scores=scores)

    def _rank(self, text: str) -> list[tuple[str, float]]:
        """Return topics by the likeness of their nearest phrasing; rounded, so that no machine turns an answer."""
        likeness = np.zeros(len(self._topics))
        for feature, weight in self._vector(_features(text)).items():
            rows, weights = self._posted[feature]
            likeness[rows] += weight * weights
        best: dict[str, float] = {}
        for topic, score in zip(self._topics, likeness, strict=True):
            best[topic] = max(best.get(topic, 0.0), round(float(score), 4))
        return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))

    def _vector(self, bag: Counter[str]) -> Vector:
        known = {name: (1 + math.log(n)) * self._weight[name] for name, n in bag.items() if name in self._weight}
        # Words that no phrasing has make a text less like all of them.
        strange = sum(1 for name in bag if name.startswith("w ") and name not in self._weight)
        length = math.sqrt(sum(value**2 for value in known.values()) + strange * STRANGE)
        return {name: value / length for name, value in known.items()}


def _posted(vectors: Sequence[Vector]) -> dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Turn phrasings with their features into features with the phrasings that have them."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row, vector in enumerate(vectors):
        for name, value in vector.items():
            found[name].append((row, value))
    return {
        name: (np.array([row for row, _ in each], dtype=np.intp), np.array([value for _, value in each]))
        for name, each in found.items()
    }


def _features(text: str) -> Counter[str]:
    words = [token.word for token in tokens(text)][-LAST_WORDS:]
    bag = Counter(f"w {word}" for word in words if word not in COMMON)
    bag.update(f"p {first} {second}" for first, second in pairwise(words))
    for word in words:
        if word not in COMMON:
            edged = f"^{word}$"
            bag.update(f"c {edged[at : at + 4]}" for at in range(max(1, len(edged) - 3)))
    return bag


#: Words that say nothing about the topic.
COMMON = frozenset(
    (
        "a an the i im ive id me my we you your it its is are was be been am to of in on at for and or so if that this "
        "these those there do does did have has had can could will would should may might just really still please hi "
        "hello hey ok thanks as with from about after than then too very much any some get got what "
    ).split()
)
