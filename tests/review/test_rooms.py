"""The other rooms of the page: search, figures, trying, the poster and the audit."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from records import audit, patients, visits
from records.models import Checkin, Heard, Outgoing
from records.store import Db, Store
from review.pages import search
from tests.conftest import NOW
from tests.review.press import Press, equipped
from tests.review.ward import Ward, course, enrol, several


@pytest.fixture
async def ward(memory: Store) -> AsyncIterator[Ward]:
    """The page with a morning's patients."""
    made = equipped(memory)
    made.store.write_now(several)
    yield made
    await made.close()


def counts(ward: Ward) -> tuple[int, ...]:
    """Return how much is remembered and said, to see that nothing was added."""
    models = (Heard, Outgoing, Checkin)
    return ward.store.read_now(lambda db: tuple(db.query(each).count() for each in models))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, {"JM", "AB", "CD", "LP", "EF"}),
        ({"who": "jm"}, {"JM"}),
        ({"who": "J.M."}, {"JM"}),
        ({"who": "ab 05:54"}, {"AB"}),
        ({"who": "m"}, set()),
        ({"level": "emergency"}, {"AB"}),
        ({"level": "nonsense"}, {"JM", "AB", "CD", "LP", "EF"}),
        ({"state": "calm"}, set()),
        ({"state": "open", "level": "routine"}, {"LP", "EF"}),
        ({"since": "2026-03-05"}, {"AB", "CD", "EF"}),
        ({"until": "2026-03-04"}, {"JM", "LP"}),
        ({"since": "x", "until": "9999-12-31"}, {"JM", "AB", "CD", "LP", "EF"}),
    ],
)
async def test_patients_are_found_by_what_is_not_sealed(ward: Ward, question: dict[str, str], found: set[str]) -> None:
    """By initials, day and time, level and state; what cannot be meant is left out."""
    ana = await ward.enters("Ana")
    page = await ana.does("/search", **question)

    assert found == {each for each in ("JM", "AB", "CD", "LP", "EF") if f"<bdi>{each}, " in page}
    assert "cannot be searched by their words" in page


async def test_what_is_looked_for_stands_in_no_address(ward: Ward) -> None:
    """Initials name a patient: they are in the form and in memory, not in an address, and not for others."""
    ana, ben = await ward.enters("Ana"), await ward.enters("Ben")
    answer = await ana.posts("/search", who="JM")

    assert (303, "/search") == (answer.status, answer.headers["Location"])
    assert 'value="JM"' in await ana.sees("/search")
    assert [{"actor": "staff:1", "action": "patients.searched", "subject": ""}] == ward.lines("patients")
    assert 'value="JM"' not in await ben.sees("/search")
    ward.later(minutes=16)
    assert 'value="JM"' not in await ana.sees("/search")


async def test_search_keeps_to_the_places_of_who_asks(ward: Ward) -> None:
    """Another place's patients are not there."""
    ward.store.write_now(lambda db: enrol(db, 8001, initials="ZZ", place="north"))
    ward.desk.of["Ana"] = ("north",)
    page = await (await ward.enters("Ana")).does("/search")

    assert ("<bdi>ZZ, " in page, "<bdi>JM, " in page) == (True, False)


