"""Trays and sheaves: what is in hand is one person's and not for long; sheets are printed whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from messages.said import Page
from review import sheet, trays
from review.trays import KEPT, Trays
from tests.conftest import NOW
from tests.review.test_sheet import recipe, words

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Thing:
    """Something to hold."""

    name: str


@dataclass(frozen=True)
class Other:
    """Something of another kind."""


def test_a_tray_holds_one_thing_of_each_kind() -> None:
    """The newest stands; each sitting has its own; dropping lets go of one kind."""
    held = Trays()
    for name in ("a", "b"):
        held.put(1, Thing(name), now=NOW)
    held.put(1, Other(), now=NOW)
    held.put(2, Thing("c"), now=NOW)

    assert [Thing("b"), Thing("c"), None] == [held.look(each, Thing, now=NOW) for each in (1, 2, 3)]
    held.drop(1, Thing)
    held.drop(1, Thing)
    assert (None, Other()) == (held.look(1, Thing, now=NOW), held.look(1, Other, now=NOW))


def test_what_lies_too_long_is_gone() -> None:
    """To the minute, and for good."""
    held = Trays()
    held.put(1, Thing("a"), now=NOW)

    assert Thing("a") == held.look(1, Thing, now=NOW + KEPT)
    assert [None, None] == [held.look(1, Thing, now=each) for each in (NOW + KEPT + MINUTE, NOW)]


def test_trays_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the oldest goes."""
    monkeypatch.setattr(trays, "MOST", 2)
    held = Trays()
    for each in (1, 2, 3):
        held.put(each, Thing(str(each)), now=NOW)

    assert [None, Thing("2"), Thing("3")] == [held.look(each, Thing, now=NOW) for each in (1, 2, 3)]


def test_a_sheaf_is_all_of_its_sheets() -> None:
    """Every page of every sheet, in order, with the words of a single one."""
    one = recipe()
    two = one.model_copy(update={"pages": tuple(_whose(page, "For K., treated") for page in one.pages)})
    drawn = sheet.book([one, two])

    assert 2 * len(one.pages) == drawn.count(b"/Type /Page\n")
    said = words(drawn)
    assert words(sheet.pdf(one)) in said
    assert said.index("For J., treated") < said.index("For K., treated")


def _whose(page: Page, whose: str) -> Page:
    return page.model_copy(update={"whose": whose})


def test_an_initial_that_the_fonts_lack_is_a_mark() -> None:
    """The rest of the sheet is as it was."""
    page = _whose(recipe().pages[0], "For Ж., treated")

    assert "For ?., treated" == sheet.printable(page).whose


def test_a_sheaf_that_does_not_fit_is_refused() -> None:
    """As a single sheet is: never a cut list of dangers."""
    one = recipe()
    long = one.pages[0].model_copy(update={"boxes": (*one.pages[0].boxes, ("More", ("a long line of words",) * 30))})

    with pytest.raises(sheet.SheetTooLong, match="en"):
        sheet.book([one.model_copy(update={"pages": (long,)})])
