"""One patient's page: everything said by both sides, in order, and who looked is written down."""

from __future__ import annotations

import re

import pytest

from messages.said import Said
from records import outgoing, retention, visits
from records.lanes import Lane
from records.models import Flag, Patient
from records.store import Db
from tests.review.ward import HOUR, NOW, Visitor, Ward, course, enrol, hears, lift, person, says, several, story


async def opened(ward: Ward, who: str = "Ana") -> tuple[Visitor, str, Flag]:
    """Let everything happen to one patient; return somebody, the page's address, and the open flag."""
    flag = ward.store.write_now(story)
    ref = ward.store.read_now(lambda db: db.get_one(Patient, flag.patient_id).ref)
    return await ward.enters(who), f"/patient/{ref}", flag


def plain(page: str) -> str:
    """Return a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def box(page: str) -> str:
    """Return what stands in the box for a reply."""
    return page.partition('<textarea id="words"')[2].partition(">")[2].partition("</textarea>")[0]


def in_order(page: str, *words: str) -> bool:
    """Say whether words stand one after the other."""
    at = [page.find(word) for word in words]
    assert -1 not in at, words[at.index(-1)]
    return at == sorted(at)


async def test_everything_stands_in_order(ward: Ward) -> None:
    """Hers, the bot's and the team's words, answers, flags, deeds and notes, day by day."""
    ana, path, _ = await opened(ward)
    page = plain((await ana.sees(path)).partition('class="timeline"')[2])
    assert in_order(
        page, "Yesterday", "How are you after your session", "Answered soreness", "I felt dizzy", "Flag opened",
        "Rest today.", "Ana closed it: Spoke by phone", "Today", "Time for your second check", "sent a photo",
        "Prefers a call after 5.", "The bruise is bigger than my hand now",
    )  # fmt: skip


async def test_what_did_not_arrive_is_told(ward: Ward) -> None:
    """A message in doubt, taken back or undeliverable does not look like one that was read."""

    def work(db: Db) -> str:
        patient = enrol(db, 7001)
        for state in ("uncertain", "undeliverable", "cancelled", "ready", "expired", "dead"):
            says(db, patient, f"it was {state}", ago=1, state=state)
        return patient.ref

    ref = ward.store.write_now(work)
    page = plain(await (await ward.enters("Ana")).sees(f"/patient/{ref}"))
    for state, told in {
        "uncertain": "not sure it arrived",
        "undeliverable": "could not be delivered",
        "cancelled": "taken back, not sent",
        "ready": "waits to be sent",
        "expired": "not sent: too late",
        "dead": "could not be sent",
    }.items():
        assert f"it was {state} {told}" in page


async def test_only_what_was_said_to_her_is_hers(ward: Ward) -> None:
    """A card about her in the staff chat is no word to her."""
    ana, path, flag = await opened(ward)

    def card(db: Db) -> None:
        body, owner = Said(text="CARD FOR STAFF").model_dump_json(), db.get_one(Patient, flag.patient_id)
        outgoing.say(
            db, now=NOW, lane=Lane.CARD, chat_id=-100, body=body, owner=owner.ref, patient_id=owner.id, flag_id=flag.id
        )

    ward.store.write_now(card)
    assert "CARD FOR STAFF" not in await ana.sees(path)


async def test_the_head_says_who_she_is(ward: Ward) -> None:
    """Pseudonym, place, technique, clinician, hours, age, language and risks."""
    ana, path, _ = await opened(ward)
    head = plain((await ana.sees(path)).partition("<aside")[0])
    for word in ("JM, Wed 07:00", "left upper back", "dry needling", "treated by Ana", "26 h since", "age 52"):
        assert word in head
    assert ("reads English" in head, "blood thinner" in head) == (True, True)


async def test_the_curve_has_the_same_numbers_as_a_table(ward: Ward) -> None:
    """Whoever sees no drawing reads every score, what was usual then, and the reactions with their hours."""
    ana, path, _ = await opened(ward)
    page = await ana.sees(path)
    assert 3 == page.count('class="score"')
    table = plain(page.partition("<tbody>")[2].partition("</tbody>")[0])
    assert " 2 4 6 7 6 (above) 5 24 3 3 " == table
    assert "4 at 2 h, 6 at 7 h, 3 at 24 h" in page
    assert in_order(plain(page.partition('class="pins"')[2]), "dizziness 2 h", "bruising 26 h")


async def test_the_check_ins_stand_with_their_states(ward: Ward) -> None:
    """Each with its hour, its time and what came of it; the next one is named."""
    ana, path, _ = await opened(ward)
    page = plain(await ana.sees(path))
    assert in_order(page, "Next: Fri 07:00", "c1 · 2 h Wed 09:00 sore 4", "c4 · 48 h Fri 07:00 planned")


async def test_who_looked_is_written_down_once_in_a_while(ward: Ward) -> None:
    """One line a person and patient in a quarter of an hour; a colleague's look is another."""
    ana, path, _ = await opened(ward)
    for _ in range(3):
        await ana.sees(path)
    ben = await ward.enters("Ben")
    await ben.sees(path)
    assert 2 == len(ward.lines("patient.seen"))
    ward.later(minutes=15)
    await ana.sees(path)
    lines = ward.lines("patient.seen")
    assert (3, {path.rpartition("/")[2]}) == (len(lines), {line["subject"] for line in lines})
    looked = (await ana.sees(path)).partition("Who looked")[2]
    assert in_order(plain(looked), "Ana, ", "Ben, ")


