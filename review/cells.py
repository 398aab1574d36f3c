"""Cells: the bytes of a table that people saved from somewhere, as rows of clean text. Whatever the bytes, no error."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from messages.said import clean

DELIMITERS = ",;\t|"
#: A row longer than this is no row of a day's list.
WIDEST = 60
LONGEST_CELL = 300
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NoTable(ValueError):
    """The file is no table of text; the message says how to save it instead."""


class Row(NamedTuple):
    """A row and the number of the line on which it ends, as an editor counts."""

    number: int
    cells: tuple[str, ...]


def rows(data: bytes) -> list[Row]:
    """Return the rows that are not empty; NoTable for what is no text."""
    return [row for row in _split(decode(data)) if any(row.cells)]


def decode(data: bytes) -> str:
    """Return the text of a file as Excel and its like save it."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        msg = "This is not a text file. In the spreadsheet choose Save as, then CSV UTF-8, and upload that."
        raise NoTable(msg)
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    text = _first(data, [marked] if marked else ["utf-8", "cp1252"])
    if "\0" in text:
        msg = "This is not a text file. Save the list as CSV UTF-8, and upload that."
        raise NoTable(msg)
    return text


def _first(data: bytes, names: list[str]) -> str:
    for name in names:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    # A letter that no table knows becomes a box: its line is read, or said to be wrong.
    return data.decode(names[-1], "replace")


def _split(text: str) -> Iterator[Row]:
    by = _delimiter(text)
    try:
        found = list(_read(io.StringIO(text, newline=""), by))
    except csv.Error:
        # A quotation mark that nobody closes would swallow the rest of the list: each line stands for itself.
        lines = enumerate(text.splitlines(), start=1)
        return (Row(number, _clean(line.replace('"', "").split(by))) for number, line in lines)
    return iter(found)


def _read(lines: io.StringIO, by: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=by, strict=True)
    for cells in reader:
        yield Row(reader.line_num, _clean(cells))


def _clean(cells: list[str]) -> tuple[str, ...]:
    """A formula is text like any other; what only looks like nothing is taken out."""
    return tuple(" ".join(clean(cell).split())[:LONGEST_CELL] for cell in cells[:WIDEST])


def _delimiter(text: str) -> str:
    """The mark that parts the first line most often; a list without any has one cell a line."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=head.count)


def guarded(cell: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def table(lines: list[list[object]]) -> str:
    """Return rows as the text of a CSV file."""
    page = io.StringIO()
    csv.writer(page, lineterminator="\r\n").writerows([guarded(cell) for cell in line] for line in lines)
    return page.getvalue()
