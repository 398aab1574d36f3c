"""Markup: the HTML that `parse_mode` allows, turned into text and entities or refused."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from sandbox.entities import units
from sandbox.refusals import Refusal, bad

#: Telegram's tags, and the entities they make.
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
#: A sign that begins no whole tag; HTML lets it be, Telegram does not.
LOOSE = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")


def parsed(text: str, mode: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the plain text and its entities; only HTML is known here."""
    if mode.lower() != "html":
        msg = "unsupported parse_mode"
        raise bad(msg)
    if LOOSE.search(text):
        raise _unreadable("Unsupported start tag")
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.whole()


class _Reader(HTMLParser):
    """Reads markup; every tag must be known and closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text = ""
        self._open: list[tuple[str, dict[str, Any]]] = []
        self._spans: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an entity."""
        if tag not in TAGS:
            raise _unreadable(f'Unsupported start tag "{tag}"')
        span: dict[str, Any] = {"type": TAGS[tag], "offset": units(self._text), "length": 0}
        if tag == "a":
            span["url"] = dict(attrs).get("href") or ""
        self._open.append((tag, span))

    def handle_endtag(self, tag: str) -> None:
        """Close the entity that was opened last."""
        if not self._open or self._open[-1][0] != tag:
            raise _unreadable(f'Unexpected end tag "{tag}"')
        span = self._open.pop()[1]
        span["length"] = units(self._text) - span["offset"]
        self._spans.append(span)

    def handle_data(self, data: str) -> None:
        """Take in plain text."""
        self._text += data

    def whole(self) -> tuple[str, list[dict[str, Any]]]:
        """Return what was read, when every tag was closed; empty entities are dropped."""
        if self._open:
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        # A link to nowhere is plain text.
        spans = [span for span in self._spans if span["length"] and span.get("url", "there")]
        return self._text, sorted(spans, key=lambda span: (span["offset"], -span["length"]))


def _unreadable(why: str) -> Refusal:
    return bad(f"can't parse entities: {why}")
