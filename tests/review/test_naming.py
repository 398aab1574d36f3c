"""What may name somebody is marked before her words teach anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import naming


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("can I swim after Ana saw me", "can I swim after saw me"),
        ("my name is julia, can I swim", "my name is , can I swim"),
        ("Is Dr. Lopez Garcia in? Can I swim", "Is Dr. in? Can I swim"),
        ("call me on 949-555-0123 about ice", "call me on about ice"),
        ("write to j.meyer@example.org or @juli_a please", "write to or please"),
        ("see https://t.me/abc?x=1 for it", "see for it"),
        ("born 05/03/1968, ice or heat", "born , ice or heat"),
        ("after 48 hours can I take Ibuprofen on Monday", "after hours can I take Ibuprofen on Monday"),
    ],
)
def test_names_and_numbers_are_taken_out(text: str, left: str) -> None:
    """Names, numbers, addresses; what the content knows and weekdays stay."""
    assert left == naming.without(text, {"ibuprofen"})


@given(st.text(max_size=200))
def test_nothing_is_lost_or_doubled(text: str) -> None:
    """The pieces are the text, whatever it is; without what is marked nothing leads to anybody."""
    assert text == "".join(each.words for each in naming.pieces(text))
    assert all(each.words for each in naming.pieces(text))


@pytest.mark.parametrize(
    ("text", "found"), [("ring 9495550123", True), ("a@b.c", True), ("after 48 hours", True), ("after two days", False)]
)
def test_what_leads_to_somebody_is_known(text: str, found: bool) -> None:
    """A number or an address is never kept, whatever else staff leave in."""
    assert found == naming.reaches(text)
