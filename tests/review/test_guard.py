"""The guard: what may not be is refused in words, changes nothing, and is written down."""

from __future__ import annotations

import io

import pytest

from records import sittings, staff
from records.models import Flag, Patient, Staff
from records.store import Db
from review.refusals import MOST
from tests.conftest import NOW
from tests.review.ward import Visitor, Ward, enrol, lift, person, several


def flag_in(ward: Ward, place: str = "") -> Flag:
    """Raise an urgent flag of a place."""
    return ward.store.write_now(lambda db: lift(db, enrol(db, 7001, place=place), "urgent", "r21"))


def patient_of(ward: Ward, flag: Flag) -> str:
    """Return the ref of a flag's patient."""
    return ward.store.read_now(lambda db: db.get_one(Patient, flag.patient_id).ref)


async def refused(visitor: Visitor, path: str, why: str, status: int, **more: object) -> str:
    """Send a form that must be refused for a reason, and return what is told."""
    ward = visitor.ward
    before = ward.all_rows()
    answer = await visitor.posts(path, **more)
    assert (status, before) == (answer.status, ward.all_rows())
    assert why == ward.lines("page.refused")[-1]["why"]
    return await answer.text()


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"])
async def test_a_form_without_its_mark_does_nothing(ward: Ward, csrf: str) -> None:
    """A missing or wrong mark of the sitting is refused, in plain words."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    told = await refused(ana, f"/flag/{flag.ref}/take", "csrf", 403, csrf=csrf)
    assert "Nothing was changed" in told


async def test_a_mark_of_another_sitting_does_nothing(ward: Ward) -> None:
    """A colleague's mark, and one of her own older sitting, are of no use."""
    flag, ben, ana = flag_in(ward), await ward.enters("Ben"), await ward.enters("Ana")
    await refused(ana, f"/flag/{flag.ref}/take", "csrf", 403, csrf=ward.csrf[id(ben)])


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "", "http://desk.test.evil.test", "https://desk.test"])
async def test_a_form_from_elsewhere_does_nothing(ward: Ward, origin: str) -> None:
    """Only our own pages' forms are taken, whatever else they carry."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    await refused(ana, f"/flag/{flag.ref}/take", "origin", 403, headers={"Origin": origin})


async def test_a_form_without_an_origin_does_nothing(ward: Ward) -> None:
    """Browsers always name it with a form."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    fields = {"csrf": ward.csrf[id(ana)]}
    assert 403 == (await ana.client.post(f"/flag/{flag.ref}/take", data=fields)).status


async def test_an_idle_sitting_is_over(ward: Ward) -> None:
    """After half an hour without a click she logs in anew; a click in between would have kept it."""
    ana = await ward.enters("Ana")
    for _ in range(3):
        ward.later(minutes=29)
        assert 200 == (await ana.gets("/queue")).status
    ward.later(minutes=30)
    answer = await ana.gets("/queue")
    assert (403, True) == (answer.status, "Please log in" in await answer.text())


async def test_a_page_that_asks_by_itself_keeps_nobody_awake(ward: Ward) -> None:
    """A desk left open on a counter closes, though it looks for news every few seconds."""
    ana = await ward.enters("Ana")
    for _ in range(3):
        ward.later(minutes=9)
        assert 200 == (await ana.gets("/queue/live")).status
    ward.later(minutes=4)
    assert [403, ""] == [(answer := await ana.gets("/queue/live")).status, await answer.text()]


async def test_a_sitting_ends_after_a_shift(ward: Ward) -> None:
    """However busy it is, twelve hours are the most."""
    ana = await ward.enters("Ana")
    for _ in range(35):
        ward.later(minutes=20)
        assert 200 == (await ana.gets("/queue")).status
    ward.later(minutes=20)
    assert 403 == (await ana.gets("/queue")).status
    assert 12 == sittings.LONGEST.total_seconds() / 3600


async def test_words_written_for_too_long_are_given_back(ward: Ward) -> None:
    """Whoever wrote while her sitting ended can copy her words; nothing was sent."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    ward.later(minutes=31)
    told = await refused(ana, f"/flag/{flag.ref}/reply", "login", 403, words="Please <rest> today")
    assert "Please &lt;rest&gt; today</textarea>" in told


def leave(db: Db) -> None:
    """End Ana's seat."""
    staff.leave(db, person(db, "Ana"), now=NOW)


def out_of_chat(db: Db) -> None:
    """Take Ana out of the staff chat."""
    staff.member(db, user_id=501, chat_id=-100123, is_present=False, now=NOW)


@pytest.mark.parametrize("ending", [leave, out_of_chat])
async def test_a_sitting_ends_with_the_seat(ward: Ward, ending: object) -> None:
    """Seat or membership gone: the next page is closed, and so it stays when they come back."""
    ana = await ward.enters("Ana")
    ward.store.write_now(ending)  # type: ignore[arg-type]
    answer = await ana.gets("/queue")
    assert (403, True) == (answer.status, "Your seat has ended" in await answer.text())
    assert "seat" == ward.lines("page.refused")[-1]["why"]

    def back(db: Db) -> None:
        staff.seat(db, user_id=501, name="Ana", role="clinician", now=NOW)
        staff.member(db, user_id=501, chat_id=-100123, is_present=True, now=NOW)

    ward.store.write_now(back)
    assert 403 == (await ana.gets("/queue")).status


