"""Entities: spans of a text in UTF-16 units, checked when given and found as a phone finds them."""

from __future__ import annotations

import re
from typing import Any

from sandbox.refusals import bad

PLAIN = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
#: Entity types that need one more field.
NEEDS = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
FIELDS = frozenset({"type", "offset", "length", "language", "date_time_format", *NEEDS.values()})

COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]{5,32})?(?![\w/])")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]|(?<![\w./@])t\.me/[^\s<>\"]+[^\s<>\".,;:!?)]")


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found(text: str) -> list[dict[str, Any]]:
    """Return the commands and links that a phone marks by itself."""
    marks = [("bot_command", match) for match in COMMAND.finditer(text)]
    marks += [("url", match) for match in LINK.finditer(text)]
    marks.sort(key=lambda mark: mark[1].start())
    return [_mark(text, kind, match) for kind, match in marks]


def _mark(text: str, kind: str, match: re.Match[str]) -> dict[str, Any]:
    return {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}


def checked(entities: Any, text: str) -> list[dict[str, Any]]:
    """Return the entities as they are when all lie well within the text."""
    if entities is None:
        return []
    if not isinstance(entities, list) or not all(isinstance(each, dict) for each in entities):
        raise _unreadable("expected an Array of MessageEntity")
    edges = _edges(text)
    for entity in entities:
        _check(entity, edges)
    return entities


def _check(entity: dict[str, Any], edges: set[int]) -> None:
    kind = entity.get("type")
    if not isinstance(kind, str) or kind not in PLAIN:
        raise _unreadable(f'unsupported type "{kind}"')
    if unknown := set(entity) - FIELDS:
        raise _unreadable(f'unknown field "{min(unknown)}"')
    if kind in NEEDS and not entity.get(NEEDS[kind]):
        raise _unreadable(f'{kind} without "{NEEDS[kind]}"')
    _check_span(entity.get("offset"), entity.get("length"), edges)


def _check_span(offset: Any, length: Any, edges: set[int]) -> None:
    if type(offset) is not int or type(length) is not int:
        raise _unreadable("offset and length must be Integers")
    if length < 1 or not {offset, offset + length} <= edges:
        msg = "ENTITY_BOUNDS_INVALID"
        raise bad(msg)


def _edges(text: str) -> set[int]:
    """Return the offsets at which an entity may begin or end: never within an emoji's two units."""
    edges, at = {0}, 0
    for letter in text:
        at += 2 if ord(letter) > 0xFFFF else 1
        edges.add(at)
    return edges


def _unreadable(why: str) -> Exception:
    return bad(f"can't parse MessageEntity: {why}")
