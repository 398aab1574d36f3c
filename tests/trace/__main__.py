"""`python -m tests.trace` writes docs/trace.md; `--check` compares instead, `--missing` lists what nothing holds."""

from __future__ import annotations

import contextlib
import io
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.trace.ledger import Entry, entries

TOP = Path(__file__).parent.parent.parent
PAGE = TOP / "docs" / "trace.md"
#: The kinds in their order, with their headings.
KINDS = {
    "fact": "Facts of the seeds",
    "conflict": "Conflicts of the seeds, and how they are phrased",
    "rate": "Base rates",
    "topic": "Topics",
    "condition": "Conditions of the monograph",
    "row": "Triage rows",
    "modifier": "Modifiers",
    "rule": "Rules of triage",
    "plan": "The plan",
    "followup": "Follow-ups",
    "course": "The expected course",
    "silence": "Silence",
    "hand": "The patient's own hand",
    "words": "Answers in words",
    "media": "What is no text",
    "end": "The end",
    "people": "Rules of behaviour",
    "bad": "Bad input",
    "hazard": "Hazards",
}


class Marks:
    """Gathers which tests say that they hold what."""

    def __init__(self) -> None:
        """Start with nothing held."""
        self.held: dict[str, list[str]] = defaultdict(list)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take every mark of every collected test, each function once."""
        for item in items:
            name = item.nodeid.partition("[")[0]
            for mark in item.iter_markers("holds"):
                for each in mark.args:
                    if name not in self.held[each]:
                        self.held[each].append(name)


def collected() -> dict[str, list[str]]:
    """Collect all tests without running them; return the tests by what they hold."""
    marks = Marks()
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", str(TOP / "tests")], plugins=[marks])
    if code != pytest.ExitCode.OK:
        sys.exit("The tests cannot be collected: run make test.")
    return marks.held


def wrong(ledger: list[Entry], held: dict[str, list[str]]) -> list[str]:
    """Return what is amiss: held by nothing, unknown, listed twice, or said nowhere."""
    known = [entry.id for entry in ledger]
    found = [f"{each} is held by a test and is not in the ledger" for each in sorted(set(held) - set(known))]
    found += [f"{each} stands twice in the ledger" for each in sorted({e for e in known if known.count(e) > 1})]
    found += [f"{entry.id}: no test holds it" for entry in ledger if not held.get(entry.id) and not entry.later]
    found += [f"{entry.id}: there is no {path}" for entry in ledger for path in _paths(entry) if not path.exists()]
    return found


def _paths(entry: Entry) -> list[Path]:
    return [TOP / part.partition(" ")[0] for part in entry.where.split("; ") if "/" in part]


def page(ledger: list[Entry], held: dict[str, list[str]]) -> str:
    """Return the table in Markdown."""
    lines = [
        "# What is said, and the test that holds it",
        "",
        "Written by `make trace` from `tests/trace/ledger.toml`, the content and the tests' `holds` marks; `make test` "
        "fails when it is out of date or something is held by nothing.",
    ]
    for kind, heading in KINDS.items():
        mine = [entry for entry in ledger if entry.kind == kind]
        lines += ["", f"## {heading} ({len(mine)})", "", "| id | what | where | held by |", "|---|---|---|---|"]
        lines += [_row(entry, held.get(entry.id, [])) for entry in mine]
    return "\n".join([*lines, ""])


def _row(entry: Entry, tests: list[str]) -> str:
    by = "<br>".join(f"`{each.removeprefix('tests/')}`" for each in sorted(tests)) or f"later: {entry.later}"
    return f"| {entry.id} | {entry.what.replace('|', '/')} | {entry.where} | {by} |"


def main(words: list[str]) -> None:
    """Write the page, or say what is amiss."""
    ledger, held = entries(), collected()
    amiss = wrong(ledger, held)
    if words == ["--missing"]:
        sys.stdout.write("\n".join([*amiss, ""]))
        return
    text = page(ledger, held)
    if words == ["--check"]:
        amiss += [] if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text else ["docs/trace.md is out of date"]
    else:
        PAGE.write_text(text, encoding="utf-8")
    if amiss:
        sys.exit("\n".join(amiss))


if __name__ == "__main__":
    main(sys.argv[1:])
