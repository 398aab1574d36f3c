"""The sheet: a page a language, everything on it, nothing beyond its edge."""

from __future__ import annotations

import datetime as dt
import re
import zlib

import pytest

from bot import demo
from bot.config import load
from messages import catalog as content
from messages import sheets
from messages.said import Document, Page
from messages.wording import Wording
from review import sheet

NOW = dt.datetime(2026, 3, 5, 18, 0, tzinfo=dt.UTC)
LINK = "https://t.me/harbor_bot?start=" + "A" * 22


def recipe(**more: bool) -> Document:
    """Return the example clinic's sheet for JM."""
    catalog = content.load()
    wording = Wording(catalog.texts, load(demo.EXAMPLE, env={"AFTERCARE_TOKEN": "none"}).clinic)
    return sheets.sheet(
        wording, catalog.languages, link=LINK, initials="JM", ended_at=NOW, until=NOW + dt.timedelta(hours=72), now=NOW,
        **({"unsigned": True} | more),
    )  # fmt: skip


def words(drawn: bytes) -> str:
    """Return the text of a PDF as it stands in its streams."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", drawn, re.DOTALL)
    texts = []
    for stream in streams:
        try:
            texts.append(zlib.decompress(stream).decode("cp1252", "replace"))
        except zlib.error:
            continue
    shown = re.findall(r"\((.*?)(?<!\\)\) Tj", "".join(texts))
    return " ".join(shown).replace("\\(", "(").replace("\\)", ")")


@pytest.mark.holds("people:11")
def test_everything_is_on_the_page() -> None:
    """Whose it is, until when, red flags, numbers, what is usual, and that it is enough without Telegram."""
    said = words(sheet.pdf(recipe()))

    for part in ("Harbor Physio", "For J., treated on Thursday 5 March", "The code works once", "Call 911 at once for"):
        assert part in said
    for part in ("chest pain", "slurred speech", "949-555-0100", "988", "This sheet is enough", "two weeks"):
        assert part in said


def test_one_page_a_language() -> None:
    """Each language of the content has its own side."""
    drawn = recipe()

    assert len(drawn.pages) == len(re.findall(rb"/Type /Page\n", sheet.pdf(drawn)))


@pytest.mark.holds("people:26")
def test_unsigned_words_say_so_on_paper() -> None:
    """A sheet of unsigned content is a sample; a signed one is not."""
    assert ["SAMPLE" in words(sheet.pdf(recipe(unsigned=each))) for each in (True, False)] == [True, False]


def test_what_does_not_fit_is_refused() -> None:
    """A page that would run over its edge is an error that names the language, never a cut list of dangers."""
    page = recipe().pages[0]
    long = Page(**page.model_dump() | {"boxes": (*page.boxes, ("More", ("a long line of words",) * 30))})

    with pytest.raises(sheet.SheetTooLong, match="en"):
        sheet.pdf(recipe().model_copy(update={"pages": (long,)}))
