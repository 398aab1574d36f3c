"""The lexicon: the wording that makes findings, one file a language, written so that a clinician can read it.

A phrase is words in order. `a|b` are alternatives, `word*` any ending, `@group` a named list of words, `in_me` one
alternative of two words, `~` allows up to three words between. "chest ~ @hurt" finds "my chest really does hurt".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messages.mistakes import ContentMistakes
from messages.normal import plain

#: Symptom ids that others rely on (design section 5), and those of ours beside them.
SYMPTOMS = frozenset(
    (
        "soreness severe_pain bruising bleeding bleeding_not_stopping swelling numbness_tingling weakness headache "
        "severe_headache neck_stiffness fatigue sweating fast_heartbeat dizziness nausea vomiting fainting "
        "shortness_of_breath chest_pain cough_blood fever skin_infection calf_swelling saddle_numbness "
        "bladder_bowel face_droop speech_trouble vision_loss seizure allergic_swelling hives wheeze needle_left_in "
        "self_harm overdose pregnancy_warning itching twitching low_mood "
    ).split()
)
GAP = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in a phrase: whole words, beginnings of words, and how many words may stand before it."""

    words: frozenset[str]
    stems: tuple[str, ...]
    gap: int

    def fits(self, word: str) -> bool:
        """Say whether a word may stand here."""
        return word in self.words or word.startswith(self.stems)


Phrase = tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """One language's wording."""

    lang: str
    frames: dict[str, tuple[Phrase, ...]]
    #: Wording that may mean a symptom and may not: it is asked about.
    doubtful: dict[str, tuple[Phrase, ...]]
    #: By modifier: wording that means a symptom only in such patients.
    when: dict[str, dict[str, tuple[Phrase, ...]]]
    #: What is told beside a symptom and changes its level: growing, both_sides, hit_head, …
    details: dict[str, tuple[Phrase, ...]]
    #: Emoji that are a nod when nothing else is said.
    nods: frozenset[str]
    #: Phrases that look like symptoms and are none.
    idioms: tuple[Phrase, ...]
    #: Cues of scope and talk, by name: negation, past, hypothetical, other, resolved, thanks, …
    cues: dict[str, tuple[Phrase, ...]]
    #: Words that tell the language.
    common: frozenset[str]


def load(root: Path, lang: str) -> Lexicon:
    """Read lexicon.toml of a language; ContentMistakes lists every wrong phrase."""
    path = root / lang / "lexicon.toml"
    compiling = _Compiling(f"{lang}/{path.name}", tomllib.loads(path.read_text(encoding="utf-8")))
    lexicon = compiling.lexicon(lang)
    if compiling.wrong:
        raise ContentMistakes(compiling.wrong)
    return lexicon


class _Compiling:
    """Compiles the tables of a file and gathers every mistake in them."""

    def __init__(self, name: str, values: dict[str, Any]) -> None:
        self._name = name
        self._values = values
        self._groups = {group: frozenset(words) for group, words in values.get("groups", {}).items()}
        self.wrong: list[str] = []

    def lexicon(self, lang: str) -> Lexicon:
        return Lexicon(
            lang=lang,
            frames=self._symptoms(self._values.get("symptoms", {})),
            doubtful=self._symptoms(self._values.get("doubtful", {})),
            when={name: self._symptoms(table) for name, table in self._values.get("when", {}).items()},
            details={name: self._phrases(texts) for name, texts in self._values.get("details", {}).items()},
            nods=frozenset(self._values.get("emoji", {}).get("ack", [])),
            idioms=self._phrases(self._values.get("idioms", {}).get("phrases", [])),
            cues={name: self._phrases(texts) for name, texts in self._values.get("cues", {}).items()},
            common=frozenset(plain(word) for word in self._values.get("common", {}).get("words", [])),
        )

    def _symptoms(self, table: dict[str, list[str]]) -> dict[str, tuple[Phrase, ...]]:
        self.wrong += [f"{self._name}: {name!r} is no symptom" for name in table if name not in SYMPTOMS]
        return {name: self._phrases(texts) for name, texts in table.items()}

    def _phrases(self, texts: Iterable[str]) -> tuple[Phrase, ...]:
        made: list[Phrase] = []
        for text in texts:
            try:
                made += [phrase(each, self._groups) for each in spelled_out(text, self._groups)]
            except KeyError as exc:
                self.wrong.append(f"{self._name}: {text!r}: there is no group {exc}")
            except ValueError as exc:
                self.wrong.append(f"{self._name}: {text!r}: {exc}")
        return tuple(made)


def spelled_out(text: str, groups: dict[str, frozenset[str]]) -> list[str]:
    """Return the phrases that a phrase with alternatives of several words, its groups' too, stands for."""
    parts = text.split()
    for at, part in enumerate(parts):
        options = [one for each in part.split("|") for one in _members(each, groups)]
        longer = [option for option in options if "_" in option]
        if longer:
            shorter = "|".join(option for option in options if "_" not in option)
            variants = [*([shorter] if shorter else []), *_merged(longer)]
            rest = [" ".join([*parts[:at], each, *parts[at + 1 :]]) for each in variants]
            return [one for each in rest for one in spelled_out(each, groups)]
    return [text]


def _merged(options: Iterable[str]) -> list[str]:
    """Return options of several words as few phrases as can be: no_puedo, no_logro → "no puedo|logro"."""
    ends: dict[str, list[str]] = {}
    for option in options:
        start, _, last = option.rpartition("_")
        ends.setdefault(start.replace("_", " "), []).append(last)
    return [f"{start} {'|'.join(lasts)}" for start, lasts in ends.items()]


def _members(option: str, groups: dict[str, frozenset[str]]) -> list[str]:
    """Return a group's words where some of them are of several words; else the option as it is."""
    words = groups.get(option[1:], frozenset()) if option.startswith("@") else frozenset()
    return sorted(words) if any("_" in word for word in words) else [option]


def phrase(text: str, groups: dict[str, frozenset[str]]) -> Phrase:
    """Compile one phrase; KeyError for an unknown group, ValueError for an empty one."""
    slots: list[Slot] = []
    gap = 0
    for part in text.split():
        if part == "~":
            gap = GAP
            continue
        slots.append(_slot(part, groups, gap if slots else 0))
        gap = 0
    if not slots:
        msg = "says nothing"
        raise ValueError(msg)
    return tuple(slots)


def _slot(part: str, groups: dict[str, frozenset[str]], gap: int) -> Slot:
    options: set[str] = set()
    for option in part.split("|"):
        options |= groups[option[1:]] if option.startswith("@") else {option}
    stems = tuple(sorted(plain(each[:-1]) for each in options if each.endswith("*")))
    return Slot(frozenset(plain(each) for each in options if not each.endswith("*")), stems, gap)
