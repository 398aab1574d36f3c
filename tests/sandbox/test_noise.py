"""Noise: whatever a bot or a phone throws at it, the sandbox answers and stays whole."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import entities
from sandbox.calls import METHODS, call
from sandbox.pieces import split
from sandbox.refusals import Refusal
from sandbox.world import World
from tests.sandbox.wire import ANN, write

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
WORDS = """type text url offset length keyboard inline_keyboard callback_data
message_id command emoji user"""
KEYS = st.sampled_from(WORDS.split())
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
NEAR = st.sampled_from([ANN, -1001000000001, 1, 2, "1", "", "x", "attach://photo", "[]", "{}", "[[1]]", "null"])
#: Left out since it waits: the poll's own tests are elsewhere.
QUICK = sorted(set(METHODS) - {"getUpdates"})


#: What makes most calls sound, so that noise in one parameter is seen by the method itself.
SOUND = {"chat_id": ANN, "from_chat_id": ANN, "message_id": 2, "user_id": ANN, "text": "Hello"}


@st.composite
def _calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(QUICK))
    accepts = sorted(METHODS[name].accepts)
    noisy = draw(st.sets(st.sampled_from(accepts), max_size=3)) if accepts else set()
    sound = {param: value for param, value in SOUND.items() if param in accepts}
    return name, sound | {param: draw(NEAR | JUNK) for param in sorted(noisy)}


@settings(max_examples=120, deadline=None)
@given(_calls())
def test_every_call_is_answered(made: tuple[str, dict[str, Any]]) -> None:
    """No parameters, however odd, are more than a refusal: never a crash, always JSON."""

    async def run() -> None:
        world = World(limits=False)
        write(world, "/start")
        await call(world, "sendMessage", {"chat_id": ANN, "text": "Hi"})
        answer = await call(world, *made)
        assert answer.status in {200, 400, 403, 404, 409}
        assert answer.body["ok"] == (answer.status == 200)
        json.dumps(answer.body)

    asyncio.run(run())


@given(st.text(max_size=60), st.integers(1, 20))
def test_pieces_hold_all_that_was_written(text: str, most: int) -> None:
    """Pieces fit, none is empty, and together they are the text but for the spaces at the cuts."""
    text = text.strip()
    pieces = split(text, max(2, most))
    assert all(0 < entities.units(piece) <= max(2, most) for piece in pieces)
    assert "".join(text.split()) == "".join("".join(pieces).split())


@given(st.text(alphabet="a🤡é\n ", min_size=1, max_size=12), st.integers(-2, 30), st.integers(-2, 30))
def test_an_entity_is_within_its_text(text: str, offset: int, length: int) -> None:
    """An entity is taken exactly when it is a non-empty span of whole characters of the text."""
    units = text.encode("utf-16-le")
    span = units[2 * offset : 2 * (offset + length)] if offset >= 0 and length > 0 else b""
    try:
        whole = len(span) == 2 * length and bool(span.decode("utf-16-le")) and _aligned(units, offset)
    except UnicodeDecodeError:
        whole = False
    try:
        entities.checked([{"type": "bold", "offset": offset, "length": length}], text)
    except Refusal:
        assert not whole
    else:
        assert whole


def _aligned(units: bytes, offset: int) -> bool:
    units[: 2 * offset].decode("utf-16-le")
    return True
