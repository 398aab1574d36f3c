"""`python -m tests.trace.timetables` writes docs/timetables.md: six awkward visits as `aftercare plan` prints them."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.timetables import plan

PAGE = Path(__file__).parent.parent.parent / "docs" / "timetables.md"
#: What makes a visit awkward, and what is asked of the tool.
VISITS: tuple[tuple[str, list[str]], ...] = (
    ("Friday 17:30, half an hour before the clinic closes", ["--visit", "2026-11-27 17:30"]),
    ("The night on which clocks go back", ["--visit", "2026-10-31 19:40"]),
    ("The night on which clocks go forward", ["--visit", "2026-03-07 14:00"]),
    ("Enrolled 20 hours later", ["--visit", "2026-11-26 12:00", "--enrolled", "2026-11-27 08:00"]),
    (
        "Two visits in two days, at different places",
        ["--visit", "2026-11-26 10:30", "--area", "neck", "--visit", "2026-11-27 11:00", "--area", "leg"],
    ),
    (
        "Two visits in two days, at the same place",
        ["--visit", "2026-11-26 10:30", "--area", "neck", "--visit", "2026-11-27 10:00", "--area", "neck"],
    ),
    ("Quiet hours from 19:00 to 10:00", ["--visit", "2026-11-27 15:00", "--quiet", "19:00-10:00"]),
    (
        "A traveller who flies from Los Angeles to Madrid in the evening",
        ["--visit", "2026-11-27 10:30", "--travels", "2026-11-27 20:00 Europe/Madrid"],
    ),
)


def page() -> str:
    """Return the page."""
    lines = [
        "# Timetables of awkward visits",
        "",
        "Printed by `aftercare plan`; `make test` fails when this page is out of date. Times are the patient's.",
    ]
    for title, asked in VISITS:
        words = " ".join(f'"{each}"' if " " in each else each for each in asked)
        lines += ["", f"## {title}", "", "```", f"$ aftercare plan {words}", printed(asked).rstrip(), "```"]
    return "\n".join([*lines, ""])


def printed(asked: list[str]) -> str:
    """Return what the tool prints."""
    done = CliRunner().invoke(plan, asked, catch_exceptions=False)
    return done.output


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
