"""The sheet: an A5 page for the printer, drawn from its recipe; black on white, one side for each language."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from messages.said import Document, Page
from messages.sheets import ENCODING

#: What a printer may cut off at the bottom.
EDGE = 6.0
MARGIN = 10.0
#: A5, in millimetres.
WIDTH, HEIGHT = 148.0, 210.0
#: The code is printed so wide, in millimetres: an old phone reads it at arm's length.
CODE = 38.0
FONT = "Helvetica"


class SheetTooLong(ValueError):
    """The words do not fit on the page; the message names the language. Shorten the sheet_ texts."""


def pdf(recipe: Document) -> bytes:
    """Return the sheet as a PDF whose text can be read aloud and searched."""
    return book([recipe])


def book(recipes: Sequence[Document]) -> bytes:
    """Return the sheets of a whole list as one PDF, each with its own code, in order."""
    paper = FPDF(orientation="portrait", unit="mm", format=(WIDTH, HEIGHT))
    paper.core_fonts_encoding = ENCODING
    paper.set_margin(MARGIN)
    paper.set_auto_page_break(auto=False)
    paper.set_title(recipes[0].pages[0].title)
    paper.set_lang(recipes[0].pages[0].lang)
    for recipe in recipes:
        for page in recipe.pages:
            _page(paper, printable(page), recipe.link)
    return bytes(paper.output())


def printable(page: Page) -> Page:
    """Return a page whose one free word, an initial, is in letters that the fonts have."""
    whose = page.whose.encode(ENCODING, "replace").decode(ENCODING)
    return page.model_copy(update={"whose": whose})


def _page(paper: FPDF, page: Page, link: str) -> None:
    paper.add_page()
    _head(paper, page, link)
    for number, (head, lines) in enumerate(page.boxes):
        _box(paper, head, lines, framed=number == 0)
    _numbers(paper, page)
    if paper.get_y() > HEIGHT - EDGE:
        raise SheetTooLong(page.lang)


def _head(paper: FPDF, page: Page, link: str) -> None:
    """Name, whose sheet it is, and the code beside them."""
    paper.image(_code(link), x=WIDTH - MARGIN - CODE, y=MARGIN, w=CODE, alt_text=page.scan)
    beside = WIDTH - 2 * MARGIN - CODE - 4
    paper.set_font(FONT, "B", 16)
    _text(paper, beside, 7, page.title)
    paper.set_font(FONT, "", 11)
    _text(paper, beside, 5.2, page.whose)
    paper.ln(1.5)
    paper.set_font(FONT, "", 10)
    _text(paper, beside, 4.6, page.scan)
    paper.set_y(max(paper.get_y(), MARGIN + CODE) + 3)


def _box(paper: FPDF, head: str, lines: tuple[str, ...], *, framed: bool) -> None:
    """A heading and its lines; the first one, for emergencies, stands in a frame."""
    top = paper.get_y()
    inset = 2.5 if framed else 0.0
    paper.set_xy(MARGIN + inset, top + inset)
    paper.set_font(FONT, "B", 14 if framed else 12)
    _text(paper, WIDTH - 2 * MARGIN - 2 * inset, 6.4 if framed else 5.6, head, indent=inset)
    paper.set_font(FONT, "", 11.5 if framed else 11)
    for line in lines:
        _text(paper, WIDTH - 2 * MARGIN - 2 * inset, 5.2 if framed else 5.0, f"• {line}", indent=inset)
    if framed:
        paper.set_line_width(0.8)
        paper.rect(MARGIN, top, WIDTH - 2 * MARGIN, paper.get_y() - top + inset)
    paper.set_y(paper.get_y() + inset + 2)


def _numbers(paper: FPDF, page: Page) -> None:
    paper.set_line_width(0.2)
    paper.line(MARGIN, paper.get_y(), WIDTH - MARGIN, paper.get_y())
    paper.ln(1.5)
    paper.set_font(FONT, "B", 10.5)
    for line in page.numbers:
        _text(paper, WIDTH - 2 * MARGIN, 5, line)
    paper.ln(1)
    paper.set_font(FONT, "", 9.5)
    _text(paper, WIDTH - 2 * MARGIN, 4.2, page.foot)


def _text(paper: FPDF, width: float, height: float, text: str, *, indent: float = 0.0) -> None:
    paper.set_x(MARGIN + indent)
    paper.multi_cell(width, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _code(link: str) -> io.BytesIO:
    picture = io.BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=10, border=2)
    picture.seek(0)
    return picture
