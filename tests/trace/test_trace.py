"""The trace: what must be held is written somewhere, and a test holds it."""

from __future__ import annotations

import ast

import pytest

from messages import catalog
from messages.catalog import Catalog
from tests.trace import ledger, marks, table
from tests.trace.ledger import Entry

#: Once all has landed: what no test holds, and a page that is not what the command writes, are faults too.
STRICT = False

ENTRIES = ledger.load()
HELD = marks.collect()


@pytest.fixture(scope="module")
def content() -> Catalog:
    """The content as it ships."""
    return catalog.load()


def places(kind: str) -> set[str]:
    """Return the names in all places of a kind."""
    found = (ledger.PLACE.fullmatch(place) for entry in ENTRIES.values() if entry.kind == kind for place in entry.where)
    return {match["name"] for match in found if match is not None}


def test_every_place_is_there() -> None:
    """A file or a name that went away is missed at once."""
    assert [] == [wrong for entry in ENTRIES.values() for place in entry.where if (wrong := ledger.missing(place))]


def test_every_mark_is_known() -> None:
    """A mark names what the ledger lists: a slip of the pen would hold nothing."""
    assert {} == {name: tests for name, tests in HELD.items() if name not in ENTRIES}


def test_what_is_built_is_written_somewhere() -> None:
    """Nothing is said to be built that stands nowhere."""
    assert [] == [entry.id for entry in ENTRIES.values() if not entry.where and not entry.later]


def test_the_content_is_in_the_ledger(content: Catalog) -> None:
    """Every topic, condition, row, modifier and step of the content has its line."""
    conditions = {each.id for topic in content.topics.values() for each in topic.conditions}
    steps = {step.id for step in content.plan.steps}

    assert set() == {f"topic:{name}" for name in content.topics} - set(ENTRIES)
    assert set() == {f"condition:{name}" for name in conditions} - set(ENTRIES)
    assert set() == {f"plan:{name}" for name in steps} - set(ENTRIES)
    assert set() == {row.id for row in content.triage.rows} - places("row")
    assert set() == {each.id for each in content.triage.modifiers} - places("modifier")


def test_every_kind_has_a_heading() -> None:
    """No line is left out of the page."""
    assert set(table.HEADINGS) == {entry.kind for entry in ENTRIES.values()}


def test_everything_is_held() -> None:
    """What is built has a test that says it holds it; `python -m tests.trace --missing` lists the rest."""
    assert [] == [entry.id for entry in table.unheld(ENTRIES, HELD) if STRICT]


def test_the_page_is_what_the_command_writes() -> None:
    """docs/trace.md is not stale: `make trace` writes it."""
    assert not STRICT or table.page(ENTRIES, HELD) == table.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        ("messages/triage.py [judge]", ""),
        ("messages/content/triage.toml [r05_saddle]", ""),
        ("messages/content/en/topics", ""),
        ("messages/triage.py [judged]", "messages/triage.py [judged]: the file has no judged"),
        ("messages/nowhere.py", "messages/nowhere.py: there is no such file"),
        ("a b c", "a b c: is not a file, or a file and [a name]"),
    ],
)
def test_places(place: str, wrong: str) -> None:
    """A place is a file, or a name in a file, and what is wrong with it is said."""
    assert wrong == ledger.missing(place)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("@pytest.mark.holds('row:1', 'row:2')\ndef test_a(): ...", {"test_a": {"row:1", "row:2"}}),
        ("pytestmark = pytest.mark.holds('row:1')\ndef test_a(): ...", {"test_a": {"row:1"}}),
        ("pytestmark = [pytest.mark.x, pytest.mark.holds('row:1')]\nasync def test_a(): ...", {"test_a": {"row:1"}}),
        (
            "CASES: dict = {'row:1': ['a:b c'], 'row:2': []}\n"
            "P = [pytest.param(n, marks=pytest.mark.holds(n)) for n in CASES]\n"
            "@pytest.mark.parametrize('n', P)\ndef test_a(n): ...",
            {"test_a": {"row:1", "row:2"}},
        ),
        ("@pytest.mark.holds('row:1')\nclass TestA:\n  x = 1\n  def test_b(self): ...", {"TestA::test_b": {"row:1"}}),
        ("@pytest.mark.holds('row:1')\ndef helper(): ...\ndef test_a(): ...", {}),
    ],
)
def test_marks_are_read_from_the_source(source: str, found: dict[str, set[str]]) -> None:
    """A mark counts on a test, a class, a module, or a table of cases; on a helper it holds nothing."""
    assert found == dict(marks.held(ast.parse(source)))


def test_what_is_unheld() -> None:
    """Built and without a test is unheld; later is not; written nowhere is."""
    built = Entry(id="row:1", says="", where=("x",))
    nowhere = Entry(id="row:2", says="", where=())
    later = Entry(id="row:3", says="", where=(), later="soon")
    entries = {each.id: each for each in (built, nowhere, later)}

    assert [built, nowhere] == table.unheld(entries, {"row:2": ["t"]})
    assert [nowhere] == table.unheld(entries, {"row:1": ["t"], "row:2": ["t"]})


def test_the_page_says_nothing_where_nothing_is() -> None:
    """A line without a test stands out, and "later" is said with its reason."""
    entries = {
        "row:1": Entry(id="row:1", says="A", where=()),
        "row:2": Entry(id="row:2", says="B", where=(), later="x"),
    }
    said = table.page(entries, {})

    assert "| `row:1` | A | – | **nothing** |" in said
    assert "| `row:2` | B | – | *later: x* |" in said
