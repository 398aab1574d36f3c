"""The lexicon: the wording that makes findings, one file a language, written so that a clinician can read it.

A phrase is words in order. `a|b` are alternatives, `word*` any ending, `@group` a named list of words, `~` allows up to
three words between. "@chest ~ @hurt" finds "my chest really does hurt".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from messages.mistakes import ContentMistakes
from messages.normal import plain

#: Symptom ids that others rely on (design section 5), and those of ours beside them.
SYMPTOMS = frozenset(
    "soreness severe_pain bruising bleeding bleeding_not_stopping swelling numbness_tingling weakness headache "
    "severe_headache neck_stiffness fatigue sweating fast_heartbeat dizziness nausea vomiting fainting "
    "shortness_of_breath chest_pain cough_blood fever skin_infection calf_swelling saddle_numbness bladder_bowel "
    "face_droop speech_trouble vision_loss seizure allergic_swelling hives wheeze needle_left_in self_harm overdose "
    "pregnancy_warning itching twitching low_mood".split()
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
        return word in self.words or any(word.startswith(stem) for stem in self.stems)


Phrase = tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """One language's wording."""

    lang: str
    frames: dict[str, tuple[Phrase, ...]]
    #: Phrases that look like symptoms and are none.
    idioms: tuple[Phrase, ...]
    #: Cues of scope and talk, by name: negation, past, hypothetical, other, resolved, thanks, …
    cues: dict[str, tuple[Phrase, ...]]
    #: Words that tell the language.
    common: frozenset[str]


def load(root: Path, lang: str) -> Lexicon:
    """Read lexicon.toml of a language; ContentMistakes lists every wrong phrase."""
    path = root / lang / "lexicon.toml"
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = {name: frozenset(words) for name, words in values.get("groups", {}).items()}
    wrong: list[str] = [f"{lang}/{path.name}: {name!r} is no symptom" for name in values["symptoms"] if name not in SYMPTOMS]

    def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
        made = []
        for text in texts:
            try:
                made.append(phrase(text, groups))
            except (KeyError, ValueError) as exc:
                wrong.append(f"{lang}/{path.name}: {text!r}: {exc}")
        return tuple(made)

    lexicon = Lexicon(
        lang=lang,
        frames={name: phrases(texts) for name, texts in values["symptoms"].items()},
        idioms=phrases(values.get("idioms", {}).get("phrases", [])),
        cues={name: phrases(texts) for name, texts in values.get("cues", {}).items()},
        common=frozenset(values.get("common", {}).get("words", [])),
    )
    if wrong:
        raise ContentMistakes(wrong)
    return lexicon


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
