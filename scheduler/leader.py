"""The leader: one process polls and sends. On one machine that is a lock on a file."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol


class AnotherRuns(Exception):
    """Another bot runs with this lock file. Stop it first, or name another file in [storage] lock_file."""

    def __init__(self) -> None:
        """Say what happened in the words of the docstring."""
        super().__init__(self.__doc__)


class Lead(Protocol):
    """What a lock must do, whatever it is made of."""

    @property
    def held(self) -> bool:
        """Say whether this process leads."""

    def acquire(self) -> None:
        """Take the lead; AnotherRuns when it is taken."""

    def release(self) -> None:
        """Let go."""


class Leader:
    """Holds the lock as long as the process lives: the kernel lets go of it also after kill -9."""

    def __init__(self, path: Path) -> None:
        """Name the lock file; it is made when there is none."""
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Say whether this process leads."""
        return self._file is not None

    def acquire(self) -> None:
        """Take the lead; AnotherRuns when it is taken, also by this very process."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise AnotherRuns from None
        self._file = handle

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
