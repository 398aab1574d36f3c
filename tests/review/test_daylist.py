"""A day's list as a table: every line is read, or said to be wrong with its cure; nothing in a file can break it."""

from __future__ import annotations

import codecs
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from review import cells, fields, slip
from review.daylist import NoList
from tests.review.lists import DAY, ask, local, outcome, read

HEADS = "Patient;End time;Side;Area;Technique;Clinician;Phone;Record no;Age;First session"


def test_columns_are_found_by_their_heads() -> None:
    """Each field stands where its heading says, in any order and writing; a name becomes initials."""
    (line,) = read(f"{HEADS}\nMeyer, Julia;10:30;L;Lower back;Dry needling;Dr Left Hand;(949) 555-0123;A 17;52;yes\n")

    made = line.details
    assert made is not None
    assert "JM 05 10:30" == local(line)
    assert ("left", "low_back", "dry needling", "Dr Left Hand") == (
        made.side,
        made.area,
        made.technique,
        made.clinician,
    )
    assert ("(949) 555-0123", "A-17", "52", True) == (made.phone, made.record, made.age_band, made.first_session)


def test_a_list_without_heads_is_read_as_lines() -> None:
    """Without headings each row is a line as staff type it, parted by commas or not at all."""
    lines = read("JM 10:30 left neck Ana\nKL,11.15 am,shoulder,right,#12\nPQ 2 pm - 2:30 pm hip\n")

    assert ["JM 05 10:30", "KL 05 11:15", "PQ 05 14:30"] == [local(each) for each in lines]
    assert ["neck", "shoulder", "hip"] == [each.details.area for each in lines if each.details]


def test_all_mistakes_are_said_at_once_with_their_cure() -> None:
    """A wrong line names each wrong field and what to write; the others are read all the same."""
    wrong, right = read("initials,time,area,age\n,25:70,nek,200\nJM,10:30,neck,52\n")

    assert ("Line 2", "wrong") == (wrong.place, wrong.state)
    for cure in ("one to four letters", "such as 10:30", "upper back", "years such as 52"):
        assert cure in wrong.told
    assert "read" == right.state


def test_lines_without_a_time_are_wrong() -> None:
    """Nobody stands beside a list who could say "just now"; a record or phone number is no time."""
    lines = read("JM left neck\nKL #4711 neck\nPQ 949-555-0123\nRS 949.555.01.23 hip\n")

    assert ["wrong"] * 4 == [each.state for each in lines]
    assert all("such as 10:30" in each.told for each in lines)


@pytest.mark.parametrize("date", ["2026-03-05", "5.3.2026", "05/03/2026", "3/5/2026", "3/5/26", "05-03-2026"])
def test_the_day_is_known_in_every_writing(date: str) -> None:
    """A date that can mean the day asked for means it; beside the time or in a column of its own."""
    assert ["JM 05 10:30"] == [local(each) for each in read(f"name,date,time\nJ M,{date},10:30\n")]
    assert ["JM 05 10:30"] == [local(each) for each in read(f"name,time\nJ M,{date} 10:30\n")]
    assert ["JM 05 10:30"] == [local(each) for each in read(f"JM {date} 10:30 neck\n")]


def test_other_days_are_passed_over() -> None:
    """A week's export gives the day asked for; a file without that day is refused as a whole."""
    week = "name,date,time\nJ M,2026-03-04,10:30\nK L,2026-03-05,10:30\n"

    assert ["KL 05 10:30"] == [local(each) for each in read(week)]
    with pytest.raises(NoList, match="nothing in this file for Saturday 7 March"):
        read(week, DAY.replace(day=7))


def test_a_moment_with_a_zone_is_told_by_the_clinics_clock() -> None:
    """What a program writes in UTC is ten in the morning in Irvine."""
    assert ["JM 05 10:30"] == [local(each) for each in read("name,end\nJ M,2026-03-05T18:30:00Z\n")]


def test_the_same_session_twice_is_one() -> None:
    """By record number, or by initials and time; two people with the same initials stay two."""
    lines = read("name,time,record\nJ M,10:30,7\nJ M,10:45,7\nJ M,10:30,8\nK L,9:00,\nK L,9:00,\n")

    assert ["read", "left", "read", "read", "left"] == [each.state for each in lines]
    assert ["The same as line 2.", "The same as line 5."] == [each.told for each in lines if each.state == "left"]


def test_old_sessions_are_left_out() -> None:
    """After 48 hours there is nothing left to ask."""
    early, late = read("JM 8:30\nKL 9:30\n", DAY.replace(day=3))

    assert ["left", "read"] == [early.state, late.state]
    assert "48 hours" in early.told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_survive_what_spreadsheets_save(encoding: str) -> None:
    """Excel saves in one of these."""
    (line,) = read("name,time,clinician\nÉva Ö,10:30,Zoë Müller\n".encode(encoding))

    assert line.details is not None
    assert ("ÉÖ", "Zoë Müller") == (line.details.initials, line.details.clinician)