async def test_a_page_that_asks_by_itself_is_no_look(ward: Ward) -> None:
    """Its mark changes with what is new; nobody is said to have looked."""
    ana, path, flag = await opened(ward)
    page = await ana.sees(path)
    mark = (await (await ana.gets(f"{path}/live")).json())["mark"]
    assert f'data-live-mark="{mark}"' in page
    before = len(ward.lines("patient.seen"))
    ward.store.write_now(lambda db: hears(db, db.get_one(Patient, flag.patient_id), "and now a fever", ago=0))
    assert mark != (await (await ana.gets(f"{path}/live")).json())["mark"]
    assert before == len(ward.lines("patient.seen"))


@pytest.mark.parametrize(("level", "offered"), [("urgent", True), ("emergency", False), ("crisis", False)])
async def test_an_alarm_is_never_put_off(ward: Ward, level: str, offered: bool) -> None:
    """The page does not offer it, and a form sent all the same does nothing."""
    flag = ward.store.write_now(lambda db: lift(db, enrol(db, 7001), level, "r01"))
    ref = ward.store.read_now(lambda db: db.get_one(Patient, flag.patient_id).ref)
    ana = await ward.enters("Ana")
    assert offered == ("Put off…" in await ana.sees(f"/patient/{ref}"))
    answer = await ana.posts(f"/flag/{flag.ref}/snooze", minutes="60")
    assert (303 if offered else 409) == answer.status


async def test_markup_is_only_text_everywhere(ward: Ward) -> None:
    """In words, names, notes, replies and what was typed into an address."""
    bad = "<script>a()</script>\u202e\u2066x"

    def work(db: Db) -> str:
        patient = enrol(db, 7001, initials="<i>J")
        hears(db, patient, bad, ago=2)
        says(db, patient, bad, ago=1)
        lift(db, patient, "urgent", "<b>rule")
        person(db, "Dora").name = "<u>Dora"
        return patient.ref

    ref = ward.store.write_now(work)
    ana = await ward.enters("Ana")
    await ana.does(f"/patient/{ref}/note", words=bad, back=f"/patient/{ref}")
    page = await ana.sees(f"/patient/{ref}?ready=<script>")
    for raw in ("<script>a", "<i>J", "<b>rule", "<u>Dora", "\u202e", "\u2066"):
        assert raw not in page
    assert 3 <= page.count("&lt;script&gt;a()&lt;/script&gt;x")


async def test_a_ready_answer_comes_into_the_box_without_scripts(ward: Ward) -> None:
    """Its address fills the box with the patient's language; both languages stand on the page."""
    flags = ward.store.write_now(several)
    ana = await ward.enters("Ana")
    ref = ward.store.read_now(lambda db: db.get_one(Patient, flags["LP"].patient_id).ref)
    theirs = ward.desk.ready_answers("es")[1]
    page = await ana.sees(f"/patient/{ref}?ready=1")
    assert theirs[1] in box(page)
    assert (theirs[0] in page, "Reads Español" in page) == (True, True)
    for wrong in ("9", "-1", "x", ""):
        assert "" == box(await ana.sees(f"/patient/{ref}?ready={wrong}"))


async def test_a_patient_without_visit_or_words_has_a_page(ward: Ward) -> None:
    """Somebody who came by the poster a minute ago is a patient too."""

    def work(db: Db) -> str:
        patient = enrol(db, 7001)
        visit = visits.latest(db, patient.id)
        db.delete(visit)
        return patient.ref

    ref = ward.store.write_now(work)
    page = await (await ward.enters("Ana")).sees(f"/patient/{ref}")
    assert ("Nothing was said yet" in page, "No open flag" in page) == (True, True)


async def test_words_that_were_emptied_or_erased_are_told_as_such(ward: Ward) -> None:
    """After retention, or with the key destroyed, the page stands and says so."""
    ana, path, flag = await opened(ward)

    def later(db: Db) -> None:
        for visit in visits.of_patient(db, flag.patient_id):
            visits.end(db, visit.id, now=NOW)
        retention.empty(db, now=NOW + 31 * 24 * HOUR)

    ward.store.write_now(later)
    page = await ana.sees(path)
    assert ("bigger than my hand" in page, "words not kept any more" in page) == (False, True)


async def test_a_long_story_shows_its_newest_part(ward: Ward) -> None:
    """Five hundred things, the newest last; the page does not grow without end."""

    def work(db: Db) -> str:
        patient = enrol(db, 7001)
        course(db, patient)
        for number in range(510):
            hears(db, patient, f"word {number}.", ago=10 - number / 100)
        return patient.ref

    ref = ward.store.write_now(work)
    page = await (await ward.enters("Ana")).sees(f"/patient/{ref}")
    assert 500 == page.count('class="event ')
    assert ("word 509." in page, "word 9." in page) == (True, False)
