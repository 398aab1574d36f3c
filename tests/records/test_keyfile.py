"""The key file: made once, readable by its owner, and every mistake in it said with its cure."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from records.keyfile import KeyFileBad, KeyFileMissing, KeyFileOpen, KeyFileThere
from records.keys import Keys, make_key_file, read_key_file


def test_a_new_file_is_private(tmp_path: Path) -> None:
    """The file is 0600 in a folder of 0700, and its key works."""
    path = make_key_file(tmp_path / "secret" / "master.key")
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert 0o700 == stat.S_IMODE(path.parent.stat().st_mode)
    (key,) = read_key_file(path)
    Keys([key], "sqlite://").close()


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """A second *make* leaves the file as it is: records need the old key."""
    path = make_key_file(tmp_path / "master.key")
    before = path.read_bytes()
    with pytest.raises(KeyFileThere, match="is there already"):
        make_key_file(path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Group and world may see nothing; the message has the command that cures it."""
    path = make_key_file(tmp_path / "master.key")
    path.chmod(mode)
    with pytest.raises(KeyFileOpen, match=f"chmod 600 {path}"):
        read_key_file(path)


def test_keys_are_read_newest_first(tmp_path: Path) -> None:
    """One key a line, in the order of the file; comments and empty lines are passed over."""
    newest, older = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    path = written(tmp_path, f"# this month\n{newest}\n\n  {older}  \n# end\n")
    assert [newest, older] == read_key_file(path)


def test_every_bad_line_is_named(tmp_path: Path) -> None:
    """All lines that hold no key are named at once, and their contents are not repeated."""
    path = written(tmp_path, f"hunter2\n{Fernet.generate_key().decode()}\nletmein\n")
    with pytest.raises(KeyFileBad, match="no key on line 1, 3") as caught:
        read_key_file(path)
    assert "hunter2" not in str(caught.value)


def test_a_file_without_a_key(tmp_path: Path) -> None:
    """Comments alone are no key."""
    with pytest.raises(KeyFileBad, match="no key in it"):
        read_key_file(written(tmp_path, "# nothing here\n"))


def test_a_missing_file(tmp_path: Path) -> None:
    """The message names the file and what to do."""
    with pytest.raises(KeyFileMissing, match="does not exist"):
        read_key_file(tmp_path / "none.key")


def written(folder: Path, text: str) -> Path:
    """Write a private file."""
    path = folder / "master.key"
    path.write_text(text)
    path.chmod(0o600)
    return path