def test_a_workbook_is_refused_with_the_way_out() -> None:
    """What is no text is told so."""
    with pytest.raises(NoList, match="CSV UTF-8"):
        read(b"PK\x03\x04....")
    with pytest.raises(NoList, match="not a text file"):
        read(b"a\0b")


def test_there_are_limits() -> None:
    """A megabyte, and five hundred lines of one day."""
    with pytest.raises(NoList, match="1 MB"):
        read(b"x" * 1_000_001)
    with pytest.raises(NoList, match="501 lines"):
        read("\n".join(f"JM {at // 60 % 24}:{at % 60:02} neck" for at in range(501)))


def test_what_hides_in_a_cell_is_taken_out() -> None:
    """Direction overrides and control characters are gone; a formula is text like any other."""
    (line,) = read('name,time,clinician\nJ M,10:30,"=HYPERLINK(1)\u202e\u0007x"\n')

    assert line.details is not None
    assert "=HYPERLINK(1)x" == line.details.clinician


def test_an_open_quotation_mark_swallows_nothing() -> None:
    """One stray mark costs its own line at most."""
    lines = read('name,time\n"J M,10:30\nK L,11:00\nP Q,25:00\n')

    assert ["JM 05 10:30", "KL 05 11:00"] == [local(each) for each in lines[:2]]
    assert "wrong" == lines[2].state


@given(st.binary(max_size=600))
@example(b'name,time\n\r\r,"')
@example(codecs.BOM_UTF16_LE + b"\x00")
def test_no_bytes_break_the_reading(data: bytes) -> None:
    """Whatever the bytes: lines with a state and words for whoever must mend them, or one sentence for all."""
    lines, refused = outcome(data)

    assert not refused or refused.endswith(".")
    assert all(each.details or each.told for each in lines)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=8))
def test_every_line_is_read_or_said_to_be_wrong(rows: list[tuple[str, str, str, str]]) -> None:
    """As many lines come out as rows went in, but for empty ones and those of other days."""
    page = io.StringIO()
    csv.writer(page).writerows([["name", "time", "area", "age"], *rows])
    data = page.getvalue().encode()
    full = list(cells.rows(data)[1:])
    lines, _ = outcome(data)

    assert len(lines) <= len(full) <= len(rows)
    assert {each.place for each in lines} <= {f"Line {row.number}" for row in full}
    assert all(("read" == each.state) == (each.details is not None and not each.told) for each in lines)


@given(st.text(max_size=40))
def test_a_slip_is_a_line_or_a_mistake(text: str) -> None:
    """Any words in any field: a line that the desk can take, or an Unclear that ends its sentence."""
    for field in slip.FIELDS:
        told, wrong = _line(slip.Slip(**{"initials": "JM", "time": "10:30"} | {field: text}))
        assert wrong.endswith(".") if wrong else ask(told)


def _line(made: slip.Slip) -> tuple[str, str]:
    try:
        return slip.line(made), ""
    except fields.Unclear as exc:
        return "", str(exc)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("JM", "JM"), ("j.m.", "JM"), ("Julia Meyer", "JM"), ("Meyer, Julia", "JM"), ("Anna", "A"), ("jm", "JM"),
     ("Maria del Carmen López García", "MDCL"), ("O'Neill, Sean", "SO"), ("ABCD", "ABCD")],
)  # fmt: skip
def test_of_a_name_only_initials_are_kept(name: str, letters: str) -> None:
    """A booking system exports names; ours keeps none."""
    assert letters == fields.initials(name)


@pytest.mark.parametrize(
    ("cell", "told"),
    [("10:30", "10:30"), ("9.05", "09:05"), ("1430", "14:30"), ("2:30 pm", "14:30"), ("12 am", "00:00"),
     ("12:15 p.m.", "12:15"), ("10:00-10:30", "10:30"), ("10:00 – 10:30", "10:30"), ("10h30", "10:30"),
     ("10:30:00", "10:30")],
)  # fmt: skip
def test_times_in_every_writing(cell: str, told: str) -> None:
    """Of a span the end counts: the 48 hours begin there."""
    assert told == fields.clock(cell)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_what_is_written_out_is_no_formula(cell: str) -> None:
    """A spreadsheet that opens our tables runs nothing."""
    assert f"a,'{cell}\r\n" == cells.table([["a", cell]])


@pytest.mark.parametrize("heads", ["start,end,name", "end,start,name"])
def test_an_end_says_better_than_a_start(heads: str) -> None:
    """The 48 hours begin when the session ends, whichever column comes first."""
    row = ",".join({"start": "10:00", "end": "10:30", "name": "J M"}[each] for each in heads.split(","))

    assert ["JM 05 10:30"] == [local(each) for each in read(f"{heads}\n{row}\n")]


@pytest.mark.parametrize(
    ("cell", "told"), [("52", "52"), ("under 18", "<18"), ("9", "<18"), ("75+", "75+"), ("", ""), ("101", "101")]
)
def test_ages_in_every_writing(cell: str, told: str) -> None:
    """Years, or the bands of the young and the old."""
    assert told == fields.age(cell)
