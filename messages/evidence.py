"""Evidence: what the rules found in a stretch of a text, as names that a trained model can weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from messages import features
from messages.features import Bag
from messages.hearing import Heard
from messages.normal import Token

#: Stretches of so many words are read alone as well: a red flag in the middle of a story must not drown.
STRETCH = 24
#: How often a cue is counted: beyond this more of it says nothing.
MOST = 3


def stretches(words: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the whole text as places of words, and of a long one each stretch of whole sentences, at most 24 words."""
    whole = (0, len(words))
    if len(words) <= STRETCH:
        return [whole]
    # The same words again say nothing new, and "no no no …" must not cost a second.
    parts = {tuple(word.word for word in words[first:last]): (first, last) for first, last in _sentences(words)}
    return [whole, *sorted(parts.values())]


def _sentences(words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Gather sentences up to the size of a stretch; a longer sentence is cut, halves overlapping."""
    first = 0
    for at in range(1, len(words) + 1):
        ends = at == len(words) or words[at].sentence != words[at - 1].sentence
        if at - first >= STRETCH:
            yield first, at
            first = at if ends else at - STRETCH // 2
        elif ends and at - first >= STRETCH // 2:
            yield first, at
            first = at
    if first < len(words):
        yield max(0, len(words) - STRETCH), len(words)


def blocks(heard: Heard, first: int, last: int) -> tuple[Bag, Bag, Bag]:
    """Return the features of a stretch of words: words, letters, and what the rules found there."""
    words = heard.words[first:last]
    return features.words(words), features.letters(words), features.named(_names(heard, first, last))


def _names(heard: Heard, first: int, last: int) -> Iterator[str]:
    """Name findings with their status, doubts, details and cues, and how long the stretch is."""
    if first >= last:
        return
    start, end = heard.words[first].start, heard.words[last - 1].end
    for finding in heard.findings:
        if finding.span[0] >= start and finding.span[1] <= end:
            yield f"{finding.symptom} {finding.status}"
            yield finding.status
    for doubt in heard.main.doubts:
        if doubt.span[0] >= start and doubt.span[1] <= end:
            yield f"{doubt.symptom} doubtful"
            yield "doubtful"
    seen: dict[str, int] = {}
    for cue in heard.main.cues:
        if first <= cue.first and cue.last < last:
            seen[cue.name] = seen.get(cue.name, 0) + 1
    for name, count in seen.items():
        yield from (f"cue {name} {number}" for number in range(1, min(count, MOST) + 1))
    yield from (f"detail {name}" for name in sorted(heard.main.details))
    yield from (f"idiom {number}" for number in range(1, min(heard.main.idioms, MOST) + 1))
    yield f"size {min((last - first) // 4, 6)}"
    yield f"lang {heard.lang}"
