"""Deeds by form: each does what the desk does, once, tells what came of it once, and loses no words."""

from __future__ import annotations

from typing import Any

import pytest

from records import glances, notes
from records.models import Flag, Patient
from records.store import Db
from tests.review.ward import Visitor, Ward, hears, person, several


async def morning(ward: Ward, who: str = "Ana") -> tuple[Visitor, dict[str, Flag]]:
    """Fill the queue and let somebody in."""
    return await ward.enters(who), ward.store.write_now(several)


def now_of(ward: Ward, flag: Flag) -> Flag:
    """Return a flag as it stands."""
    return ward.store.read_now(lambda db: db.get_one(Flag, flag.id))


def page_of(ward: Ward, flag: Flag) -> str:
    """Return the address of a flag's patient."""
    return ward.store.read_now(lambda db: f"/patient/{db.get_one(Patient, flag.patient_id).ref}")


@pytest.mark.parametrize(
    ("deed", "fields", "action", "told"),
    [
        ("take", {}, "flag.taken", "You have it."),
        ("call", {}, "flag.called", "you phone"),
        ("askcall", {}, "flag.asked_to_phone", "asked to phone"),
        ("phone", {}, "phone.shown", "555 0177"),
        ("snooze", {"minutes": "240"}, "flag.snoozed", "Put off."),
        ("resolve", {"outcome": "phoned"}, "flag.resolved", "Closed."),
        ("reply", {"words": "Cool it,\r\nplease."}, "flag.replied", "Sent."),
        ("endplan", {}, "plan.ended", "have ended"),
        ("goon", {}, "plan.goes_on", "go on"),
    ],
)
async def test_every_deed_is_done_and_told_once(
    ward: Ward, deed: str, fields: dict[str, Any], action: str, told: str
) -> None:
    """The next page says what came of it; loaded again, it is gone; the audit has one line with who did it."""
    ana, flags = await morning(ward)
    back = page_of(ward, flags["JM"])
    page = await ana.does(f"/flag/{flags['JM'].ref}/{deed}", back=back, **fields)
    assert told in page.partition('class="told done"')[2].partition("</p>")[0]
    assert 'class="told done"' not in await ana.sees(back)
    (line,) = [line for line in ward.lines(action) if line["subject"] == flags["JM"].ref]
    who = ward.store.read_now(lambda db: person(db, "Ana").id)
    assert f"staff:{who}" == line["actor"]


async def test_what_is_told_stays_with_whom_it_is_told(ward: Ward) -> None:
    """A telephone number shows on nobody else's page, and in no address."""
    ana, flags = await morning(ward)
    ben = await ward.enters("Ben")
    answer = await ana.posts(f"/flag/{flags['JM'].ref}/phone", back="/queue")
    assert "555" not in answer.headers["Location"] + str(answer.headers)
    assert "555 0177" not in await ben.sees("/queue")
    assert "555 0177" in await ana.sees("/queue")


async def test_of_two_who_take_one_has_it(ward: Ward) -> None:
    """The second is told so, and nothing changes."""
    ana, flags = await morning(ward)
    ben = await ward.enters("Ben")
    await ana.does(f"/flag/{flags['JM'].ref}/take")
    before = ward.all_rows()
    answer = await ben.posts(f"/flag/{flags['JM'].ref}/take", back=page_of(ward, flags["JM"]))
    text = await answer.text()
    assert (409, True, before) == (answer.status, "Somebody else has this one." in text, ward.all_rows())
    assert f'href="{page_of(ward, flags["JM"])}"' in text
    assert "undone" == ward.lines("page.refused")[-1]["why"]


async def test_of_two_who_close_one_did(ward: Ward) -> None:
    """The outcome of the first stands."""
    ana, flags = await morning(ward)
    ben = await ward.enters("Ben")
    await ana.does(f"/flag/{flags['JM'].ref}/resolve", outcome="phoned")
    assert 409 == (await ben.posts(f"/flag/{flags['JM'].ref}/resolve", outcome="nothing")).status
    assert "phoned" == now_of(ward, flags["JM"]).outcome


async def test_words_that_could_not_be_sent_are_not_lost(ward: Ward) -> None:
    """They stand on the refusal, and in the box when she comes back: once, and only hers."""
    ana, flags = await morning(ward)
    ben = await ward.enters("Ben")
    path, words = page_of(ward, flags["JM"]), "y" * 4000
    answer = await ana.posts(f"/flag/{flags['JM'].ref}/reply", words=words, back=path)
    assert (409, True) == (answer.status, words in await answer.text())
    assert [False, True, False] == [words in await each.sees(path) for each in (ben, ana, ana)]
    assert "y" * 9 not in str(ward.lines(""))


async def test_reply_and_close_is_one_tap(ward: Ward) -> None:
    """The words go out and the flag ends as advised; a reply that did not go closes nothing."""
    ana, flags = await morning(ward)
    empty = await ana.posts(f"/flag/{flags['JM'].ref}/reply", words=" ", then="close")
    assert (409, None) == (empty.status, now_of(ward, flags["JM"]).outcome)
    page = await ana.does(f"/flag/{flags['JM'].ref}/reply", words="All fine.", then="close")
    assert ("Sent. Closed." in page, "advised") == (True, now_of(ward, flags["JM"]).outcome)


