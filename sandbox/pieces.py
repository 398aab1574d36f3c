"""Pieces: a text too long for one message leaves a phone as several."""

from __future__ import annotations

from sandbox.entities import units


def split(text: str, most: int) -> list[str]:
    """Return the text in pieces of at most `most` UTF-16 units, cut at a space where there is one."""
    pieces = []
    while units(text) > most:
        head = _head(text, most)
        at = max(head.rfind("\n"), head.rfind(" "))
        cut = at if at > len(head) // 2 else len(head)
        pieces.append(text[:cut])
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def _head(text: str, most: int) -> str:
    head = text[:most]
    while units(head) > most:
        head = head[: len(head) - max(1, (units(head) - most) // 2)]
    return head