async def test_a_cut_search_says_so(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is not shown is at least counted or named."""
    monkeypatch.setattr("records.search.MOST", 3)
    monkeypatch.setattr(search, "MOST_SHOWN", 2)
    page = await (await ward.enters("Ana")).does("/search")

    assert ("only the newest 3 were" in page, "1 more are not shown" in page) == (True, True)


async def test_figures_count_what_happened(ward: Ward) -> None:
    """Response, promptness, events and topics, each with its numbers in words."""

    def asked(db: Db) -> None:
        course(db, patients.called(db, "JM")[0])
        for row in db.query(Checkin).filter(Checkin.state == "answered"):
            row.sent_at = NOW - dt.timedelta(days=1)

    ward.store.write_now(asked)
    page = await (await ward.enters("Ana")).sees("/figures?days=7")
    for words in (
        "5 sessions in the last 7 days",
        "Do people answer?",
        'data-label="Check-in">c1',
        "Emergency",
        "Upper back",
        "9 of 10 within",
    ):
        assert words in page


async def test_few_sessions_are_not_shown_by_area(ward: Ward) -> None:
    """Five of an area are; one of another is too few."""

    def work(db: Db) -> None:
        visit = visits.latest(db, enrol(db, 8001, initials="ZZ").id)
        assert visit is not None
        visits.correct(db, visit, ended_at=visit.ended_at, site=visits.Site(area="jaw"))

    ward.store.write_now(work)
    page = await (await ward.enters("Ana")).sees("/figures")

    jaw = page.split("Jaw</th>")[1].split("</tr>")[0]
    assert "Too few to show" in jaw
    assert "Too few" not in page.split("Upper back</th>")[1].split("</tr>")[0]


async def test_the_front_desk_sees_nothing_of_one_person(ward: Ward) -> None:
    """Small numbers, areas, and what is open are not shown to it, nor in its file."""
    cleo = await ward.enters("Cleo")
    page, table = await cleo.sees("/figures"), await cleo.sees("/figures/table")

    assert "fewer than 5" in page
    for words in ("How soon do we answer", "By area", "not read well", "Open now"):
        assert words not in page
    assert not [line for line in table.splitlines() if line.startswith(("staff", '"sessions flagged,'))]
    flagged = [row for row in csv.reader(io.StringIO(table)) if row[0] == "sessions flagged"]
    assert {"too few", "0.0000"} >= {row[4] for row in flagged}


async def test_figures_can_be_taken_along(ward: Ward) -> None:
    """As a table with intervals; that somebody took it is written down."""
    ana = await ward.enters("Ana")
    answer = await ana.gets("/figures/table?days=90")
    rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))

    assert ["what", "name", "number", "of", "share", "from", "to"] == rows[0]
    (row,) = [each for each in rows if each[:2] == ["sessions flagged", "emergency"]]
    assert ["1", "5", "0.2000", "0.0362", "0.6245"] == row[2:]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [("figures.exported", 90)] == [(each["action"], each["days"]) for each in ward.lines("figures")]


async def test_a_message_is_tried_and_nothing_comes_of_it(ward: Ward) -> None:
    """Level, marked words, rules and reply are shown; nothing is kept, said or raised."""
    ana, before, flags_before = await ward.enters("Ana"), counts(ward), ward.all_rows()
    answer = await ana.posts("/try", words="my chest hurts & I <b>can't</b> breathe", lang="en", hours="3,5",
                             area="neck", modifiers=["pregnant"])  # fmt: skip
    page = await answer.text()

    assert 200 == answer.status
    for words in (
        "Nobody gets this",
        "Emergency",
        "<mark",
        "Call 911 now",
        "&lt;b&gt;can&#39;t&lt;/b&gt;",
        'value="3.5"',
    ):
        assert words in page
    assert (before, flags_before) == (counts(ward), ward.all_rows())
    assert [] == ward.lines("flag.raised")


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": "x", "lang": "xx", "hours": "nan", "area": "moon"}, {}])
async def test_odd_forms_are_tried_as_far_as_they_go(ward: Ward, fields: dict[str, str]) -> None:
    """What is no language, hour or area is left out."""
    assert 200 == (await (await ward.enters("Ana")).posts("/try", **fields)).status


async def test_a_question_in_spanish_is_answered_in_spanish(ward: Ward) -> None:
    """The bubbles are in the language of the message."""
    page = await (await (await ward.enters("Ben")).posts("/try", words="¿me puedo duchar?", lang="es")).text()

    assert '<div class="bubble try" lang="es">' in page


async def test_the_poster_has_its_code_and_the_number_for_emergencies(ward: Ward) -> None:
    """In both languages, with the clinic's name."""
    page = await (await ward.enters("Cleo")).sees("/poster")
    for words in ("Irvine Clinic", "call 911", "llame al 911", '<svg viewBox="', 'lang="es"'):
        assert words in page


async def test_without_a_poster_the_page_says_how_to_turn_it_on(ward: Ward) -> None:
    """No link, no code."""
    assert isinstance(ward.desk, Press)
    ward.desk.poster = ""
    page = await (await ward.enters("Cleo")).sees("/poster")

    assert ("poster = true" in page, "<svg viewBox" in page) == (True, False)


async def test_the_audit_names_people_and_finds_by_kind_and_person(ward: Ward) -> None:
    """Ana, not staff:1; each way narrows what is shown; the chain is whole."""
    ben = await ward.enters("Ben")
    page = await ben.sees("/audit")
    assert ("Verified: " in page, '<td data-label="Who">Ana</td>' in page, "staff:1" in page) == (True, True, False)

    page = await ben.sees("/audit?action=page.login")
    assert ('<td data-label="What">page: login</td>' in page, "flag: resolved</td>" in page) == (True, False)
    page = await ben.sees("/audit?who=1")
    assert ("flag: resolved</td>" in page, "page: login</td>" in page) == (True, False)
    assert "No line fits" in await ben.sees("/audit?subject=nothing")


async def test_a_patients_own_deeds_name_nobody(ward: Ward) -> None:
    """What a patient did is "a patient": her reference is enough to find the rest."""
    ward.store.write_now(lambda db: audit.note(db, now=ward.now, actor="patient:abc", action="x.y", subject="s"))

    assert '<td data-label="Who">a patient</td>' in await (await ward.enters("Ben")).sees("/audit?action=x.y")


async def test_older_lines_are_a_page_away(ward: Ward) -> None:
    """A hundred at once, and a way to those before."""

    def work(db: Db) -> None:
        for number in range(150):
            audit.note(db, now=ward.now, actor="clock", action="turn.ran", subject=f"s{number:03}")

    ward.store.write_now(work)
    ben = await ward.enters("Ben")
    page = await ben.sees("/audit?action=turn.ran")
    assert ("s149" in page, "s050" in page, "s049" in page) == (True, True, False)
    before = page.split("before=")[1].split('"')[0]
    assert "s049" in await ben.sees(f"/audit?action=turn.ran&before={before}")


async def test_a_broken_chain_is_said(ward: Ward) -> None:
    """A line that somebody changed behind our back is named."""

    def forge(db: Db) -> None:
        db.execute(text("DROP TRIGGER audit_no_update"))
        db.execute(text("UPDATE audit SET subject = 'x' WHERE id = 1"))

    ward.store.write_now(forge)
    assert "broken at line 1" in await (await ward.enters("Ben")).sees("/audit")


async def test_a_long_chain_is_looked_through_when_asked(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it on every visit."""
    monkeypatch.setattr("review.pages.audit.SHORT", 0)
    ben = await ward.enters("Ben")

    assert "Check that none was changed" in await ben.sees("/audit")
    assert "Verified: " in await ben.sees("/audit?chain=1")


async def test_the_audit_can_be_taken_along_and_that_is_a_line(ward: Ward) -> None:
    """No cell of it is a formula, and the next look shows who took it."""
    ward.store.write_now(lambda db: audit.note(db, now=ward.now, actor="=1+1", action="x.y", subject="@z"))
    ben = await ward.enters("Ben")
    table = await ben.sees("/audit/table?action=x.y")

    row = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))[1]
    assert ["'=1+1", "x.y", "'@z"] == row[2:5]
    assert ["audit.exported"] == [each["action"] for each in ward.lines("audit.")]


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "who=%27%3B--", "action=%25", "chain="])
async def test_no_address_breaks_the_audit(ward: Ward, query: str) -> None:
    """What cannot be meant is left out."""
    assert 200 == (await (await ward.enters("Ben")).gets(f"/audit?{query}")).status


@pytest.mark.parametrize("path", ["/search", "/try", "/feedback", "/audit", "/audit/table"])
async def test_the_front_desk_is_kept_out(ward: Ward, path: str) -> None:
    """Patients' words and the clinic's own affairs are not for it."""
    assert 403 == (await (await ward.enters("Cleo")).gets(path)).status


async def test_the_audit_is_the_leads(ward: Ward) -> None:
    """A clinician does not read who did what."""
    assert 403 == (await (await ward.enters("Ana")).gets("/audit")).status
