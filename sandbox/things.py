"""Things that phones send: photos, voice notes, stickers and such, made up where none is given."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from sandbox import files
from sandbox.chats import Json
from sandbox.files import Upload
from sandbox.refusals import Misuse
from sandbox.wishes import THINGS, Saying
from sandbox.world import World

#: A grey dot: what a made-up photo shows.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOor6//DwAFgAJ/ck0f4QAAAABJRU5ErkJggg=="
)


def thing(world: World, saying: Saying) -> Json:
    """Return the fields of a message that is a thing."""
    name = next(name for name in THINGS if getattr(saying, name) not in (None, False))
    return MAKERS[name](world, getattr(saying, name))


def _photo(world: World, given: Any) -> Json:
    drawn = isinstance(given, str) and given.startswith("data:")
    content = _decoded(given) if drawn else DOT
    return files.photo(world.files.keep("photo", Upload("photo.png", content, "image/png")))


def _decoded(data: str) -> bytes:
    """Return what a `data:` URL holds."""
    try:
        return base64.b64decode(data.partition("base64,")[2], validate=True)
    except (binascii.Error, ValueError):
        msg = "A photo is true, a file's name, or a picture as a data: URL in base64."
        raise Misuse(msg) from None


def _voice(world: World, given: Any) -> Json:
    seconds = given if isinstance(given, int) and given is not True else 3
    return files.voice(world.files.keep("voice", Upload("voice.ogg", b"OggS", "audio/ogg")), seconds)


def _sticker(world: World, given: Any) -> Json:
    stored = world.files.keep("sticker", Upload("sticker.webp", b"RIFF", "image/webp"))
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": stored.view() | shape | {"emoji": "👍" if given is True else given}}


def _contact(world: World, given: Any) -> Json:
    made_up = {"phone_number": "+15550100", "first_name": "Somebody"}
    return {"contact": made_up if given is True else given}


def _location(world: World, given: Any) -> Json:
    made_up = {"latitude": 33.6846, "longitude": -117.8265}
    return {"location": made_up if given is True else given}


def _document(world: World, given: Any) -> Json:
    name = "paper.pdf" if given is True else given
    return files.document(world.files.keep("document", Upload(name, b"%PDF-", "application/pdf")))


def _video(world: World, given: Any) -> Json:
    stored = world.files.keep("video", Upload("video.mp4", b"\0", "video/mp4"))
    return {"video": stored.view() | {"width": 320, "height": 240, "duration": 3, "mime_type": "video/mp4"}}


MAKERS: dict[str, Callable[[World, Any], Json]] = {
    "photo": _photo,
    "voice": _voice,
    "sticker": _sticker,
    "contact": _contact,
    "location": _location,
    "document": _document,
    "video": _video,
}
