"""Feedback at the page: a second reader, the lead's word, and what was not understood."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from records import flags, heard, patients
from records.models import Flag, Grade, Heard, Patient, Phrasing
from records.store import Db, Store
from tests.review.press import equipped
from tests.review.ward import Ward, enrol, hears, lift, person

SWIM = {"words": "can I swim", "topic": "hot_tub_sauna_swim", "sure": "yes"}
WORDS = "My name is Julia, can I swim with Ana's tape? Ring 949-555-0123"


@pytest.fixture
async def ward(memory: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ward]:
    """The page; every ended flag is in the sample."""
    monkeypatch.setattr("records.second.sampled", lambda ref, share: True)
    made = equipped(memory)
    yield made
    await made.close()


def ended(ward: Ward, chat: int = 7001, *, by: str = "Ana", grade: str = "right") -> str:
    """Write a flag that somebody closed and graded; return its ref."""

    def work(db: Db) -> str:
        patient = enrol(db, chat)
        hears(db, patient, f"it is numb {chat}", ago=3, level="urgent")
        flag = lift(db, patient, "urgent", "r16", ago=3)
        row = heard.last(db, patient.id)
        assert row is not None
        flags.join(db, flag, kind="heard", level="urgent", heard_id=row.id, now=ward.now)
        flags.resolve(db, flag, staff_id=person(db, by).id, outcome="phoned", now=ward.now)
        flags.grade(db, flag, grade=grade, staff_id=person(db, by).id, now=ward.now)
        return flag.ref

    return ward.store.write_now(work)


def grades(ward: Ward) -> list[tuple[str, str]]:
    """Return all grades as (kind, grade)."""
    return ward.store.read_now(lambda db: [(each.kind, each.grade) for each in db.query(Grade).order_by(Grade.id)])


def missed(ward: Ward, words: str = WORDS, *, place: str = "") -> str:
    """Write a message that was not understood; return its ref."""

    def work(db: Db) -> str:
        patient = enrol(db, 7900 + db.query(Patient).count(), place=place)
        row = heard.remember(
            db, patient, message_id=1, kind="text", words=words, level="ask", rules=[], symptoms=[], topic=None,
            lang="en", understood=False, content_version="1", now=ward.now,
        )  # fmt: skip
        return row.ref

    return ward.store.write_now(work)


async def test_a_second_reader_does_not_see_the_first(ward: Ward) -> None:
    """She sees what was said and why it was raised, not how it was graded or how it ended; then it is read."""
    ref = ended(ward, grade="low")
    dora = await ward.enters("Dora")
    page = await dora.sees("/feedback")
    assert "it is numb 7001" in page
    assert 1 == page.count("/grade")
    # The words of the grades stand on the buttons, and nowhere else.
    assert (1, 1) == (page.count("Too low"), page.count("Too high"))
    assert "phoned" not in page.split("it is numb")[1].split("</article>")[0]

    page = await dora.does(f"/feedback/{ref}/grade", grade="right")
    assert "it is numb 7001" not in page
    assert [("first", "low"), ("second", "right")] == grades(ward)


async def test_who_saw_words_is_written_down(ward: Ward) -> None:
    """Somebody's words on a page are a line of the audit; an empty page is none."""
    dora = await ward.enters("Dora")
    await dora.sees("/feedback")
    assert [] == ward.lines("feedback")

    ended(ward)
    missed(ward)
    await dora.sees("/feedback")
    assert [("staff:4", 2)] == [(each["actor"], each["n"]) for each in ward.lines("feedback.seen")]


async def test_nobody_reads_her_own(ward: Ward) -> None:
    """Whoever closed it is not offered it, and a forged form changes nothing."""
    ref = ended(ward)
    ana = await ward.enters("Ana")
    assert "it is numb" not in await ana.sees("/feedback")

    answer = await ana.posts(f"/feedback/{ref}/grade", grade="right")
    assert (409, 1) == (answer.status, len(grades(ward)))
    assert 409 == (await (await ward.enters("Dora")).posts(f"/feedback/{ref}/grade", grade="x")).status


async def test_two_second_readers_are_one(ward: Ward) -> None:
    """Who comes later is told so."""
    ref = ended(ward)
    dora, ben = await ward.enters("Dora"), await ward.enters("Ben")
    await dora.does(f"/feedback/{ref}/grade", grade="right")

    assert 409 == (await ben.posts(f"/feedback/{ref}/grade", grade="right")).status
    assert 2 == len(grades(ward))


