"""Taps: signed buttons that fit into Telegram's 64 bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import pickers
from bot.taps import Signer, Tap
from messages import catalog
from messages.catalog import CONTENT, load_plan
from records.types import new_ref

SIGNER = Signer(b"secret of the house")
NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)


@settings(max_examples=50)
@given(action=NAMES, option=NAMES, chat=st.integers(-(2**52), 2**52))
def test_what_is_signed_can_be_read(action: str, option: str, chat: int) -> None:
    """A button comes back as it went out."""
    tap = Tap(action=action, ref=new_ref(), option=option)

    assert tap == SIGNER.read(SIGNER.sign(tap, chat_id=chat), chat_id=chat)


@settings(max_examples=50)
@given(data=st.text(max_size=64))
def test_what_is_not_signed_is_nothing(data: str) -> None:
    """Whatever a client makes up is read as nothing and raises nothing."""
    assert SIGNER.read(data, chat_id=1) is None


def test_a_button_belongs_to_its_chat_and_its_house() -> None:
    """Copied to another chat, or signed by another house, it does not count."""
    data = SIGNER.sign(Tap(action="take", ref="r"), chat_id=1)

    assert SIGNER.read(data, chat_id=2) is None
    assert Signer(b"another").read(data, chat_id=1) is None


def test_too_long_data_is_a_fault_of_ours() -> None:
    """Telegram would refuse it, so we do first."""
    with pytest.raises(ValueError, match="too long"):
        SIGNER.sign(Tap(action="take", ref="r" * 64), chat_id=1)


def test_every_button_of_the_content_fits() -> None:
    """Questions' options, modifiers and topics all fit with a real ref."""
    plan, topics = catalog.load_plan(catalog.CONTENT), catalog.load().topics
    taps = [
        Tap(action=each.id, ref=new_ref(), option=option)
        for each in plan.questions
        for option in (*each.options, "done")
    ]
    taps += [Tap(action="mod", ref=new_ref(), option=each) for each in pickers.MODIFIERS]
    taps += [Tap(action="topic", ref=each) for each in topics]

    assert all(len(SIGNER.sign(tap, chat_id=-1001000000001).encode()) <= 64 for tap in taps)


def test_every_button_of_the_plan_fits() -> None:
    """A question's id and its option's, a row's reference and the signature: never more than Telegram's 64 bytes."""
    signer = Signer(b"secret")
    for question in load_plan(CONTENT).questions:
        for option in (*question.options, "skip", "done", "10"):
            signer.sign(Tap(action=question.id, ref=new_ref(), option=option), chat_id=-(10**13))
