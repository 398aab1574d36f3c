"""Mistakes in content files: all of them at once."""

from __future__ import annotations


class ContentMistakes(Exception):
    """The content cannot be used; `mistakes` lists every one, with file, key and cure."""

    def __init__(self, mistakes: list[str]) -> None:
        """Keep the list; the message shows it line by line."""
        self.mistakes = mistakes
        super().__init__("\n".join(["The content has mistakes:", *(f"  {each}" for each in mistakes)]))
