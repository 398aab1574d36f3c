"""`parse_mode=HTML`: markup becomes entities, or is refused where Telegram refuses it."""

from __future__ import annotations

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.markup import parsed
from sandbox.world import World
from tests.sandbox.wire import ANN, done, why

BROKEN = [
    "<b>never closed",
    "<b>crossed</i>",
    "closed only</b>",
    "<p>not Telegram's</p>",
    "3 < 4",
    "<",
    "<b>half</b",
    "<!-- hidden -->",
]


@pytest.mark.parametrize("text", BROKEN)
async def test_broken_markup_is_refused(world: World, text: str) -> None:
    """A tag that is unknown, crossed or never closed, and any bare sign, are a 400."""
    code, words = await why(world, "sendMessage", chat_id=ANN, text=text, parse_mode="HTML")
    assert (400, True) == (code, words.startswith("Bad Request: can't parse entities: "))


SOUND: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("a <b>b</b>", "a b", [{"type": "bold", "offset": 2, "length": 1}]),
    ("🤡<i>x</i>", "🤡x", [{"type": "italic", "offset": 2, "length": 1}]),
    (
        "<b>a<u>b</u></b>",
        "ab",
        [{"type": "bold", "offset": 0, "length": 2}, {"type": "underline", "offset": 1, "length": 1}],
    ),
    (
        '<a href="https://example.org">x</a>',
        "x",
        [{"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org"}],
    ),
]


@pytest.mark.parametrize(("text", "plain", "spans"), SOUND)
async def test_markup_becomes_entities(world: World, text: str, plain: str, spans: list[dict[str, Any]]) -> None:
    """The phone gets plain words with entities counted in UTF-16 units."""
    sent = await done(world, "sendMessage", chat_id=ANN, text=text, parse_mode="HTML")
    assert (plain, spans) == (sent["text"], sent["entities"])


@given(st.text(alphabet="ab<>&\"'; 🤡é", max_size=20))
def test_escaped_text_is_itself(text: str) -> None:
    """Whatever is escaped comes out as it went in, without entities."""
    assert (text, []) == parsed(html.escape(text), "HTML")


async def test_other_markup_is_not_known(world: World) -> None:
    """Markdown is refused rather than shown raw."""
    refused = await why(world, "sendMessage", chat_id=ANN, text="*a*", parse_mode="MarkdownV2")
    assert (400, "Bad Request: unsupported parse_mode") == refused
