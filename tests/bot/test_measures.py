"""Measures: figures of reading on labelled files, and what the clinic can learn from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import measures
from messages import figures
from messages.figures import Labelled, NotLabelled, Seen, wilson
from records import flags, graded, heard, learnable
from records.store import Db
from tests.bot.town import ANA, JULIA, STAFF_CHAT, Town

FILE = (
    "# who wrote this\n"
    "emergency\tchest_pain\tplain\tI have bad chest pain\n"
    "none\ttopic:driving\tplain\tcan I drive home\n"
    "ask\tchest_pain:absent\tplain\tno chest pain\n"
    "none\toos:far\tplain\twrite me a poem about a robin\n"
)


def run(*args: str) -> str:
    """Run `aftercare figures reading` in this process; return what it prints."""
    done = CliRunner().invoke(measures.figures, ["reading", *args])
    return done.output


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A small file of labelled messages."""
    path = tmp_path / "labelled.tsv"
    path.write_text(FILE, encoding="utf-8")
    return path


def line(output: str, name: str) -> str:
    """Return one figure's line."""
    return next(each for each in output.splitlines() if each.startswith(name))


def test_the_table(labelled: Path) -> None:
    """Each share is printed with its size and interval, and how long reading took."""
    printed = run(str(labelled))

    assert "1/1" in line(printed, "emergencies told to call at once")
    assert "0/1" in line(printed, "denied, past or supposed: silenced")
    assert "0/1" in line(printed, "out of scope: answered at once")
    assert "milliseconds a message" in printed


def test_the_dumb_readers_are_dumb(labelled: Path) -> None:
    """A keyword list alarms at a denial; staff for everything alarms at nothing: what reading is measured against."""
    keywords, staff = run(str(labelled), "--baseline", "keywords"), run(str(labelled), "--baseline", "staff")

    assert "1/1" in line(keywords, "denied, past or supposed: alarmed")
    assert "0/1" in line(staff, "emergencies told to call at once")


def test_misses_are_listed(labelled: Path) -> None:
    """With --misses each message that was read wrongly is named."""
    printed = run(str(labelled), "--baseline", "staff", "--misses")

    assert "emergency read as routine, -: I have bad chest pain" in printed


def test_without_the_embedding(labelled: Path) -> None:
    """The plain models read the same file."""
    assert "1/1" in line(run(str(labelled), "--no-embedding"), "emergencies told to call at once")


def test_a_file_that_is_not_labelled(tmp_path: Path) -> None:
    """Every wrong line is told at once, in words."""
    path = tmp_path / "wrong.tsv"
    path.write_text("dire\tx\ty\tz\nno tabs here\n", encoding="utf-8")

    with pytest.raises(NotLabelled, match=r"line 1.*\nline 2"):
        figures.load(path)
    assert "line 2" in run(str(path))


def seen(
    label: str, level: str, *, what: str = "chat", topic: str | None = None, offered: tuple[str, ...] = ()
) -> Seen:
    """Return a message as it was read."""
    message = Labelled(label=label, what=what, tags="", text="x")
    return Seen(message=message, level=level, topic=topic, suggestions=offered)  # type: ignore[arg-type]


def test_shares_are_counted_right() -> None:
    """Alarms, silences, first and third places are what they are called."""
    read = [
        seen("emergency", "emergency"),
        seen("emergency", "ask"),
        seen("emergency", "none"),
        seen("none", "ask"),
        seen("none", "none", what="topic:driving", topic="driving"),
        seen("none", "none", what="topic:driving", offered=("alcohol", "driving")),
        seen("none", "none", what="topic:driving", topic="alcohol"),
    ]
    found = {each.name: (each.hits, each.size) for each in figures.figures(read)}

    assert (1, 3) == found["emergencies told to call at once"]
    assert (2, 3) == found["emergencies caught (alarm or one-tap question)"]
    assert (1, 4) == found["calm: asked"]
    assert (1, 3) == found["questions: first right"]
    assert (2, 3) == found["questions: right within three"]
    assert (1, 3) == found["questions: answered at once, wrong"]


def test_intervals_hold_the_share() -> None:
    """Wilson's interval lies in 0 to 1 and around the share; of nothing it says nothing."""
    low, high = wilson(9, 10)

    assert 0 < low < 0.9 < high < 1
    assert (0.0, 1.0) == wilson(0, 0)
    assert 0.0 == wilson(0, 5)[0]


async def test_what_was_not_understood_is_kept_for_the_clinic(town: Town) -> None:
    """Messages that were not understood come out as labelled lines, each once, oldest first."""
    await town.enrolled()
    await town.says("wibble flonk dral")
    await town.says("thanks")

    def look(db: Db) -> list[tuple[str, str]]:
        since = town.now - dt.timedelta(days=1)
        return [(heard.words(db, row), why) for row, why in learnable.since(db, since)]

    assert [("wibble flonk dral", "not_understood")] == await town.house.store.read(look)


async def test_what_she_asked_on_is_kept_too(town: Town) -> None:
    """A question that went on to the clinic is worth a phrasing."""
    await town.enrolled()
    asked = "my neighbour wants to know which pillow she should buy for her caravan?"
    await town.says(asked)
    labels = [button.label for said, _ in await town.said() for row in said.buttons for button in row]
    await town.tap(JULIA, JULIA, next(each for each in labels if each in ("Ask my clinic", "Yes, please ask")))

    def look(db: Db) -> list[str]:
        return [why for _, why in learnable.since(db, town.now - dt.timedelta(days=1))]

    assert ["asked_clinic"] == await town.house.store.read(look)


async def test_grades_of_ended_flags_are_figures_of_reading(town: Town) -> None:
    """Right, too high, too low by level, the lead's word where two differ, and how often a second reader agreed."""
    await town.enrolled()
    for words, first, second, settled in (
        ("I have a fever", "right", "right", None),
        ("I have a fever again", "high", "right", "right"),
        ("I have a fever of 39 now", "high", None, None),
    ):
        town.later(minutes=10)
        await town.says(words)
        await town.tap(STAFF_CHAT, ANA, "Resolve…")
        await town.tap(STAFF_CHAT, ANA, "Advice given")

        def said(db: Db, given: tuple[str | None, ...] = (first, second, settled)) -> None:
            flag = flags.of_patient(db, 1)[-1]
            for kind, grade in zip(("first", "second", "settled"), given, strict=True):
                if grade is not None:
                    flags.grade(db, flag, grade=grade, staff_id=1, now=town.now, kind=kind)

        await town.house.store.write(said)
    since = town.now - dt.timedelta(days=1)
    lines = await town.house.store.read(lambda db: measures._graded(1, db, town.house, town.now))
    assert {("urgent", "right"): 2, ("urgent", "high"): 1} == await town.house.store.read(
        lambda db: dict(graded.by_level(db, since))
    )
    assert any("urgent: right" in line and "2/3" in line for line in lines)
    assert any("a second reader said the same" in line and "1/2" in line for line in lines)


async def test_without_grades_it_says_so(town: Town) -> None:
    """Nothing graded is said in words, not as a table of nothing."""
    lines = await town.house.store.read(lambda db: measures._graded(7, db, town.house, town.now))
    assert ["Nobody has graded a flag in the last 7 days."] == lines