async def test_a_closed_flag_may_still_be_answered(ward: Ward) -> None:
    """The box stays on the page, and the words go out."""
    ana, flags = await morning(ward)
    path = page_of(ward, flags["JM"])
    await ana.does(f"/flag/{flags['JM'].ref}/resolve", outcome="seen", back=path)
    assert "The last flag is closed" in await ana.sees(path)
    assert "Sent." in await ana.does(f"/flag/{flags['JM'].ref}/reply", words="One more thing.", back=path)


ENGLISH = "Please put some ice on it and rest today, and call us if it gets worse."


async def test_english_to_a_reader_of_spanish_is_asked_about_first(ward: Ward) -> None:
    """Nothing goes out until she says so; the words are kept whichever way she goes."""
    ana, flags = await morning(ward)
    path, reply = page_of(ward, flags["LP"]), f"/flag/{flags['LP'].ref}/reply"
    answer = await ana.posts(reply, words=ENGLISH, back=path)
    text = await answer.text()
    assert (200, True, True) == (answer.status, "reads Español" in text, "Send anyway" in text)
    assert [] == ward.lines("flag.replied")
    assert ENGLISH in await ana.sees(path)
    assert "Sent." in await ana.does(reply, words=ENGLISH, anyway="1", back=path)


@pytest.mark.parametrize(
    ("who", "words"),
    [("LP", "Ponga hielo y descanse hoy, y llámenos si empeora."), ("JM", ENGLISH)],
)
async def test_the_patients_own_language_goes_out_at_once(ward: Ward, who: str, words: str) -> None:
    """Spanish to a reader of Spanish, English to a reader of English."""
    ana, flags = await morning(ward)
    assert "Sent." in await ana.does(f"/flag/{flags[who].ref}/reply", words=words, back=page_of(ward, flags[who]))


async def test_a_flag_is_handed_to_a_colleague(ward: Ward) -> None:
    """The page offers those who may act on cards, but not her and not the front desk."""
    ana, flags = await morning(ward)
    path = page_of(ward, flags["JM"])
    choices = (await ana.sees(path)).partition("<select")[2].partition("</select>")[0]
    assert [True, True, False, False] == [name in choices for name in ("Ben", "Dora", "Ana", "Cleo")]
    ben = ward.store.read_now(lambda db: person(db, "Ben"))
    assert "Ben has it now." in await ana.does(f"/flag/{flags['JM'].ref}/hand", to=ben.ref, back=path)
    assert ben.id == now_of(ward, flags["JM"]).taken_by
    assert "<b>Ana</b> handed it to Ben" in await ana.sees(path)


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("snooze", {"minutes": "61"}),
        ("snooze", {"minutes": "0"}),
        ("snooze", {}),
        ("hand", {"to": "x" * 16}),
        ("hand", {}),
        ("resolve", {"outcome": "cured"}),
        ("resolve", {}),
    ],
)
async def test_a_form_that_was_tampered_with_does_nothing(ward: Ward, deed: str, fields: dict[str, str]) -> None:
    """Only what the page offers is taken."""
    ana, flags = await morning(ward)
    before = ward.all_rows()
    answer = await ana.posts(f"/flag/{flags['JM'].ref}/{deed}", **fields)
    assert (400, before) == (answer.status, ward.all_rows())
    assert "form" == ward.lines("page.refused")[-1]["why"]


async def test_a_note_is_kept_and_shown_as_one(ward: Ward) -> None:
    """It stands in the timeline as what it is; an empty one is none."""
    ana, flags = await morning(ward)
    path = page_of(ward, flags["JM"])
    page = await ana.does(f"{path}/note", words="Call her sister.", back=path)
    assert "Note by Ana, not sent" in page
    assert 409 == (await ana.posts(f"{path}/note", words="  ")).status
    kept = ward.store.read_now(
        lambda db: [notes.words(db, row) for row in notes.of_patient(db, flags["JM"].patient_id)]
    )
    assert ["Prefers a call after 5.", "Call her sister."] == kept


async def test_a_grave_flag_is_graded_once(ward: Ward) -> None:
    """After it is closed the page asks, and then no more; an ordinary one is not asked about."""
    ana, flags = await morning(ward)
    for who, asks in (("AB", True), ("EF", False)):
        path = page_of(ward, flags[who])
        await ana.does(f"/flag/{flags[who].ref}/resolve", outcome="phoned", back=path)
        assert asks == ("Was this the right level?" in await ana.sees(path))
    path = page_of(ward, flags["AB"])
    page = await ana.does(f"/flag/{flags['AB'].ref}/grade", grade="high", back=path)
    assert ("Level: Too high" in page, "Was this the right level?" in page) == (True, False)
    assert 409 == (await ana.posts(f"/flag/{flags['AB'].ref}/grade", grade="perfect")).status


