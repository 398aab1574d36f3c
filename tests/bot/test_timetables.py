"""`aftercare plan`: any visit's timetable in local time, with its reasons; mistakes told in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import timetables
from bot.timetables import plan
from tests.bot.town import Town
from tests.trace import timetables as pages

TOP = Path(__file__).parent.parent.parent


@pytest.mark.holds("plan:timetable")
def test_the_page_of_awkward_visits_is_new() -> None:
    """docs/timetables.md is what the tool prints today."""
    assert (TOP / "docs" / "timetables.md").read_text(encoding="utf-8") == pages.page()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--visit", "2026-13-27 10:30"], "is no time. Write the day and the time"),
        (["--visit", "2026-11-27 10:30", "--zone", "Xyzzyville"], "is no time zone"),
        (["--visit", "2026-11-27 10:30", "--zone", "Argentina, or Chile"], "is no time zone"),
        (["--visit", "2026-11-27 10:30", "--quiet", "late"], "are no quiet hours. Write them such as 21:00-08:00."),
        (["--visit", "2026-11-27 10:30", "--travels", "tomorrow Madrid"], "is no time."),
    ],
)
def test_mistakes_are_told_in_words(asked: list[str], told: str) -> None:
    """What cannot be read is named, with what to write instead; never a traceback."""
    done = CliRunner().invoke(plan, asked)

    assert 0 != done.exit_code
    assert told in done.output
    assert "Traceback" not in done.output


async def test_a_real_visit_is_printed_from_its_rows(town: Town) -> None:
    """Each row with its local time, its state and why it stands there; a ref that nobody has is told."""
    await town.enrolled(area="left neck")
    await town.asked(hours=2)
    running = await town.house.store.read(lambda db: timetables.listed(db, town.house, ""))
    ref = running[0].split()[0]
    rows = await town.house.store.read(lambda db: timetables.listed(db, town.house, ref))
    nobody = await town.house.store.read(lambda db: timetables.listed(db, town.house, "none"))

    assert "JM, Thu 05 Mar 10:00" in running[0]
    assert "Hers: Los Angeles time, quiet 21:00-08:00." in rows[0]
    assert any("c1" in each and "sent" in each and "2 h after the session" in each for each in rows)
    assert nobody[0].startswith("There is no visit none.")
