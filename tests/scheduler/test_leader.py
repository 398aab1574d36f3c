"""The leader: of two bots on one machine one leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.leader import AnotherRuns, Lead, Leader


def test_one_leads(tmp_path: Path) -> None:
    """The second is told in words that another runs; after a release it may lead."""
    first: Lead = Leader(tmp_path / "deep" / "lock")
    second = Leader(tmp_path / "deep" / "lock")
    first.acquire()
    with pytest.raises(AnotherRuns, match="Stop it first"):
        second.acquire()
    assert (True, False) == (first.held, second.held)
    first.release()
    second.acquire()
    assert (False, True) == (first.held, second.held)
    second.release()


def test_letting_go_twice_is_harmless(tmp_path: Path) -> None:
    """A stop that runs into another stop finds nothing held."""
    lock = Leader(tmp_path / "lock")
    lock.release()
    assert not lock.held


def test_strangers_cannot_open_the_lock(tmp_path: Path) -> None:
    """The file is the owner's alone: who can lock it could stop the bot."""
    lock = Leader(tmp_path / "lock")
    lock.acquire()
    lock.release()
    assert 0o600 == (tmp_path / "lock").stat().st_mode & 0o777
