"""Files: what was uploaded or sent from a phone, under ids as opaque as Telegram's."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import bad

Json = dict[str, Any]

PNG = b"\x89PNG\r\n\x1a\n"
#: Folders of the paths that getFile answers with.
FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents", "sticker": "stickers"}


@dataclass(frozen=True)
class Upload:
    """A file as it came with a request."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that Telegram keeps."""

    id: str
    kind: str
    upload: Upload
    path: str

    def view(self) -> Json:
        """Return the fields that every file object has."""
        unique = hashlib.sha256(self.id.encode()).hexdigest()[:16]
        return {"file_id": self.id, "file_unique_id": unique, "file_size": len(self.upload.content)}


class Files:
    """The files of the sandbox, in memory."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, kind: str, upload: Upload) -> Stored:
        """Store a file under a new id."""
        count = len(self._by_id) + 1
        mark = hashlib.sha256(f"{kind}{count}".encode()).hexdigest()[:24]
        path = f"{FOLDERS.get(kind, 'files')}/file_{count}{_ending(upload.name)}"
        stored = Stored(id=f"SANDBOX-{kind}-{count}-{mark}", kind=kind, upload=upload, path=path)
        self._by_id[stored.id] = self._by_path[path] = stored
        return stored

    def get(self, file_id: str) -> Stored | None:
        """Return a file by its id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> Stored | None:
        """Return a file by the path that getFile gave."""
        return self._by_path.get(path)

    def given(self, kind: str, value: str | Upload) -> Stored:
        """Return the file that a send method names: an upload, or the id of one that is kept."""
        if isinstance(value, Upload):
            return self._uploaded(kind, value)
        stored = self.get(value)
        if stored is None or stored.kind != kind:
            msg = "wrong file identifier/HTTP URL specified"
            raise bad(msg)
        return stored

    def _uploaded(self, kind: str, upload: Upload) -> Stored:
        if not upload.content:
            msg = "file must be non-empty"
            raise bad(msg)
        if len(upload.content) > (10 if kind == "photo" else 50) << 20:
            raise bad("file is too big")
        return self.keep(kind, upload)


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return f".{ending}" if dot and ending.isalnum() else ""


def photo(stored: Stored) -> Json:
    """Return the `photo` field of a message: here always one size."""
    width, height = _size(stored.upload.content)
    return {"photo": [stored.view() | {"width": width, "height": height}]}


def document(stored: Stored) -> Json:
    """Return the `document` field of a message."""
    named = {"file_name": stored.upload.name, "mime_type": stored.upload.mime}
    return {"document": stored.view() | named}


def voice(stored: Stored, duration: int = 3) -> Json:
    """Return the `voice` field of a message."""
    return {"voice": stored.view() | {"duration": duration, "mime_type": "audio/ogg"}}


def _size(content: bytes) -> tuple[int, int]:
    if content.startswith(PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return 320, 240
