"""The queue: the most serious first, each with why, how long, whose, and by when; nothing that should not be seen."""

from __future__ import annotations

import re

import pytest

from records import checkins, visits
from records.models import Flag, Patient
from records.store import Db
from tests.review.ward import NOW, Ward, course, enrol, hears, lift, person, several


def names(page: str) -> list[str]:
    """Return the people on a page, in order."""
    return re.findall(r'class="person"[^>]*><bdi>(\w+)', page)


def row(page: str, initials: str) -> str:
    """Return one person's row, without its markup."""
    (found,) = [part for part in page.split('<li class="row')[1:] if f"<bdi>{initials}," in part]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.partition("</li>")[0]))


async def test_the_most_serious_stands_first(ward: Ward) -> None:
    """By level, and within a level the oldest first."""
    ward.store.write_now(several)
    page = await (await ward.enters("Ana")).sees("/queue")
    assert ["AB", "CD", "JM", "LP", "EF"] == names(page)


async def test_a_row_says_what_a_nurse_needs(ward: Ward) -> None:
    """Level as a word, why, the first line she wrote, how long, who has it, and by when an answer was promised."""
    ward.store.write_now(several)
    page = await (await ward.enters("Ana")).sees("/queue")
    jm = row(page, "JM")
    for word in (
        "Urgent",
        "bruise or a little bleeding; raised: blood thinner",
        "The bruise is bigger than my hand now",
    ):
        assert word in jm
    assert "it is hard" not in jm
    assert ("Waiting 30 min" in jm, "Nobody yet" in jm, "Answer by 10:30" in jm) == (True, True, True)
    assert "Overdue since 08:59" in row(page, "AB")
    assert " ES " in row(page, "LP")


async def test_words_about_self_harm_are_not_on_the_list(ward: Ward) -> None:
    """They are read on the patient's page, not over a shoulder."""
    ward.store.write_now(several)
    page = await (await ward.enters("Ana")).sees("/queue")
    assert "do not want to be here" not in page
    assert "Words are not shown in this list" in row(page, "CD")


async def test_the_strip_counts_the_day(ward: Ward) -> None:
    """What she holds, what is overdue, who is silent, and what is still to come today."""

    def work(db: Db) -> None:
        found = several(db)
        visit = visits.latest(db, found["JM"].patient_id)
        assert visit is not None
        silent = checkins.of_visit(db, visit.id)[2]
        silent.state, silent.due_at = "missed", NOW
        course(db, enrol(db, 7100, hours=20))

    ward.store.write_now(work)
    ana = await ward.enters("Ana")
    page = await ana.sees("/queue")
    strip = re.findall(r"<b>(\d+)</b> ([a-z -]+)", page.partition('class="filters"')[0])
    assert [("0", "taken by you"), ("2", "overdue"), ("1", "silent"), ("0", "check-ins still today")] == strip
    flag = ward.store.read_now(lambda db: db.query(Flag).filter_by(level="emergency").one().ref)
    await ana.does(f"/flag/{flag}/take")
    assert "<b>1</b> taken by you" in await ana.sees("/queue")
    await ana.does(f"/flag/{flag}/reply", words="Did you call?")
    assert "<b>1</b> overdue" in await ana.sees("/queue")


async def test_check_ins_of_today_are_counted_to_midnight(ward: Ward) -> None:
    """What is due tomorrow is not of today."""

    def work(db: Db) -> None:
        course(db, enrol(db, 7100, hours=40))
        course(db, enrol(db, 7101, hours=28))

    ward.store.write_now(work)
    page = await (await ward.enters("Ana")).sees("/queue")
    assert "<b>1</b> check-ins still today" in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?level=emergency", ["AB"]),
        ("?level=review", ["LP", "EF"]),
        ("?who=me", ["JM"]),
        ("?level=nonsense", ["AB", "CD", "JM", "LP", "EF"]),
        ("?page=-1", ["AB", "CD", "JM", "LP", "EF"]),
        ("?page=99999", ["AB", "CD", "JM", "LP", "EF"]),
        ("?page=٣", ["AB", "CD", "JM", "LP", "EF"]),
    ],
)
async def test_the_queue_can_be_narrowed(ward: Ward, asked: str, shown: list[str]) -> None:
    """By level or to one's own; a question that makes no sense shows all."""
    flags = ward.store.write_now(several)
    ana = await ward.enters("Ana")
    await ana.does(f"/flag/{flags['JM'].ref}/take")
    assert shown == names(await ana.sees(f"/queue{asked}"))


