"""Reading ease: Flesch-Kincaid for English, INFLESZ for Spanish, syllables counted simply.

Formulas flatter short texts: people must read them too.
"""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[^.!?¿¡:\n]+")
WORD = re.compile(r"[A-Za-z']+")
VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """Return the US school grade that a text asks for; 0 for a text without words."""
    words = WORD.findall(text)
    sentences = [each for each in SENTENCE.findall(text) if WORD.search(each)]
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(1, len(sentences)) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    plain = word.casefold().replace("'", "")
    groups = len(VOWELS.findall(plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def longest_sentence(text: str) -> int:
    """Return the words of the longest sentence."""
    return max((len(WORD.findall(each)) for each in SENTENCE.findall(text)), default=0)


SPANISH_WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
#: Two strong vowels, or an accented weak one beside a strong one, are two syllables.
APART = re.compile(r"[aeoáéó](?=[aeoáéó])|[íú](?=[aeoáéó])|[aeoáéó](?=[íú])")


def ease(text: str) -> float:
    """Return how easy a Spanish text is after Szigriszt and Pazos, read on the INFLESZ scale: from 65 on it is easy.

    100 for a text without words.
    """
    words = SPANISH_WORD.findall(text)
    sentences = [each for each in SENTENCE.findall(text) if SPANISH_WORD.search(each)]
    if not words:
        return 100.0
    syllables = sum(_spanish_syllables(word.casefold()) for word in words)
    return 206.835 - 62.3 * syllables / len(words) - len(words) / max(1, len(sentences))


def _spanish_syllables(word: str) -> int:
    return max(1, len(SPANISH_VOWELS.findall(word)) + len(APART.findall(word)))
