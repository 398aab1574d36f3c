"""Said: something the clinic says, as plain data. Entities, never markup: there is nothing to escape."""

from __future__ import annotations

import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Telegram's limits, in UTF-16 units.
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024

Style = Literal["bold", "italic", "code", "blockquote"]


class Part(BaseModel):
    """A frozen piece of what is said; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entity(Part):
    """A styled stretch; offset and length in UTF-16 units, as Telegram counts."""

    kind: Style
    offset: int
    length: int


class Button(Part):
    """A button: an action on a row (`ref`, or `ref.option`), an address to open, or a Mini App (private chats only)."""

    label: str
    action: str = ""
    ref: str = ""
    url: str = ""
    app: str = ""


class Picture(Part):
    """The recipe of a picture; it is drawn when it is sent."""

    kind: Literal["qr"]
    data: str


class Curve(Part):
    """The recipe of a soreness curve; it is drawn when it is sent."""

    #: Hours since the session and the soreness then (0-10), in order.
    points: tuple[tuple[float, int], ...]
    #: The expected band: hours, lowest and highest usual soreness, in order.
    band: tuple[tuple[float, float, float], ...]
    title: str
    y_label: str
    x_label: str
    band_label: str


class Page(Part):
    """One page of a printed sheet, in one language."""

    lang: str
    title: str
    whose: str
    scan: str
    #: Headings, each with its lines; the first is for emergencies.
    boxes: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[str, ...]
    foot: str


class Document(Part):
    """The recipe of a file; it is drawn when it is sent."""

    kind: Literal["sheet"]
    name: str
    link: str
    pages: tuple[Page, ...]


class Copy(Part):
    """A message of somebody else's to be shown again: Telegram copies it, and nothing of it is kept here."""

    chat_id: int
    message_id: int


class Said(Part):
    """One message."""

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    #: Permanent buttons under the text box.
    keyboard: tuple[tuple[str, ...], ...] = ()
    picture: Picture | None = None
    curve: Curve | None = None
    copied: Copy | None = None
    document: Document | None = None
    silent: bool = False
    #: Asks for a typed reply, with these words in the empty text box.
    ask: str = ""


def units(text: str) -> int:
    """Return the length as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return the text within a limit of UTF-16 units, ending in "…" where something is missing."""
    if units(text) <= limit:
        return text
    kept, size = [], 1
    for char in text:
        size += 2 if ord(char) > 0xFFFF else 1
        if size > limit:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def clean(text: str) -> str:
    """Take out what could disguise words on a card: control characters, direction overrides, lone surrogates."""
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn"}
    # The joiner holds emoji together; new lines are wanted.
    return "".join(char for char in text if char in "\n\u200d" or unicodedata.category(char) not in hidden)


class Composer:
    """Puts a message together line by line and keeps the offsets right."""

    def __init__(self) -> None:
        """Start with an empty page."""
        self._text = ""
        self._entities: list[Entity] = []

    def line(self, text: str = "") -> Composer:
        """Add a plain line."""
        return self._add(text, None)

    def bold(self, text: str) -> Composer:
        """Add a line in bold."""
        return self._add(text, "bold")

    def italic(self, text: str) -> Composer:
        """Add a line in italics."""
        return self._add(text, "italic")

    def quote(self, text: str) -> Composer:
        """Add somebody's own words, set apart as a quotation."""
        return self._add(text, "blockquote")

    def _add(self, text: str, kind: Style | None) -> Composer:
        if self._text:
            self._text += "\n"
        start = units(self._text)
        self._text += text
        if kind and text.strip():
            self._entities.append(Entity(kind=kind, offset=start, length=units(text)))
        return self

    def said(self, *, buttons: tuple[tuple[Button, ...], ...] = (), silent: bool = False, ask: str = "") -> Said:
        """Return the page as a message, within Telegram's limit."""
        text = cut(self._text)
        inside = tuple(clipped for each in self._entities if (clipped := _clip(each, units(text))) is not None)
        return Said(text=text, entities=inside, buttons=buttons, silent=silent, ask=ask)


def _clip(entity: Entity, limit: int) -> Entity | None:
    length = min(entity.length, limit - entity.offset)
    return entity.model_copy(update={"length": length}) if length > 0 else None
