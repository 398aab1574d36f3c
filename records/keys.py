"""Keys: one a patient, wrapped by the master key, in a store apart. Destroying one erases what it sealed."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Column, DateTime, Engine, MetaData, Table, Text, event, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from records import engines
from records.keyfile import make_key_file, read_key_file

__all__ = [
    "CannotOpen",
    "Destroyed",
    "Keys",
    "NoKey",
    "Swapped",
    "Unreadable",
    "make_key_file",
    "read_key_file",
]

#: Whose key seals what belongs to no patient.
HOUSE = "house"
#: Owners whose key is kept at hand.
CACHED = 4096

# Apart from the data and its migrations: data backups leave this store out, so that destroying works.
wrapped_keys = Table(
    "wrapped_keys",
    MetaData(),
    Column("owner", Text, primary_key=True),
    #: None once destroyed: the owner's name stays, so that no new key takes its place.
    Column("wrapped", Text),
    Column("made_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
)


class CannotOpen(Exception):
    """What was sealed cannot be opened."""


class Destroyed(CannotOpen):
    """The owner's key was destroyed: what it sealed is erased."""


class NoKey(CannotOpen):
    """The key store has no key of this owner: restore the key store that belongs to this database."""


class Swapped(CannotOpen):
    """A sealed text stands in another row or column than the one it was sealed for."""


class Unreadable(CannotOpen):
    """The key does not open this: key file or key store belong to another database, or a row was changed."""


@dataclass(frozen=True)
class _DataKey:
    raw: bytes = field(repr=False)
    fernet: Fernet = field(repr=False)


class Keys:
    """Seals and opens texts under their owner's key. Safe to use from several threads."""

    def __init__(self, master: Sequence[str], store_url: str) -> None:
        """Wrap with the newest of `master` (the first), unwrap with any; keys are kept at `store_url`."""
        self._master = MultiFernet([Fernet(key) for key in master])
        self._engine = _open(store_url)
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _DataKey] = OrderedDict()

    @classmethod
    def in_memory(cls) -> Keys:
        """Return keys that nobody can find again: for tests and the demo."""
        return cls([Fernet.generate_key().decode()], "sqlite://")

    def seal(self, owner: str, place: str, text: str) -> str:
        """Seal a text for one place ("table.column:rowref"); an owner without a key gets one."""
        return self._key(owner, make=True).fernet.encrypt(_pack(place, text)).decode()

    def open(self, owner: str, place: str, token: str) -> str:
        """Open what was sealed for this owner and this place."""
        try:
            packed = self._key(owner, make=False).fernet.decrypt(token)
        except InvalidToken as exc:
            raise Unreadable(place) from exc
        sealed_for, _, text = packed.decode("utf-8", "surrogatepass").partition("\0")
        if sealed_for != place:
            raise Swapped(place)
        return text

    def make(self, owner: str) -> None:
        """Make the owner's key, if there is none yet."""
        self._key(owner, make=True)

    def destroy(self, owner: str) -> None:
        """Destroy the owner's key for good; other processes forget it when they are started again."""
        with self._lock:
            self._known.pop(owner, None)
            self._insert(owner, None)
            with self._engine.begin() as db:
                db.execute(update(wrapped_keys).where(wrapped_keys.c.owner == owner).values(wrapped=None))

    def secret(self, purpose: bytes) -> bytes:
        """Return 32 bytes for signing, the same in every run and after a change of the master key."""
        return hmac.digest(self._key(HOUSE, make=True).raw, purpose, hashlib.sha256)

    def close(self) -> None:
        """Close the key store."""
        self._engine.dispose()

    def _key(self, owner: str, *, make: bool) -> _DataKey:
        with self._lock:
            key = self._known.get(owner) or self._load(owner, make=make)
            self._known[owner] = key
            self._known.move_to_end(owner)
            if len(self._known) > CACHED:
                self._known.popitem(last=False)
            return key

    def _load(self, owner: str, *, make: bool) -> _DataKey:
        row = self._find(owner)
        if row is None and make:
            self._insert(owner, self._master.encrypt(Fernet.generate_key()).decode())
            # Asked again, as another process may have been first.
            row = self._find(owner)
        if row is None:
            raise NoKey(owner)
        if row[0] is None:
            raise Destroyed(owner)
        return self._unwrap(owner, row[0])

    def _unwrap(self, owner: str, wrapped: str) -> _DataKey:
        try:
            raw = self._master.decrypt(wrapped)
        except InvalidToken as exc:
            raise Unreadable(owner) from exc
        return _DataKey(raw, Fernet(raw))

    def _find(self, owner: str) -> tuple[str | None] | None:
        with self._engine.connect() as db:
            row = db.execute(select(wrapped_keys.c.wrapped).where(wrapped_keys.c.owner == owner)).first()
        return None if row is None else (row[0],)

    def _insert(self, owner: str, wrapped: str | None) -> None:
        try:
            with self._engine.begin() as db:
                db.execute(insert(wrapped_keys).values(owner=owner, wrapped=wrapped))
        except IntegrityError:
            # Somebody was first; the key that stands is the key.
            return


def _open(url: str) -> Engine:
    # No write-ahead log here: a destroyed key must not lie on in a side file.
    engine = engines.writer(url, journal="DELETE")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _overwrite)
    wrapped_keys.metadata.create_all(engine)
    return engine


def _overwrite(connection: object, record: object) -> None:
    """What SQLite deletes it also overwrites."""
    connection.execute("PRAGMA secure_delete=ON").close()  # type: ignore[attr-defined]


def _pack(place: str, text: str) -> bytes:
    # Telegram may hand us half a surrogate pair: it is kept as it came.
    return f"{place}\0{text}".encode("utf-8", "surrogatepass")
