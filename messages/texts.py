"""Texts: the named sentences of one language."""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass
from pathlib import Path

from messages.mistakes import ContentMistakes

#: Filled in from the clinic's facts wherever they stand.
CLINIC_FIELDS = frozenset({"clinic", "phone", "emergency", "crisis", "after_hours"})


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A language's sentences by key, and who has reviewed them."""

    lang: str
    by_key: dict[str, str]
    reviewed_by: str


def load(root: Path, lang: str) -> Texts:
    """Read texts.toml of a language; ContentMistakes lists every wrong entry."""
    path = root / lang / "texts.toml"
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = values.get("texts", {})
    wrong = [f"{path.name}: {key} is not a text" for key, text in texts.items() if not isinstance(text, str)]
    wrong += [
        f"{path.name}: {key} is empty" for key, text in texts.items() if isinstance(text, str) and not text.strip()
    ]
    wrong += [
        f"{path.name}: {key} has a brace that is not closed" for key, text in texts.items() if not fields(str(text))[1]
    ]
    if wrong:
        raise ContentMistakes(wrong)
    tidy = {key: text.strip() for key, text in texts.items()}
    return Texts(lang=lang, by_key=tidy, reviewed_by=str(values.get("reviewed_by", "")))


def fields(text: str) -> tuple[frozenset[str], bool]:
    """Return the names in braces, and whether the text can be filled in at all."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None), True
    except ValueError:
        return frozenset(), False