async def test_the_record_is_five_lines_and_written_down(ward: Ward) -> None:
    """Who copied what for the clinic's own system is in the audit."""
    ana, flags = await morning(ward)
    page = await ana.sees(f"/flag/{flags['JM'].ref}/record")
    assert "line 1\nline 2\nline 3\nline 4\nline 5" in page
    assert [flags["JM"].ref] == [line["subject"] for line in ward.lines("flag.recorded")]


async def test_duty_is_a_switch(ward: Ward) -> None:
    """One click off, one click on; the page shows which."""
    ana = await ward.enters("Ana")
    page = await ana.does("/duty", on="")
    assert ("You are off duty." in page, "Off duty</button>" in page) == (True, True)
    assert "On duty</button>" in await ana.does("/duty", on="1")

    def on_duty(db: Db) -> bool:
        return person(db, "Ana").on_duty

    assert ward.store.read_now(on_duty)


@pytest.mark.holds("people:18", "hazard:H3")
@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("reply", {"words": "That is usual.", "then": "close"}),
        ("resolve", {"outcome": "advised"}),
        ("snooze", {"minutes": "60"}),
        ("endplan", {}),
    ],
)
async def test_a_page_that_missed_her_newest_words_ends_nothing(ward: Ward, deed: str, fields: dict[str, str]) -> None:
    """She wrote while the page was open: refused in words, nothing is sent or closed, the reply is kept."""
    ana, flags = await morning(ward)
    flag = flags["JM"]
    seen = ward.store.read_now(lambda db: glances.standing(db, db.get_one(Flag, flag.id)))
    ward.store.write_now(
        lambda db: hears(db, db.get_one(Patient, flag.patient_id), "my chest hurts", ago=0.0, level="emergency")
    )
    before = now_of(ward, flag).state
    answer = await ana.posts(f"/flag/{flag.ref}/{deed}", seen=seen, back=page_of(ward, flag), **fields)
    assert 409 == answer.status
    assert "Something new came in" in await answer.text()
    assert before == now_of(ward, flag).state
    assert not ward.lines("flag.replied")
    if "words" in fields:
        assert "That is usual." in await ana.sees(page_of(ward, flag))


async def test_every_form_that_ends_something_says_what_was_read(ward: Ward) -> None:
    """Reply, close and put off carry the mark; without it a stale page could not be told from a fresh one."""
    ana, flags = await morning(ward)
    page = await ana.sees(page_of(ward, flags["JM"]))
    for deed in ("reply", "resolve", "snooze"):
        form = page.partition(f'/flag/{flags["JM"].ref}/{deed}"')[2].partition("</form>")[0]
        assert 'name="seen" value="' in form, deed


async def test_words_that_went_out_do_not_come_back(ward: Ward) -> None:
    """Refused once and then sent: the box is empty, so that nothing is sent twice by a second click."""
    ana, flags = await morning(ward)
    where = f"/flag/{flags['JM'].ref}/reply"
    await ana.posts(where, seen="1.urgent.open.0", words="Please rest.", back=page_of(ward, flags["JM"]))
    await ana.does(where, words="Please rest.", back=page_of(ward, flags["JM"]))
    box = (await ana.sees(page_of(ward, flags["JM"]))).partition('<textarea id="words"')[2].partition("</textarea>")[0]
    assert "Please rest." not in box


async def test_a_second_click_on_a_grade_is_no_second_reader(ward: Ward) -> None:
    """The first word stands, and the page says where a second reader speaks."""
    ana, flags = await morning(ward)
    where = f"/flag/{flags['JM'].ref}"
    await ana.does(f"{where}/resolve", outcome="phoned", back="/queue")
    await ana.does(f"{where}/grade", grade="right", back="/queue")
    ben = await ward.enters("Ben")
    answer = await ben.posts(f"{where}/grade", grade="low", back="/queue")
    assert (409, True) == (answer.status, "under Feedback" in await answer.text())


async def test_looking_at_the_queue_is_written_down_once_in_a_while(ward: Ward) -> None:
    """It shows patients' words: a line for each person, not for each look."""
    ana, _ = await morning(ward)
    await ana.sees("/queue")
    await ana.sees("/queue")
    assert 1 == len(ward.lines("queue.seen"))
    ward.later(minutes=16)
    await ana.sees("/queue")
    assert 2 == len(ward.lines("queue.seen"))


async def test_a_second_reader_does_not_know_the_first_word(ward: Ward) -> None:
    """Whoever graded sees what she said; to a colleague the page tells only that somebody did."""
    ana, flags = await morning(ward)
    where = f"/flag/{flags['JM'].ref}"
    await ana.does(f"{where}/resolve", outcome="phoned", back="/queue")
    await ana.does(f"{where}/grade", grade="high", back="/queue")
    ben = await ward.enters("Ben")
    page = page_of(ward, flags["JM"])
    assert "Level: Too high" in await ana.sees(page)
    seen = await ben.sees(page)
    assert "said whether the level was right" in seen
    # Another flag of hers still asks, so the word itself may stand on a button.
    assert "Level: Too high" not in seen
    assert seen.count("Too high") == seen.count('value="high">Too high')
