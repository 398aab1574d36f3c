"""Said: plain data within Telegram's limits, and nothing of a patient's that could disguise itself."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from messages import catalog
from messages.cards import CardView, flag_card
from messages.said import TEXT_LIMIT, Composer, Said, clean, cut, units
from messages.wording import Wording
from tests.messages.test_hours import clinic


@settings(max_examples=80)
@given(text=st.text(max_size=200), times=st.integers(1, 60))
def test_cut_keeps_the_limit_and_the_beginning(text: str, times: int) -> None:
    """No text is longer than Telegram takes, in its own units; what is short stays as it is."""
    long = text * times
    short = cut(long)

    assert units(short) <= TEXT_LIMIT
    assert long == short or short.endswith("…")


@settings(max_examples=80)
@given(words=st.lists(st.text(min_size=1, max_size=800), min_size=1, max_size=12))
def test_entities_stay_inside_the_text(words: list[str]) -> None:
    """Offsets and lengths count UTF-16 units and never reach beyond the end."""
    page = Composer()
    for each in words:
        page.quote(clean(each))
    said = page.said()

    assert all(0 <= each.offset and each.offset + each.length <= units(said.text) for each in said.entities)


@settings(max_examples=80)
@given(text=st.text(max_size=300))
def test_clean_takes_out_disguises(text: str) -> None:
    """No control characters, no direction overrides; ordinary letters of any script stay."""
    cleaned = clean(text)

    assert not set(cleaned) & set("\x00\x07\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200f")
    assert "שלום\nhola" == clean("שלום\nhola")


@settings(max_examples=40)
@given(words=st.text(max_size=600), who=st.text(max_size=40))
def test_any_words_make_a_card(words: str, who: str) -> None:
    """Whatever a patient writes stands on the card as a quotation and cannot change it."""
    wording = Wording(catalog_texts, clinic())
    view = CardView(ref="r" * 16, level="urgent", state="open", who=who, words=(("10:00", words),))

    said = flag_card(view, wording)

    assert units(said.text) <= TEXT_LIMIT
    assert said == Said.model_validate_json(said.model_dump_json())


catalog_texts = catalog.load().texts
