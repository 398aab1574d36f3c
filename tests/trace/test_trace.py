"""The trace is true: nothing is unheld, no mark is unknown, and the pages say what the tests hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from messages import catalog as content
from tests.trace.ledger import entries

TOP = Path(__file__).parent.parent.parent
HAZARDS = TOP / "docs" / "hazards.md"


def test_everything_is_held_and_the_page_is_new() -> None:
    """Each fact, topic, row, rule and hazard has a place and a test, and docs/trace.md lists just those."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trace", "--check"], cwd=TOP, capture_output=True, text=True, check=False
    )

    assert "" == done.stderr
    assert 0 == done.returncode


def test_each_row_of_the_table_is_in_the_ledger() -> None:
    """A row that somebody adds to triage.toml must be traced too."""
    listed = {entry.id for entry in entries()}

    assert set() == {f"row:{int(row.id[1:3])}" for row in content.load().triage.rows} - listed


def test_the_hazard_log_names_real_tests() -> None:
    """Every hazard has control, files that exist, and tests that exist; or says that it is review only."""
    sections = re.split(r"^## ", HAZARDS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    listed = {entry.id.removeprefix("hazard:") for entry in entries() if entry.kind == "hazard"}

    assert listed == {section.partition(".")[0] for section in sections}
    for section in sections:
        held = section.partition("**Held by**:")[2].partition("\n")[0]
        names = re.findall(r"`([^`]+)`", held)
        assert names or "review only" in held, section
        for name in names:
            path, _, function = name.partition("::")
            assert f"def {function}(" in (TOP / "tests" / path).read_text(encoding="utf-8")
        for file in re.findall(r"`([^`*]+\.(?:py|toml))`", section.partition("**Control**")[2].partition("\n")[0]):
            assert (TOP / file).exists(), file


def test_nobody_has_accepted_it() -> None:
    """The log says that no clinical safety officer stands behind it."""
    assert "No clinical safety officer has accepted any" in HAZARDS.read_text(encoding="utf-8")
