"""Sheets: the words of the A5 page that a patient takes home, with or without Telegram (people.md 11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from messages.said import Document, Page
from messages.wording import Wording

#: The letters that the sheet's fonts can print.
ENCODING = "cp1252"
#: What to call for at once, the same day, what is usual, and what helps; each a list in the texts.
LISTS = ("emergency", "today", "usual", "helps")


def sheet(
    wording: Wording,
    languages: Sequence[str],
    *,
    link: str,
    initials: str,
    ended_at: dt.datetime,
    until: dt.datetime,
    now: dt.datetime,
    unsigned: bool,
) -> Document:
    """Return the sheet's recipe: one page a language, the same code on each."""
    zone = wording.clinic.zone
    pages = tuple(
        Page(
            lang=lang,
            title=wording.clinic.name,
            whose=wording.text(lang, "sheet_whose", initial=initials[:1], date=_day(wording, lang, ended_at)),
            scan=wording.text(lang, "sheet_scan", until=wording.when(lang, until, zone, now)),
            boxes=tuple(_box(wording, lang, name) for name in LISTS),
            numbers=tuple(wording.text(lang, "sheet_numbers", hours=wording.hours_line(lang)).split("\n")),
            foot=wording.text(lang, "sheet_unsigned" if unsigned else "sheet_foot"),
        )
        for lang in languages
    )
    return Document(kind="sheet", name=f"sheet-{initials}.pdf", link=link, pages=pages)


def prints(char: str) -> bool:
    """Say whether the sheet's fonts have a letter."""
    try:
        char.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _day(wording: Wording, lang: str, moment: dt.datetime) -> str:
    return wording.date(lang, moment.astimezone(wording.clinic.tz))


def _box(wording: Wording, lang: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Return a heading and its lines."""
    head, *lines = wording.text(lang, f"sheet_{name}").split("\n")
    return head, tuple(lines)
