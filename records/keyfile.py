"""The key file: master keys, newest first, one a line, readable by its owner only."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet

HEAD = """\
# The master key of this clinic's records. Without it nothing that patients wrote can be read again.
# Keep a copy in a safe place, away from the backups of the database. Newest key first, one a line.
"""


class KeyFileMissing(Exception):
    """There is no key file."""


class KeyFileOpen(Exception):
    """The key file can be read by others."""


class KeyFileBad(Exception):
    """The key file holds something that is not a key."""


class KeyFileThere(Exception):
    """There is a key file already, and one is never overwritten."""


def make_key_file(path: str | Path) -> Path:
    """Write a new key to a new file that only its owner can read; a file that is there is left alone."""
    path = Path(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as exc:
        msg = f"{path} is there already. Use it, or move it away first; records sealed with it need it."
        raise KeyFileThere(msg) from exc
    with open(handle, "w", encoding="ascii") as file:
        file.write(HEAD + Fernet.generate_key().decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    _keep_name(path.parent)
    return path


def _keep_name(folder: Path) -> None:
    """A power cut after the first sealed row must not take the key with it: the folder is flushed too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_key_file(path: str | Path) -> list[str]:
    """Return the keys of a file, newest first; all that is wrong with it is said at once."""
    path = Path(path)
    try:
        mode = path.stat().st_mode
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as exc:
        msg = f"{path} does not exist. Restore it from your safe copy, or let `aftercare init` make a new one."
        raise KeyFileMissing(msg) from exc
    if mode & 0o077:
        msg = f"{path} can be read by other users of this machine. Run: chmod 600 {path}"
        raise KeyFileOpen(msg)
    return _keys(path, lines)


def _keys(path: Path, lines: list[str]) -> list[str]:
    kept = {number: line.strip() for number, line in enumerate(lines, 1) if _says_something(line)}
    bad = [str(number) for number, line in kept.items() if not _is_key(line)]
    if bad or not kept:
        what = f"no key on line {', '.join(bad)}" if bad else "no key in it"
        msg = f"{path}: {what}. Restore it from your safe copy; a key is 44 letters on a line of its own."
        raise KeyFileBad(msg)
    return list(kept.values())


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def _is_key(line: str) -> bool:
    try:
        Fernet(line)
    except ValueError:
        return False
    return True
