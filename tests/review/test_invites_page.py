"""Invites at the page: one link, its sheet, a day's list, each once; and what became of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from records import invites
from records.models import Invite
from records.store import Db, Store
from review.desk import Invited, Told
from tests.records.people import invite
from tests.review.press import Press, equipped, states, uploads
from tests.review.ward import Ward

LIST = "initials,time,area\nJM,8:30,neck\nKL,8:45,hip\nXX,99:99,nek\n"


@pytest.fixture
async def ward(memory: Store) -> AsyncIterator[Ward]:
    """The page with a press."""
    made = equipped(memory)
    yield made
    await made.close()


@pytest.mark.parametrize("name", ["Ana", "Ben", "Cleo"])
async def test_a_line_becomes_a_link_with_its_code(ward: Ward, name: str) -> None:
    """Everyone at the desk makes links; the page shows who, the link, a code to scan, and the sheet."""
    visitor = await ward.enters(name)
    page = await visitor.does("/invites/make", words="JM 8:30 left neck Ana")

    assert "JM, Thu 08:30" in page
    assert "https://t.me/aftercare_bot?start=" in page
    assert '<svg viewBox="' in page
    assert "Print now" in page
    answer = await visitor.gets("/invites/sheets")
    assert ("application/pdf", b"%PDF") == (answer.content_type, (await answer.read())[:4])


async def test_fields_become_a_link_too(ward: Ward) -> None:
    """What stands in the fields is on the invite, the clinician as written."""
    cleo = await ward.enters("Cleo")
    who = {"initials": "Julia Meyer", "record": "A 17", "age": "52", "first": "yes", "clinician": "Dr Left"}
    what = {"time": "8.30 am", "day": "today", "area": "low_back", "side": "left", "technique": "injection"}
    await cleo.does("/invites/make", **who, **what)

    made = ward.store.read_now(lambda db: invites.details(db, db.query(Invite).one()))
    assert ("JM", "low_back", "left", "injection", "Dr Left") == (
        made.initials, made.area, made.side, made.technique, made.clinician,
    )  # fmt: skip
    assert ("A-17", "52", True) == (made.record, made.age_band, made.first_session)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "10:30 left neck"}, "/invite JM"),
        ({"words": "JM 23:59"}, "has not come yet"),
        ({"initials": "", "time": "x", "age": "200"}, "one to four letters"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_written_stays(ward: Ward, fields: dict[str, str], told: str) -> None:
    """No link is made, and nobody has to write it all again."""
    ana = await ward.enters("Ana")
    answer = await ana.posts("/invites/make", **fields)
    page = await answer.text()

    assert (200, []) == (answer.status, states(ward.store))
    assert told in page
    assert all(f'value="{value}"' in page for value in fields.values() if value)


async def test_a_second_click_makes_no_second_link(ward: Ward) -> None:
    """The same session is refused with the reason; whoever lost the sheet asks for another by a tick."""
    ana = await ward.enters("Ana")
    await ana.does("/invites/make", words="JM 8:30 neck")
    page = await (await ana.posts("/invites/make", words="JM 8:30 neck")).text()
    assert ("JM, Thu 08:30 has a link already" in page, 1) == (True, len(states(ward.store)))

    await ana.does("/invites/make", words="JM 8:30 neck", again="yes")
    assert 2 == len(states(ward.store))


async def test_links_are_not_kept(ward: Ward) -> None:
    """After fifteen minutes, and in anybody else's hands, there is nothing to print."""
    ana, ben = await ward.enters("Ana"), await ward.enters("Ben")
    await ana.does("/invites/make", words="JM 8:30 neck")
    assert "nothing to print" in await ben.sees("/invites/made")
    assert 404 == (await ben.gets("/invites/sheets")).status

    ward.later(minutes=16)
    assert "nothing to print" in await ana.sees("/invites/made")
    assert 404 == (await ana.gets("/invites/sheets")).status


async def test_that_sheets_were_printed_is_written_down(ward: Ward) -> None:
    """Who, and how many; nobody's name."""
    ana = await ward.enters("Ana")
    await ana.does("/invites/make", words="JM 8:30 neck")
    await ana.gets("/invites/sheets")

    assert [{"actor": "staff:1", "action": "sheets.printed", "subject": "", "n": 1}] == ward.lines("sheets")