async def test_a_long_queue_has_pages(ward: Ward) -> None:
    """A hundred a page; all are reached, none twice, and the counts are of all."""

    def work(db: Db) -> None:
        for number in range(205):
            lift(db, enrol(db, 8000 + number, initials=f"P{number}"), "routine", "r16", ago=number + 1)

    ward.store.write_now(work)
    ana = await ward.enters("Ana")
    pages = [await ana.sees(f"/queue?page={number}") for number in (1, 2, 3)]
    seen = [name for page in pages for name in names(page)]
    assert [f"P{number}" for number in reversed(range(205))] == seen
    assert all("For review <b>205</b>" in page for page in pages)
    assert ("Page 1 of 3" in pages[0], 'rel="next"' in pages[2]) == (True, False)


async def test_the_list_comes_alone_for_a_page_that_is_open(ward: Ward) -> None:
    """The live part is the list and nothing around it, and the same flags."""
    ward.store.write_now(several)
    ana = await ward.enters("Ana")
    live = await ana.sees("/queue/live?level=review")
    assert (["LP", "EF"], False) == (names(live), "<html" in live)


async def test_only_ones_own_places_are_listed_and_counted(ward: Ward) -> None:
    """Another place's flags are neither shown nor counted."""

    def work(db: Db) -> None:
        lift(db, enrol(db, 7001, initials="NO", place="north"), "urgent", "r21", ago=9)
        lift(db, enrol(db, 7002, initials="SO", place="south"), "urgent", "r21", ago=9)

    ward.store.write_now(work)
    ward.desk.of["Ana"] = ("south",)
    page = await (await ward.enters("Ana")).sees("/queue")
    assert (["SO"], True) == (names(page), "Urgent <b>1</b>" in page)


async def test_markup_in_names_and_words_is_only_text(ward: Ward) -> None:
    """What anybody typed can neither become markup nor turn the line around."""

    def work(db: Db) -> None:
        patient = enrol(db, 7001, initials='<img src=x onerror="a()">')
        hears(db, patient, "</q><script>a()</script>\u202etxet", ago=1)
        lift(db, patient, "routine", "r16")
        person(db, "Ben").name = "<b>Ben</b>"

    ward.store.write_now(work)
    page = await (await ward.enters("Ana")).sees("/queue")
    assert "&lt;img src=x onerror=&#34;a()&#34;&gt;" in page
    assert "&lt;/q&gt;&lt;script&gt;a()&lt;/script&gt;txet" in page
    assert ("<img src=x" in page, "<script>a" in page, "\u202e" in page) == (False, False, False)


async def test_an_empty_queue_says_so(ward: Ward) -> None:
    """Nothing is not an error."""
    ana = await ward.enters("Ana")
    assert "Nothing waits" in await ana.sees("/queue")
    assert "You have nothing in hand" in await ana.sees("/queue?who=me")


async def test_a_flag_whose_words_are_erased_is_still_listed(ward: Ward) -> None:
    """A key that was destroyed takes the words with it, never the queue."""
    flags = ward.store.write_now(several)
    ana = await ward.enters("Ana")
    gone = ward.store.read_now(lambda db: db.get_one(Patient, flags["JM"].patient_id).ref)
    ward.store.keys.destroy(gone)
    page = await ana.sees("/queue")
    assert ("The bruise is bigger" in page, 5) == (False, page.count('class="person"'))