async def test_a_seat_that_ends_between_the_click_and_the_deed_counts(ward: Ward) -> None:
    """Who may is asked again in the deed's own transaction."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    standing, asked = ward.desk.may, []

    def may(db: Db, staff_id: int) -> Staff | None:
        asked.append(staff_id)
        return standing(db, staff_id) if len(asked) < 2 else None

    ward.desk.may = may  # type: ignore[method-assign]
    await refused(ana, f"/flag/{flag.ref}/take", "seat", 403)
    assert 2 == len(asked)


async def test_a_role_that_changes_between_the_click_and_the_deed_counts(ward: Ward) -> None:
    """A clinician who became front desk a moment ago takes nothing any more."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    look_up = ward.desk.look_up

    async def moved(user_id: int) -> None:
        await look_up(user_id)
        ward.store.write_now(lambda db: staff.seat(db, user_id=501, name="Ana", role="front_desk", now=NOW))

    ward.desk.look_up = moved  # type: ignore[method-assign]
    await refused(ana, f"/flag/{flag.ref}/take", "role", 403)


async def test_membership_is_looked_up_on_every_page_and_deed(ward: Ward) -> None:
    """What we know of a membership is never older than the desk lets it be."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    ward.desk.seen.clear()
    await ana.gets("/queue")
    await ana.posts(f"/flag/{flag.ref}/take")
    assert [501, 501] == ward.desk.seen


async def test_what_is_not_there_and_what_is_elsewhere_look_alike(ward: Ward) -> None:
    """A flag or patient of another place is as unknown as one that never was; only the audit tells them apart."""
    flag, ana = flag_in(ward, place="north"), await ward.enters("Ana")
    patient = patient_of(ward, flag)
    elsewhere = await refused(ana, f"/flag/{flag.ref}/take", "place", 404)
    never = await refused(ana, f"/flag/{'x' * 16}/take", "unknown", 404)
    assert elsewhere == never
    pages = [await ana.gets(f"/patient/{ref}") for ref in (patient, "x" * 16)]
    assert [404, 404] == [page.status for page in pages]
    assert await pages[0].text() == await pages[1].text()
    assert ["place", "unknown"] == [line["why"] for line in ward.lines("page.refused")][-2:]
    ward.desk.of["Ana"] = ("north",)
    assert 200 == (await ana.gets(f"/patient/{patient}")).status


async def test_a_flag_can_not_be_handed_to_another_place(ward: Ward) -> None:
    """Whoever takes it over sees its place."""
    flag, ana = flag_in(ward, place="north"), await ward.enters("Ana")
    ward.desk.of["Ana"] = ("north",)
    ben = ward.store.read_now(lambda db: person(db, "Ben").ref)
    await refused(ana, f"/flag/{flag.ref}/hand", "form", 400, to=ben)


async def test_strangers_do_not_fill_the_audit(ward: Ward) -> None:
    """Their tries are written down up to a number in ten minutes, and again later."""
    stranger = await ward.stranger()
    for _ in range(MOST + 5):
        assert 403 == (await stranger.posts("/login", t="x")).status
    assert MOST == len(ward.lines())
    ward.later(minutes=11)
    await stranger.posts("/login", t="x")
    assert MOST + 1 == len(ward.lines())


async def test_a_refusal_is_written_down_without_what_was_typed(ward: Ward) -> None:
    """The line names the room and at most a ref, never an address or a form as it came."""
    ana = await ward.enters("Ana")
    await ana.posts("/flag/my-words-here/take", words="secret")
    (line,) = ward.lines("page.refused")
    assert ("unknown", "POST /flag/{ref}/take", "") == (line["why"], line["route"], line["subject"])
    assert "secret" not in str(line)


async def test_a_get_is_no_deed(ward: Ward) -> None:
    """An address alone changes nothing."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    before = ward.all_rows()
    assert 405 == (await ana.gets(f"/flag/{flag.ref}/take")).status
    assert before == ward.all_rows()


async def test_a_file_that_is_too_large_is_refused(ward: Ward) -> None:
    """More than a list needs is not read."""
    ana = await ward.enters("Ana")
    answer = await ana.posts("/duty", on=io.BytesIO(b"x" * (2 << 20)))
    assert (413, True) == (answer.status, "too large" in await answer.text())


async def test_what_breaks_says_nothing_of_what_was_said(ward: Ward, capsys: pytest.CaptureFixture[str]) -> None:
    """An error is told kindly; neither the page nor the log holds a trace or a patient's word."""
    flags = ward.store.write_now(several)
    ana = await ward.enters("Ana")

    def broken(*args: object) -> str:
        raise RuntimeError("tengo hormigueo")

    ward.desk.pseudonym = broken  # type: ignore[method-assign]
    answer = await ana.gets("/queue")
    text, printed = await answer.text(), capsys.readouterr()
    assert (500, True) == (answer.status, "Something went wrong" in text)
    assert "hormigueo" not in text + printed.out + printed.err
    assert "RuntimeError" in printed.out + printed.err
    assert flags["LP"].ref not in text


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/queue?level=urgent", "/queue?level=urgent"),
        ("//evil.test", "/queue"),
        ("https://evil.test", "/queue"),
        ("/\\evil.test", "/queue"),
        ("/queue\r\nSet-Cookie: a=b", "/queue"),
        ("", "/queue"),
    ],
)
async def test_a_form_leads_only_to_our_own_pages(ward: Ward, back: str, leads: str) -> None:
    """No form can send her to another site."""
    flag, ana = flag_in(ward), await ward.enters("Ana")
    answer = await ana.posts(f"/flag/{flag.ref}/take", back=back)
    assert (303, leads) == (answer.status, answer.headers["Location"])
