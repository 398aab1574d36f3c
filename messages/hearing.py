"""Hearing: a text as it was heard, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass

from messages.normal import Token
from messages.symptoms import Finding, Found


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
