"""Visiting: how the page is reached, who is at it, and what her form brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class PageSettings:
    """How the page is reached, and what proves a launch from within Telegram."""

    #: As a browser writes it: "https://desk.example.org", without a path.
    address: str
    idle_minutes: int = 30
    #: HMAC-SHA256 of the bot's token under "WebAppData"; none where the page is no Mini App.
    mini_app_key: bytes | None = field(default=None, repr=False)

    @property
    def secure(self) -> bool:
        """Say whether it is reached by https."""
        return self.address.startswith("https://")

    @property
    def origin(self) -> str:
        """Return what a browser names as the origin of our own forms."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def cookie(self) -> str:
        """Return the cookie's name; the prefix makes browsers refuse it from anywhere else."""
        return "__Host-desk" if self.secure else "desk"

    @property
    def idle(self) -> dt.timedelta:
        """Return after how long without a click a sitting is over."""
        return dt.timedelta(minutes=self.idle_minutes)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is at the page."""

    staff_id: int
    user_id: int
    name: str
    role: str
    on_duty: bool
    sitting_id: int
    #: What every form of this sitting carries.
    csrf: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a form brought: its fields, its files, and the ref in its address. Its words are never printed."""

    visitor: Visitor
    now: dt.datetime
    ref: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """Return a field's text, its lines ending as ours do; empty where there is none."""
        return (self.fields.get(name) or ("",))[0].replace("\r\n", "\n")

    def many(self, name: str) -> Sequence[str]:
        """Return all values of a field."""
        return self.fields.get(name, ())
