"""The house: everything a door needs, made once and handed down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.taps import Signer
from messages.catalog import Catalog
from messages.wording import Wording
from records.store import Store

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.config import Config, Escalation


@dataclass(kw_only=True)
class House:
    """One clinic's bot: its words, its memory, its clock and its line to Telegram."""

    config: Config
    catalog: Catalog
    wording: Wording
    store: Store
    signer: Signer
    bot: ExtBot[None]
    now: Callable[[], dt.datetime]
    #: The staff chat's present number: a group that grows becomes another chat.
    staff_chat: int
    #: Known once Telegram has answered the first time.
    username: str = ""
    #: False while content that may hurt is not signed: nobody new is enrolled (people.md 26).
    may_enrol: bool = True
    #: Told of every call that does not go by the courier: the pace counts them all (design 1).
    counted: Callable[[], None] = lambda: None
    #: Updates whose red flag was answered from memory, so that it is not said again.
    said_from_memory: set[int] = field(default_factory=set)

    @property
    def times(self) -> Escalation:
        """Return the escalation table."""
        return self.config.escalation

    def invite_link(self, token: str) -> str:
        """Return the link that opens the bot with an invite."""
        return f"https://t.me/{self.username}?start={token}"
