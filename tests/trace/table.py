"""The table: docs/trace.md, written from the ledger and the marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.trace.ledger import ROOT, Entry

PAGE = ROOT / "docs" / "trace.md"
HEADINGS = {
    "fact": "Facts of the seeds",
    "conflict": "Where the seeds go wrong, and what is said instead",
    "rate": "How often",
    "topic": "Topics",
    "condition": "Conditions",
    "row": "The triage table",
    "modifier": "What raises a level",
    "rule": "Rules that the code holds",
    "plan": "The 48-hour plan",
    "people": "Rules of behaviour",
    "bad": "Bad input",
    "hazard": "Hazards",
}
INTRO = """\
# What must be held, and what holds it

Written by `make trace` from `tests/trace/ledger.toml` and the tests' `@pytest.mark.holds(...)` marks; do not edit.
"Later" is honest: it is not built yet, or not whole. No clinician has signed any of this content.
"""


def page(entries: Mapping[str, Entry], held: Mapping[str, Sequence[str]]) -> str:
    """Return the whole page."""
    parts = [INTRO]
    for kind, heading in HEADINGS.items():
        rows = [_row(entry, held.get(entry.id, ())) for entry in entries.values() if entry.kind == kind]
        parts.append("\n".join([f"## {heading}\n", "| id | what | where | held by |", "|---|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def unheld(entries: Mapping[str, Entry], held: Mapping[str, Sequence[str]]) -> list[Entry]:
    """Return what is built and no test holds, and what is nowhere written."""
    return [entry for entry in entries.values() if not entry.later and not (entry.where and held.get(entry.id))]


def _row(entry: Entry, tests: Sequence[str]) -> str:
    where = "<br>".join(f"`{each}`" for each in entry.where) or "–"
    names = "<br>".join(f"`{each.removeprefix('tests/')}`" for each in tests)
    later = f"*later: {entry.later}*" if entry.later else ""
    return f"| `{entry.id}` | {entry.says} | {where} | {'<br>'.join(filter(None, (names, later))) or '**nothing**'} |"
