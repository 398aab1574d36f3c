"""Symptoms: text → findings, each with its status and its place in the original text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from messages.lexicon import Lexicon
from messages.matching import Hit, Index
from messages.normal import Token
from messages.scope import Scope, Status
from messages.spelling import Speller

#: A denial stands within so many words before an idiom.
DENIED_WITHIN = 3


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A symptom named in a text; `span` is its place in the original."""

    symptom: str
    status: Status
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one language's finder made of a text; `stray` counts words of danger that nothing explains."""

    findings: tuple[Finding, ...]
    #: What may mean danger and may not: to be asked about.
    doubts: tuple[Finding, ...]
    #: Details told beside them (lexicon.toml), denied ones left out.
    details: frozenset[str]
    cues: tuple[Hit, ...]
    words: tuple[Token, ...]
    stray: int
    #: How many idioms were taken out.
    idioms: int


class Finder:
    """One language's way from words to findings, compiled once."""

    def __init__(self, lexicon: Lexicon, known: Collection[str]) -> None:
        """Index the frames, idioms and cues; `known` words are never taken for misspelt ones."""
        self.lang = lexicon.lang
        self.symptoms = frozenset(lexicon.frames)
        self._frames = Index((name, each) for name, phrases in lexicon.frames.items() for each in phrases)
        self._doubtful = Index((name, each) for name, phrases in lexicon.doubtful.items() for each in phrases)
        self._when = {
            modifier: Index((name, each) for name, phrases in frames.items() for each in phrases)
            for modifier, frames in lexicon.when.items()
        }
        self._details = Index((name, each) for name, phrases in lexicon.details.items() for each in phrases)
        self._idioms = Index(("idiom", each) for each in lexicon.idioms)
        self._cues = Index((name, each) for name, phrases in lexicon.cues.items() for each in phrases)
        #: A language of which we know alarm words alone is not spelled: all its other words would look misspelt.
        self._speller = Speller(lexicon, known) if lexicon.common else None

    def find(self, text: str, words: Sequence[Token], modifiers: Collection[str] = ()) -> Found:
        """Return the findings of a text, in its order, each symptom once for each status."""
        spelled = self._speller.corrected(words) if self._speller else list(words)
        cues = self._cues.find(spelled)
        denying = frozenset(at for cue in cues if cue.name == "denying" for at in cue.at)
        idioms = [each for each in self._idioms.find(spelled) if not _denied(spelled, each, denying)]
        masked = _without(spelled, idioms)
        hits = _longest(_meant(self._frames.find(spelled) + self._circumstantial(spelled, modifiers), idioms), spelled)
        scope = Scope(spelled, cues)
        found = [_finding(hit, spelled, scope.status(hit)) for hit in hits]
        return Found(
            findings=_distinct(found),
            doubts=self._doubts(idioms, spelled, hits, scope),
            details=frozenset(hit.name for hit in self._details.find(spelled) if scope.status(hit) == "present"),
            cues=tuple(cues),
            words=tuple(spelled),
            stray=_stray(masked, cues, hits),
            idioms=len(idioms),
        )

    def _circumstantial(self, words: Sequence[Token], modifiers: Collection[str]) -> list[Hit]:
        """Return what words mean only in some patients: belly pain in pregnancy."""
        return [hit for name in sorted(modifiers) if name in self._when for hit in self._when[name].find(words)]

    def _doubts(
        self, idioms: Sequence[Hit], words: Sequence[Token], sure: Sequence[Hit], scope: Scope
    ) -> tuple[Finding, ...]:
        named = {hit.name for hit in sure}
        places = {at for hit in sure for at in range(hit.first, hit.last + 1)}
        hits = [hit for hit in _longest(_meant(self._doubtful.find(words), idioms), words) if hit.name not in named]
        loose = [hit for hit in hits if not set(hit.at) <= places and scope.status(hit) == "present"]
        return _distinct([_finding(hit, words, "hypothetical") for hit in loose])


def _finding(hit: Hit, words: Sequence[Token], status: Status) -> Finding:
    return Finding(symptom=hit.name, status=status, span=(words[hit.first].start, words[hit.last].end))


def _meant(hits: Sequence[Hit], idioms: Sequence[Hit]) -> list[Hit]:
    """Leave out what an idiom says whole; "left arm" is one, "my left arm is weak" says more than it."""
    taken = [frozenset(each.at) for each in idioms]
    return [hit for hit in hits if not any(places.issuperset(hit.at) for places in taken)]


def _without(words: Sequence[Token], idioms: Sequence[Hit]) -> list[Token]:
    """Take idioms out: their words make no findings."""
    taken = {at for idiom in idioms for at in range(idiom.first, idiom.last + 1)}
    return [Token("", t.start, t.end, t.clause, t.sentence) if at in taken else t for at, t in enumerate(words)]


def _denied(words: Sequence[Token], idiom: Hit, denying: Collection[int]) -> bool:
    """An idiom that is denied is meant: "not breathing normally"."""
    before = range(max(0, idiom.first - DENIED_WITHIN), idiom.first)
    gaps = [at for at in range(idiom.first, idiom.last) if at not in idiom.at]
    clause = words[idiom.first].clause
    return any(at in denying and words[at].clause == clause for at in (*before, *gaps))


def _stray(masked: Sequence[Token], cues: Sequence[Hit], hits: Sequence[Hit]) -> int:
    """Count words of danger that no symptom, idiom or cue of wellness explains."""
    covered = {at for hit in hits for at in range(hit.first, hit.last + 1)}
    vital = {at for cue in cues if cue.name == "vital" for at in cue.at}
    return sum(1 for at in vital - covered if masked[at].word)


def _longest(hits: Sequence[Hit], words: Sequence[Token]) -> list[Hit]:
    """Of the same symptom found twice in one place the longer stands; what crosses a comma stands last."""
    kept: list[Hit] = []
    crossing = {hit: words[hit.first].clause != words[hit.last].clause for hit in hits}
    for hit in sorted(hits, key=lambda each: (crossing[each], each.first - each.last, each.first)):
        if not any(one.name == hit.name and one.first <= hit.first <= one.last for one in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.first)


def _distinct(found: Sequence[Finding]) -> tuple[Finding, ...]:
    seen: dict[tuple[str, str], Finding] = {}
    for each in found:
        seen.setdefault((each.symptom, each.status), each)
    return tuple(seen.values())