async def test_the_lead_settles_what_differs(ward: Ward) -> None:
    """Only she sees both words; agreement is told to all, with its number."""
    ref = ended(ward)
    ended(ward, 7002)
    dora = await ward.enters("Dora")
    await dora.does(f"/feedback/{ref}/grade", grade="low")
    assert "To settle" not in await dora.sees("/feedback")
    ben = await ward.enters("Ben")
    page = await ben.sees("/feedback")
    assert "The first reader said <strong>right</strong>, the second <strong>too low</strong>" in page
    assert "0 of 1 were read alike" in page

    await ben.does(f"/feedback/{ref}/grade", grade="low")
    assert ("settled", "low") == grades(ward)[-1]
    assert ward.store.read_now(lambda db: db.query(Flag).count()) == 2


async def test_another_places_flag_is_unknown(ward: Ward) -> None:
    """As unknown as what there never was; and so are its messages."""
    ref, message = ended(ward), missed(ward)
    ward.desk.of["Dora"] = ("north",)
    dora = await ward.enters("Dora")

    answers = [
        await dora.posts(f"/feedback/{ref}/grade", grade="right"),
        await dora.posts(f"/feedback/{message}/teach", words="can I swim", topic="hot_tub_sauna_swim", sure="yes"),
        await dora.posts(
            "/feedback/AAAAAAAAAAAAAAAA/teach", words="can I swim", topic="hot_tub_sauna_swim", sure="yes"
        ),
    ]
    assert [404] * 3 == [each.status for each in answers]
    assert "numb" not in await dora.sees("/feedback")


async def test_names_are_marked_and_left_out(ward: Ward) -> None:
    """What may name somebody is marked in her words and not in the box; the likely topic stands first."""
    missed(ward)
    page = await (await ward.enters("Dora")).sees("/feedback")

    assert "<mark>Julia</mark>" in page
    assert "<mark>949-555-0123</mark>" in page
    box = page.split("<textarea")[1].split("</textarea>")[0]
    assert all(each not in box for each in ("Julia", "949", "Ana"))
    assert 'value="hot_tub_sauna_swim"' in page.split("Likely")[1].split("</optgroup>")[0]


async def test_a_message_becomes_a_way_of_asking(ward: Ward) -> None:
    """Once: it leaves the list; the words are as staff left them."""
    ref = missed(ward)
    dora = await ward.enters("Dora")
    page = await dora.does(f"/feedback/{ref}/teach", words=" can I\nswim ", topic="hot_tub_sauna_swim", sure="yes")

    assert f"/feedback/{ref}/teach" not in page
    taught = ward.store.read_now(lambda db: db.query(Phrasing).one())
    assert ("can I swim", "hot_tub_sauna_swim", "en") == (taught.words, taught.topic, taught.lang)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": "can I swim", "topic": "hot_tub_sauna_swim"}, "tick that no name"),
        ({"words": "can I swim", "topic": "nothing", "sure": "yes"}, "Choose the topic"),
        ({"words": " ", "topic": "hot_tub_sauna_swim", "sure": "yes"}, "No words are left"),
        ({"words": "ring 949-555-0123", "topic": "hot_tub_sauna_swim", "sure": "yes"}, "Take it out first"),
        ({"words": "ask j@x.org", "topic": "hot_tub_sauna_swim", "sure": "yes"}, "Take it out first"),
    ],
)
async def test_what_must_not_be_kept_is_not(ward: Ward, fields: dict[str, str], told: str) -> None:
    """Numbers, addresses, unknown topics, and nothing at all: said, and the words are given back."""
    ref = missed(ward)
    answer = await (await ward.enters("Dora")).posts(f"/feedback/{ref}/teach", **fields)

    assert (409, True) == (answer.status, told in await answer.text())
    assert 0 == ward.store.read_now(lambda db: db.query(Phrasing).count())


async def test_erased_words_do_not_stop_the_page(ward: Ward) -> None:
    """A patient whose key is gone has no words left, and the others are there."""
    ended(ward)
    missed(ward)
    gone = missed(ward, "something else")

    def erase(db: Db) -> None:
        row = db.query(Heard).filter_by(ref=gone).one()
        ward.store.keys.destroy(patients.by_id(db, row.patient_id).ref)

    ward.store.write_now(erase)
    page = await (await ward.enters("Dora")).sees("/feedback")
    assert ("numb" in page, "swim" in page, "something else" in page) == (True, True, False)


async def test_after_thirty_days_there_is_nothing_to_read(ward: Ward) -> None:
    """Words are emptied then; an old card is not asked about."""
    ended(ward)
    ward.now += timedelta(days=31)
    dora = await ward.enters("Dora")

    assert "Nothing waits for you to read" in await dora.sees("/feedback")