async def test_each_links_state_is_seen(ward: Ward) -> None:
    """Made, opened, agreed, said no, not used, and paper: of the last 72 hours, in words."""

    def make(db: Db) -> None:
        for number, state in enumerate(("opened", "consented", "declined", "expired", "paper", "made")):
            made = invite(db, now=ward.now).invite
            made.state, made.chat_id = state, number
        db.flush()

    ward.store.write_now(make)
    cleo = await ward.enters("Cleo")
    for path in ("/invites", "/invites/live"):
        page = await cleo.sees(path)
        for word in ("Not opened", "Opened, no answer yet", "Agreed", "Said no", "Not used in time", "Paper or phone"):
            assert word in page
    ward.later(hours=73)
    assert "No link was made in the last 72 hours" in await (await ward.enters("Cleo")).sees("/invites")


@pytest.mark.parametrize(("how", "state"), [("paper", "paper"), ("phone", "paper"), ("declined", "declined")])
async def test_staff_say_what_became_of_a_link(ward: Ward, how: str, state: str) -> None:
    """Once; the second time the page says that it is over."""
    ref = ward.store.write_now(lambda db: invite(db, now=ward.now).invite.ref)
    cleo = await ward.enters("Cleo")
    await cleo.does(f"/invites/{ref}/close", how=how)

    assert [state] == states(ward.store)
    assert 409 == (await cleo.posts(f"/invites/{ref}/close", how=how)).status


async def test_foreign_links_are_unknown(ward: Ward) -> None:
    """A link of another place, or of nowhere, or a way that is none: refused, written down, nothing changed."""
    ref = ward.store.write_now(lambda db: invite(db, now=ward.now).invite.ref)
    ward.desk.of["Cleo"] = ("north",)
    cleo = await ward.enters("Cleo")
    answers = [
        await cleo.posts(f"/invites/{each}/close", how=how)
        for each, how in ((ref, "paper"), ("A" * 16, "paper"), (ref, "x"))
    ]

    assert [404] * 3 == [each.status for each in answers]
    assert (["made"], 3) == (states(ward.store), len(ward.lines("page.refused")))
    assert "JM" not in await cleo.sees("/invites/live")


async def test_a_list_is_looked_through_before_anything_is_made(ward: Ward) -> None:
    """Upload: every line with its result, no link. Confirm: a link for each good one, and the sheets."""
    cleo = await ward.enters("Cleo")
    page = await uploads(cleo, LIST)
    for words in ("2 to invite, 1 to mend", "JM, 08:30", "To mend", "Make 2 links", "is not known: write neck"):
        assert words in page
    assert [] == states(ward.store)

    page = await cleo.does("/invites/list/make")
    assert (["made", "made"], True) == (states(ward.store), "2 sheets" in page)
    pdf = await (await cleo.gets("/invites/sheets")).read()
    assert 4 == len(re.findall(rb"/Type /Page\n", pdf))


async def test_the_same_list_twice_makes_no_second_link(ward: Ward) -> None:
    """What was invited is said to be; a line that is new gets its link."""
    cleo = await ward.enters("Cleo")
    await uploads(cleo, LIST)
    await cleo.does("/invites/list/make")
    page = await uploads(cleo, LIST)
    assert ("Already invited" in page, "0 to invite" in page, "Make " in page) == (True, True, False)
    assert 409 == (await cleo.posts("/invites/list/make")).status

    await uploads(cleo, f"{LIST}PQ,8:50,leg\n")
    page = await cleo.does("/invites/list/make")
    assert (3, "1 links were made. 2 had one already." in page) == (len(states(ward.store)), True)


async def test_two_at_the_desk_with_the_same_list_make_it_once(ward: Ward) -> None:
    """Both have looked it through; the second to confirm is told."""
    cleo, ana = await ward.enters("Cleo"), await ward.enters("Ana")
    for each in (cleo, ana):
        await uploads(each, LIST)
    await cleo.does("/invites/list/make")

    assert (409, 2) == ((await ana.posts("/invites/list/make")).status, len(states(ward.store)))


