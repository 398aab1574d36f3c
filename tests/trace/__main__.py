"""`python -m tests.trace` writes docs/trace.md; `--missing` lists what no test holds."""

from __future__ import annotations

import sys

from tests.trace import ledger, marks, table


def main(arguments: list[str]) -> int:
    """Write the page, or list what is missing."""
    entries, held = ledger.load(), marks.collect()
    if "--missing" in arguments:
        unheld = table.unheld(entries, held)
        sys.stdout.writelines(f"{entry.id}: {entry.says}\n" for entry in unheld)
        sys.stdout.write(f"{len(unheld)} of {len(entries)} are not held.\n")
        return 0
    table.PAGE.write_text(table.page(entries, held), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
