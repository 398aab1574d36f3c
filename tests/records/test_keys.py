"""Keys: sealed for one owner and one place, and closed for good when a key is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from records import keys as room
from records.keys import Destroyed, Keys, NoKey, Swapped, Unreadable

MASTER = Fernet.generate_key().decode()
PLACE = "heard.words:abc"


@pytest.fixture
def stored(empty_url: str) -> Iterator[Keys]:
    """Keys in a store of their own."""
    made = Keys([MASTER], empty_url)
    yield made
    made.close()


@pytest.fixture
def again(empty_url: str, stored: Keys) -> Iterator[Keys]:
    """The same key store as another process sees it."""
    made = Keys([MASTER], empty_url)
    yield made
    made.close()


def test_what_is_sealed_opens(stored: Keys, again: Keys) -> None:
    """An owner's text opens for the same owner and place, also in another process."""
    token = stored.seal("jm", PLACE, "sore neck")
    assert "sore neck" == stored.open("jm", PLACE, token)
    assert "sore neck" == again.open("jm", PLACE, token)


def test_nothing_shows(stored: Keys) -> None:
    """Neither the text nor its place can be read in the token, and the same text never looks the same."""
    first, second = stored.seal("jm", PLACE, "sore neck"), stored.seal("jm", PLACE, "sore neck")
    assert first != second
    assert "sore" not in first
    assert "heard" not in first


def test_a_swapped_row_is_found_out(stored: Keys) -> None:
    """A token moved to another row or column of the same owner does not open."""
    token = stored.seal("jm", PLACE, "sore neck")
    with pytest.raises(Swapped):
        stored.open("jm", "heard.words:xyz", token)


def test_another_owner_cannot_open(stored: Keys) -> None:
    """A token put into another patient's row does not open with that patient's key."""
    stored.make("other")
    with pytest.raises(Unreadable):
        stored.open("other", PLACE, stored.seal("jm", PLACE, "sore neck"))


def test_a_changed_token_does_not_open(stored: Keys) -> None:
    """Nobody can change what is sealed without its being seen."""
    token = stored.seal("jm", PLACE, "sore neck")
    with pytest.raises(Unreadable):
        stored.open("jm", PLACE, token[:-4] + "AAA=")


def test_destroyed_is_for_good(stored: Keys, again: Keys) -> None:
    """After `destroy` nothing of the owner opens, nothing can be sealed, and no new key takes its place."""
    token = stored.seal("jm", PLACE, "sore neck")
    stored.destroy("jm")
    for keys in (stored, again):
        with pytest.raises(Destroyed):
            keys.open("jm", PLACE, token)
        with pytest.raises(Destroyed):
            keys.seal("jm", PLACE, "more")
        with pytest.raises(Destroyed):
            keys.make("jm")


def test_destroying_what_never_was(stored: Keys) -> None:
    """Destroying an owner without a key keeps one from being made later; twice is once."""
    stored.destroy("jm")
    stored.destroy("jm")
    with pytest.raises(Destroyed):
        stored.seal("jm", PLACE, "x")


def test_the_destroyed_key_is_off_the_disk(tmp_path: Path) -> None:
    """SQLite overwrites the wrapped key, and no side file keeps a copy."""
    keys = Keys([MASTER], f"sqlite:///{tmp_path}/keys.db")
    keys.make("jm")
    wrapped = keys._find("jm")
    assert wrapped is not None
    assert wrapped[0] is not None
    keys.destroy("jm")
    keys.close()
    left = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert b"jm" in left
    assert wrapped[0].encode() not in left


def test_opening_makes_no_key(stored: Keys) -> None:
    """A token whose owner is unknown says that the key store is the wrong one, and leaves no trace."""
    token = Keys.in_memory().seal("jm", PLACE, "x")
    for _ in range(2):
        with pytest.raises(NoKey):
            stored.open("jm", PLACE, token)


def test_making_twice_is_once(stored: Keys, again: Keys) -> None:
    """Two processes that make the same owner's key end with the same one."""
    stored.make("jm")
    again.make("jm")
    again._insert("jm", "another")
    assert "x" == again.open("jm", PLACE, stored.seal("jm", PLACE, "x"))


def test_a_new_master_opens_with_the_old_behind_it(empty_url: str, stored: Keys) -> None:
    """Keys of the file are tried newest first; without the old one nothing opens."""
    newer = Fernet.generate_key().decode()
    token = stored.seal("jm", PLACE, "x")
    both, alone = Keys([newer, MASTER], empty_url), Keys([newer], empty_url)
    secret = stored.secret(b"buttons")
    assert "x" == both.open("jm", PLACE, token)
    assert secret == both.secret(b"buttons")
    with pytest.raises(Unreadable):
        alone.open("jm", PLACE, token)
    both.close()
    alone.close()


def test_secrets_differ_by_purpose(stored: Keys, again: Keys) -> None:
    """A signing secret is 32 bytes, the same in every process, and another for another purpose."""
    assert 32 == len(stored.secret(b"buttons"))
    assert stored.secret(b"buttons") == again.secret(b"buttons")
    assert stored.secret(b"buttons") != stored.secret(b"links")


def test_from_many_threads(stored: Keys) -> None:
    """Threads that need the same new key at the same time share one."""
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(lambda n: stored.seal(f"p{n % 3}", PLACE, str(n)), range(48)))
    assert [str(n) for n in range(48)] == [stored.open(f"p{n % 3}", PLACE, t) for n, t in enumerate(tokens)]


def test_only_so_many_keys_are_at_hand(stored: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that were not used for long leave memory and are fetched again when needed."""
    monkeypatch.setattr(room, "CACHED", 2)
    tokens = {name: stored.seal(name, PLACE, name) for name in ("a", "b", "c")}
    assert ["b", "c"] == list(stored._known)
    assert "a" == stored.open("a", PLACE, tokens["a"])


def test_a_key_does_not_show_itself(stored: Keys) -> None:
    """A data key in a log line or a traceback says nothing."""
    stored.make("jm")
    assert "_DataKey()" == repr(stored._known["jm"])


def test_every_text_comes_back(keys: Keys) -> None:
    """Whatever Telegram may hand us comes back letter for letter, NUL and half surrogate pairs too."""

    @settings(max_examples=200, deadline=None)
    @given(text=st.text() | st.text(st.characters(categories=["Cs", "Cc", "Lo"])))
    def comes_back(text: str) -> None:
        assert text == keys.open("jm", PLACE, keys.seal("jm", PLACE, text))

    comes_back()
