"""Symptoms: text → findings, each with its status and its place in the original text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from messages import numbers
from messages.lexicon import Lexicon
from messages.matching import Hit, Index
from messages.normal import Token
from messages.spelling import Speller

Status = Literal["present", "absent", "past", "hypothetical", "other_person"]

#: How far before a finding a "no" still reaches.
REACH = 7


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A symptom named in a text; `span` is its place in the original."""

    symptom: str
    status: Status
    span: tuple[int, int]


class Finder:
    """One language's way from words to findings, compiled once."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Index the frames, idioms and cues."""
        self.lang = lexicon.lang
        self._frames = Index((name, each) for name, phrases in lexicon.frames.items() for each in phrases)
        self._idioms = Index(("idiom", each) for each in lexicon.idioms)
        self._cues = Index((name, each) for name, phrases in lexicon.cues.items() for each in phrases)
        self._speller = Speller(lexicon)

    def find(self, text: str, words: Sequence[Token]) -> list[Finding]:
        """Return the findings of a text, in its order, each symptom once for each status."""
        spelled = self._speller.corrected(words)
        masked = _without(spelled, self._idioms.find(spelled))
        cues = self._cues.find(spelled)
        hits = _longest(self._frames.find(masked))
        found = [self._finding(hit, spelled, cues) for hit in hits]
        return _distinct([*found, *self._numbers(text, spelled)])

    def cues(self, words: Sequence[Token]) -> list[Hit]:
        """Return the cues of talk and scope in a text."""
        return self._cues.find(words)

    def _numbers(self, text: str, words: Sequence[Token]) -> list[Finding]:
        return [Finding(symptom=name, status="present", span=span) for name, span in numbers.signs(text, words)]

    def _finding(self, hit: Hit, words: Sequence[Token], cues: Sequence[Hit]) -> Finding:
        span = (words[hit.first].start, words[hit.last].end)
        return Finding(symptom=hit.name, status=_status(hit, words, cues), span=span)


def _status(hit: Hit, words: Sequence[Token], cues: Sequence[Hit]) -> Status:
    """Find out whether it is there now. In doubt it is: a needless question costs less than a missed alarm."""
    near = [cue for cue in cues if words[cue.first].sentence == words[hit.first].sentence]
    if _negated(hit, words, near):
        return "absent"
    if _resolved(hit, words, near):
        return "past"
    if _supposed(hit, words, near):
        return "hypothetical"
    past = _named(near, "past") and not _named(near, "now")
    if _named(near, "other") and (past or _named(near, "other_past")):
        return "other_person"
    return "past" if past else "present"


def _named(cues: Sequence[Hit], name: str) -> bool:
    return any(cue.name == name for cue in cues)


def _negated(hit: Hit, words: Sequence[Token], cues: Sequence[Hit]) -> bool:
    """A "no" before it in reach, with nothing between that turns the sentence round."""
    for cue in cues:
        if cue.name != "negation" or _inside(cue, cues, "pseudo"):
            continue
        if hit.first <= cue.first <= hit.last:
            # "my chest does not hurt"; but "cannot breathe" has its "not" in itself.
            if cue.first not in hit.places:
                return True
            continue
        between = range(cue.last + 1, hit.first)
        if cue.last < hit.first <= cue.last + REACH and not _turned(between, words, cues):
            return True
    return False


def _inside(cue: Hit, cues: Sequence[Hit], name: str) -> bool:
    return any(each.name == name and each.first <= cue.first <= each.last for each in cues)


def _turned(between: range, words: Sequence[Token], cues: Sequence[Hit]) -> bool:
    if any(cue.name == "turn" and cue.first in between for cue in cues):
        return True
    # "it is not my back, I feel sick": a new clause with a subject of its own ends the reach.
    clauses = {words[at].clause for at in between}
    return any(words[at].word in ("i", "im", "my", "yo", "mi") for at in between) and len(clauses) > 1


def _resolved(hit: Hit, words: Sequence[Token], cues: Sequence[Hit]) -> bool:
    """Gone, stopped, better now: said right after it, in its clause or the next."""
    return any(
        cue.name == "resolved" and (0 < cue.first - hit.last <= 4 or -3 <= cue.last - hit.first < 0) for cue in cues
    )


def _supposed(hit: Hit, words: Sequence[Token], cues: Sequence[Hit]) -> bool:
    """"What if", "can it cause", "the leaflet says" before the finding; a weak "if" yields to a fact that is told."""
    strong = any(cue.name == "hypothetical" and cue.first < hit.first for cue in cues)
    weak = any(cue.name == "supposed" and cue.first < hit.first for cue in cues)
    return strong or (weak and not _named(cues, "fact"))


def _without(words: Sequence[Token], idioms: Sequence[Hit]) -> list[Token]:
    """Take idioms out: their words make no findings."""
    taken = {at for idiom in idioms for at in range(idiom.first, idiom.last + 1)}
    return [Token("", t.start, t.end, t.clause, t.sentence) if at in taken else t for at, t in enumerate(words)]


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Of the same symptom found twice in one place the longer stands."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: each.first - each.last):
        if not any(one.name == hit.name and one.first <= hit.first <= one.last for one in kept):
            kept.append(hit)
    near_faint = [hit for hit in kept if hit.name == "dizziness"]
    fainted = [hit for hit in kept if hit.name != "fainting" or not any(_overlap(hit, one) for one in near_faint)]
    return sorted(fainted, key=lambda each: each.first)


def _overlap(one: Hit, other: Hit) -> bool:
    """"About to pass out" is dizziness: the words of fainting in it are no faint."""
    return one.first <= other.last and other.first <= one.last


def _distinct(found: Sequence[Finding]) -> list[Finding]:
    seen: dict[tuple[str, str], Finding] = {}
    for each in found:
        seen.setdefault((each.symptom, each.status), each)
    return list(seen.values())
