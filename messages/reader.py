"""The reader: lexicons, triage and topics compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from messages.lexicon import Lexicon
from messages.matching import Hit
from messages.normal import Token, tokens
from messages.questions import Matcher
from messages.rules import Triage
from messages.symptoms import Finder, Finding
from messages.topics import Topic

FALLBACK = "en"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one language's finder made of a text."""

    lang: str
    words: Sequence[Token]
    findings: tuple[Finding, ...]
    cues: tuple[Hit, ...]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Everything compiled that reading needs."""

    finders: dict[str, Finder]
    common: dict[str, frozenset[str]]
    triage: Triage
    matcher: Matcher
    conditions: dict[str, tuple[str, ...]]

    @classmethod
    def build(cls, lexicons: Sequence[Lexicon], triage: Triage, topics: Mapping[str, Topic]) -> Reader:
        """Compile."""
        conditions = {
            each.id: tuple(each.words) for topic in topics.values() for each in topic.conditions
        }
        return cls(
            finders={lexicon.lang: Finder(lexicon) for lexicon in lexicons},
            common={lexicon.lang: lexicon.common for lexicon in lexicons},
            triage=triage,
            matcher=Matcher(topics),
            conditions=conditions,
        )

    def hear(self, text: str, lang: str | None) -> Heard:
        """Find symptoms in every language we know; the likeliest language names the reply's."""
        words = tokens(text)
        likely = lang if lang in self.finders else self.language(words)
        findings: list[Finding] = []
        for name in (likely, *(other for other in self.finders if other != likely)):
            more = self.finders[name].find(text, words)
            findings += [each for each in more if each.symptom not in {one.symptom for one in findings}]
        return Heard(lang=likely, words=words, findings=tuple(findings), cues=tuple(self.finders[likely].cues(words)))

    def language(self, words: Sequence[Token]) -> str:
        """Return the language whose common words are most; English where none is."""
        said = [token.word for token in words]
        scores = {lang: sum(word in common for word in said) for lang, common in self.common.items()}
        best = max(scores.values(), default=0)
        if scores.get(FALLBACK, 0) == best:
            return FALLBACK
        return next(lang for lang, score in scores.items() if score == best)

    def condition(self, words: Sequence[Token]) -> str | None:
        """Return the condition that a text names, the longest name first."""
        said = f" {' '.join(token.word for token in words)} "
        named = [(len(word), name) for name, each in self.conditions.items() for word in each if f" {word} " in said]
        return max(named)[1] if named else None
