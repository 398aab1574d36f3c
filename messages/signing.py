"""Signing: which content a clinician has read and signed, and whether it is still what was signed (people.md 26)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: Where the fingerprints of signed files stand.
BOOK = "signed.toml"
#: What patients are not told: how places are called, and the people that a rehearsal invents.
UNTOLD = ("places.toml", "rehearsal.toml")
#: What a signature itself changes in a file.
OWN = ("reviewed_by", "reviewed_on")
#: What must be signed before anyone is enrolled: the plan, the rules, and what is said in danger.
NEEDED = re.compile(r"plan\.toml|triage\.toml|[a-z]{2}/texts\.toml|[a-z]{2}/lexicon\.toml")


def files(root: Path) -> list[str]:
    """Return every content file that can be signed, by its path in the content folder."""
    there = (path for path in root.rglob("*.toml") if path.name not in (BOOK, *UNTOLD))
    return sorted(path.relative_to(root).as_posix() for path in there)


def unsigned(root: Path) -> tuple[str, ...]:
    """Return the files that nobody has signed, or that have changed since."""
    book = _book(root)
    return tuple(name for name in files(root) if not _holds(root / name, book.get(name, "")))


def missing(names: Sequence[str], languages: Sequence[str]) -> tuple[str, ...]:
    """Return which of these files must be signed before anyone is enrolled; alarm-only languages can wait."""
    return tuple(
        name for name in names if NEEDED.fullmatch(name) and ("/" not in name or name.split("/")[0] in languages)
    )


def sign(root: Path, names: Sequence[str], *, by: str, on: dt.date) -> None:
    """Write a clinician's name and the day into files, and remember what she read."""
    book = _book(root)
    for name in names:
        path = root / name
        path.write_text(_signed(path.read_text(encoding="utf-8"), by, on), encoding="utf-8")
        book[name] = fingerprint(path)
    lines = [f"{json.dumps(name)} = {json.dumps(print_)}" for name, print_ in sorted(book.items())]
    head = "# Fingerprints of what was signed. Written by `aftercare sign`; a file that changes must be signed again."
    (root / BOOK).write_text("\n".join([head, "[prints]", *lines, ""]), encoding="utf-8")


def fingerprint(path: Path) -> str:
    """Return what a file says as a short fingerprint; comments and spacing do not count."""
    values = {key: value for key, value in _parsed(path).items() if key not in OWN}
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _holds(path: Path, print_: str) -> bool:
    values = _parsed(path)
    return all(values.get(key) for key in OWN) and print_ == fingerprint(path)


def _signed(text: str, by: str, on: dt.date) -> str:
    for key, value in (("reviewed_by", by), ("reviewed_on", on.isoformat())):
        start, _, rest = text.partition(f"\n{key} = ")
        text = f"{start}\n{key} = {json.dumps(value)}\n{rest.partition(chr(10))[2]}"
    return text


def _book(root: Path) -> dict[str, str]:
    path = root / BOOK
    return dict(_parsed(path).get("prints", {})) if path.exists() else {}


def _parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
