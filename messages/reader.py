"""The reader: lexicons, triage and topics compiled once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from messages.lexicon import Lexicon
from messages.normal import Token, plain, tokens
from messages.questions import Matcher
from messages.rules import Triage
from messages.symptoms import Finder, Finding, Found
from messages.topics import Topic

FALLBACK = "en"


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A text as it was heard: its likely language, and what the finders made of it."""

    lang: str
    words: tuple[Token, ...]
    findings: tuple[Finding, ...]
    main: Found

    def cue(self, *names: str) -> frozenset[int]:
        """Return the places that the named cues cover."""
        cues = [cue for cue in self.main.cues if cue.name in names]
        return frozenset(at for cue in cues for at in range(cue.first, cue.last + 1))


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Everything compiled that reading needs."""

    finders: dict[str, Finder]
    common: dict[str, frozenset[str]]
    #: Emoji that are a nod when nothing else is said.
    nods: frozenset[str]
    #: Names of the details that some language can find.
    details: frozenset[str]
    triage: Triage
    matcher: Matcher
    #: Words of conditions (in plain form) and the id of the answer for each.
    conditions: tuple[tuple[str, str], ...]

    @classmethod
    def build(cls, lexicons: Sequence[Lexicon], triage: Triage, topics: Mapping[str, Topic]) -> Reader:
        """Compile."""
        known = _words(topics.values())
        return cls(
            finders={lexicon.lang: Finder(lexicon, known) for lexicon in lexicons},
            common={lexicon.lang: lexicon.common for lexicon in lexicons},
            details=frozenset(name for lexicon in lexicons for name in lexicon.details),
            nods=frozenset().union(*(lexicon.nods for lexicon in lexicons)),
            triage=triage,
            matcher=Matcher(topics),
            conditions=_conditions(topics.values()),
        )

    def hear(self, text: str, lang: str | None, modifiers: Collection[str] = ()) -> Heard:
        """Find symptoms in every language we know; the likeliest language names the reply's."""
        words = tokens(text)
        likely = lang if lang is not None and lang in self.finders else self.language(words)
        main = self.finders[likely].find(text, words, modifiers)
        findings = list(main.findings)
        for other, finder in self.finders.items():
            if other != likely:
                more = finder.find(text, words, modifiers).findings
                findings += [each for each in more if each.symptom not in {one.symptom for one in findings}]
        return Heard(lang=likely, words=main.words, findings=tuple(findings), main=main)

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
        named = [(len(word), name) for word, name in self.conditions if f" {word} " in said]
        return max(named)[1] if named else None


def _words(topics: Iterable[Topic]) -> frozenset[str]:
    """Return every word that the topics use: they are spelled right."""
    texts = [text for topic in topics for text in (topic.title, topic.answer, *topic.phrasings)]
    return frozenset(token.word for text in texts for token in tokens(text))


def _conditions(topics: Iterable[Topic]) -> tuple[tuple[str, str], ...]:
    pairs = [(word, each.id) for topic in topics for each in topic.conditions for word in each.words]
    return tuple((" ".join(plain(part) for part in word.split()), name) for word, name in pairs)
