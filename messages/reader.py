"""The reader: lexicons, triage and topics compiled once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from messages import numbers
from messages.answers import Answers, Wordings
from messages.hearing import Heard
from messages.learned import BEYOND, Learned, Look
from messages.lexicon import Lexicon
from messages.normal import Token, plain, tokens
from messages.questions import Matcher
from messages.rules import Triage
from messages.symptoms import Finder, Finding
from messages.topics import Topic

FALLBACK = "en"
#: From this share of common words on a text is in that language.
SURE = 0.65


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
    answers: Answers
    #: The trained models; none where they are missing: then the rules ask whatever they do not know.
    learned: Learned | None
    #: Words of conditions (in plain form) and the id of the answer for each.
    conditions: tuple[tuple[str, str], ...]

    @classmethod
    def build(
        cls,
        lexicons: Sequence[Lexicon],
        triage: Triage,
        topics: Mapping[str, Mapping[str, Topic]],
        answers: Sequence[Wordings],
        learned: Learned | None = None,
    ) -> Reader:
        """Compile lexicons, triage and the topics of each language, with the trained models beside them."""
        spoken = [topic for each in topics.values() for topic in each.values()]
        known = _words(spoken)
        return cls(
            finders={lexicon.lang: Finder(lexicon, known) for lexicon in lexicons},
            common={lexicon.lang: lexicon.common for lexicon in lexicons},
            details=frozenset(name for lexicon in lexicons for name in lexicon.details),
            nods=frozenset().union(*(lexicon.nods for lexicon in lexicons)),
            triage=triage,
            matcher=Matcher(spoken, BEYOND),
            answers=Answers(answers),
            learned=learned,
            conditions=_conditions(spoken),
        )

    def hear(self, text: str, lang: str | None, modifiers: Collection[str] = (), *, usual: str | None = None) -> Heard:
        """Find symptoms in every language we know; the likeliest language names the reply's.

        `lang` is taken as it is; `usual` decides only where the words do not.
        """
        words = tokens(text)
        likely = lang if lang is not None and lang in self.finders else self.language(words, usual or FALLBACK)
        main = self.finders[likely].find(text, words, modifiers)
        findings = [*main.findings, *self._numbers(text, main.words)]
        for other, finder in self.finders.items():
            if other != likely and (self.common[other] or not self._sure_of(likely, words)):
                more = finder.find(text, words, modifiers).findings
                findings += [each for each in more if each.symptom not in {one.symptom for one in findings}]
        return Heard(lang=likely, words=main.words, findings=tuple(findings), main=main)

    def foreign(self, text: str, *, ours: str, theirs: str) -> bool:
        """Say whether words look like our language to somebody who reads another (people.md 22)."""
        return theirs != ours and self.hear(text, None, usual=theirs).lang == ours

    def _sure_of(self, lang: str, words: Sequence[Token]) -> bool:
        """Say whether so many words are a language's own that alarm words of others would be taken amiss."""
        known = sum(token.word in self.common[lang] for token in words)
        return known >= SURE * len(words)

    def _numbers(self, text: str, words: Sequence[Token]) -> list[Finding]:
        """Return the symptoms that numbers tell: a temperature, a pulse."""
        told = numbers.signs(text, words, self.answers.numbers, self.answers.signs)
        return [Finding(symptom=name, status="present", span=span) for name, span in told]

    @property
    def symptoms(self) -> frozenset[str]:
        """Return every symptom that some language, or a number, can name."""
        return frozenset(name for finder in self.finders.values() for name in finder.symptoms) | numbers.NAMES

    def look(self, text: str, heard: Heard) -> Look | None:
        """Ask the trained models; none without them."""
        return None if self.learned is None else self.learned.look(text, heard)

    def language(self, words: Sequence[Token], usual: str = FALLBACK) -> str:
        """Return the language whose common words are most; the usual one where none is."""
        said = [token.word for token in words]
        scores = {lang: sum(word in common for word in said) for lang, common in self.common.items()}
        best = max(scores.values(), default=0)
        if scores.get(usual, 0) == best:
            return usual
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