async def test_the_afternoon_is_invited_in_the_morning(ward: Ward) -> None:
    """A time later today is good in a list, for its sheets are printed before; yesterday's list has its day."""
    cleo = await ward.enters("Cleo")
    assert "later today" in await uploads(cleo, "JM 16:30 neck\n")
    assert "Wednesday 4 March" in await uploads(cleo, "JM 16:30 neck\n", "2026-03-04")
    assert "Thursday 5 March" in await uploads(cleo, "JM 16:30 neck\n", "1999-01-01")


NO_LISTS = {
    "Choose a file": b"",
    "CSV UTF-8": b"PK\x03\x04",
    "1 MB": b"x" * 1_000_050,
    ".ics": b"BEGIN:VCALENDAR\nX\nEND:VCALENDAR",
}


@pytest.mark.parametrize(("told", "data"), NO_LISTS.items(), ids=range(len(NO_LISTS)))
async def test_a_file_that_is_no_list_is_told_so(ward: Ward, told: str, data: bytes) -> None:
    """In a sentence, with the way out."""
    cleo = await ward.enters("Cleo")

    assert told in await uploads(cleo, data)
    assert 409 == (await cleo.posts("/invites/list/make")).status


async def test_a_list_that_lay_too_long_is_gone(ward: Ward) -> None:
    """After fifteen minutes, and for everybody else, there is no list."""
    cleo, ana = await ward.enters("Cleo"), await ward.enters("Ana")
    await uploads(cleo, LIST)
    assert "There is no list here" in await ana.sees("/invites/list")

    ward.later(minutes=16)
    assert "There is no list here" in await cleo.sees("/invites/list")
    assert (409, []) == ((await cleo.posts("/invites/list/make")).status, states(ward.store))


async def test_what_a_list_says_is_text(ward: Ward) -> None:
    """Markup in a cell is shown as it was written."""
    cleo = await ward.enters("Cleo")
    page = await uploads(cleo, "name,time,clinician\nJ M,8:30,<b>x</b>\n<i>,8:31,y\n")

    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x" not in page
    assert "<i>" not in page


async def test_letters_that_the_printer_lacks_do_not_stop_it(ward: Ward) -> None:
    """An initial in other letters is a question mark on paper, not an error."""
    cleo = await ward.enters("Cleo")
    await cleo.does("/invites/make", words="ЖП 8:30 neck")

    assert b"%PDF" == (await (await cleo.gets("/invites/sheets")).read())[:4]


async def test_long_lists_go_in_steps(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many links in one transaction; their sheets are printed, then the list goes on, and nobody is left out."""
    monkeypatch.setattr("review.pages.imports.AT_ONCE", 2)
    cleo = await ward.enters("Cleo")
    assert "Make the first 2 links" in await uploads(cleo, "".join(f"JM 8:{each} neck\n" for each in (10, 11, 12)))
    page = await cleo.does("/invites/list/make")
    assert ("2 sheets" in page, "1 more of the list" in page, 2) == (True, True, len(states(ward.store)))

    assert "Make 1 link<" in await cleo.sees("/invites/list")
    page = await cleo.does("/invites/list/make")
    assert ("the sheet" in page, "more of the list" in page, 3) == (True, False, len(states(ward.store)))
    assert "There is no list here" in await cleo.sees("/invites/list")


async def test_the_front_desk_sees_no_more_than_initials_time_and_state(ward: Ward) -> None:
    """Neither phone nor record number is on the page."""

    ana = await ward.enters("Ana")
    await ana.does("/invites/make", words="JM 8:30 neck #4711 949-555-0123")
    page = await (await ward.enters("Cleo")).sees("/invites")

    assert ("JM, 08:30" in page, "4711" in page, "555-0123" in page) == (True, False, False)


async def test_a_desk_that_may_not_invite_says_why(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the clinic's words are not signed no list makes links either."""
    no = Invited(told=Told(done=False, text="The texts are not signed yet."))
    monkeypatch.setattr(Press, "invite", lambda *given, now: no)
    cleo = await ward.enters("Cleo")
    await uploads(cleo, LIST)
    answer = await cleo.posts("/invites/list/make")

    assert (409, []) == (answer.status, states(ward.store))
    assert "not signed yet" in await answer.text()
