"""The house: everything a door needs, made once and handed down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.taps import Signer
from messages.catalog import Catalog
from messages.wording import Wording
from records.store import Store
from scheduler.say import Channel

if TYPE_CHECKING:
    from telegram.ext import ExtBot

    from bot.config import Config
    from bot.tables import Escalation


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
    #: Each place's staff chat by the place's key, "" for the whole clinic: a group that grows becomes another chat.
    chats: dict[str, int]
    #: The keys of the clinic's places; a clinic with one place has the key "".
    places: tuple[str, ...] = ("",)
    #: Which place this is the house of; "" for the whole clinic.
    location: str = ""
    #: Known once Telegram has answered the first time.
    username: str = ""
    #: False while content that may hurt is not signed: nobody new is enrolled (people.md 26).
    may_enrol: bool = True
    #: Told of every call that does not go by the courier: the pace counts them all (design 1).
    counted: Callable[[], None] = lambda: None
    #: Seconds since Telegram answered last.
    silent: Callable[[], float] = lambda: 0.0
    #: Whether Telegram has answered at all since we are here.
    met: Callable[[], bool] = lambda: True
    #: The house of the whole clinic, where this is one of its places.
    whole: House | None = field(default=None, repr=False)
    #: When Telegram was asked last whether somebody is in a chat, by chat and person.
    asked_telegram: dict[tuple[int, int], dt.datetime] = field(default_factory=dict)
    #: Updates that somebody tried to answer from memory.
    tried_from_memory: set[int] = field(default_factory=set)
    #: Ways of asking that staff taught, as (words, topic id); the catalog holds them too.
    taught: tuple[tuple[str, str], ...] = ()
    #: Updates whose red flag was answered from memory, so that it is not said again.
    said_from_memory: set[int] = field(default_factory=set)

    @property
    def staff_chat(self) -> int:
        """Return the number of this place's staff chat."""
        return self.chats.get(self.location) or self.chats[""]

    def at(self, location: str) -> House:
        """Return the house as one of its places has it: its hours, numbers and staff chat."""
        whole = self.whole or self
        if location == self.location or len(self.places) < 2:
            return self
        if location not in self.places:
            return whole
        clinic = whole.config.clinic.at(location)
        config = whole.config.model_copy(update={"clinic": clinic})
        wording = Wording(whole.catalog.texts, clinic)
        return replace(whole, config=config, wording=wording, location=location, whole=whole)

    def sees(self, location: str) -> bool:
        """Say whether what belongs to a place is seen here; the clinic's own chat serves the places without one."""
        if not self.location:
            return not location or location not in self.chats
        # What is from before there were several places is the first one's.
        return location == self.location or (not location and self.location == self.places[0])

    def of_chat(self, chat_id: int) -> House | None:
        """Return the house of the place whose staff chat this is, or none; one chat may serve the whole clinic."""
        if chat_id == self.chats[""]:
            return self
        return next((self.at(key) for key, chat in self.chats.items() if chat == chat_id), None)

    @property
    def times(self) -> Escalation:
        """Return the escalation table."""
        return self.config.escalation

    def channels(self, whom: str) -> list[Channel]:
        """Return the channels beside Telegram by which a contact is rung."""
        return [Channel(name=name, line=line) for line, name in self._lines() if name.rpartition(".")[0] == whom]

    def _lines(self) -> list[tuple[int, str]]:
        # Below zero and small: no chat of Telegram's has such a number, and no two channels wait for each other.
        return [(-number, name) for number, name in enumerate(addresses(self.config), 1)]

    def invite_link(self, token: str) -> str:
        """Return the link that opens the bot with an invite."""
        return f"https://t.me/{self.username}?start={token}"


def addresses(config: Config) -> dict[str, str]:
    """Return the address of each channel beside Telegram by its name, in the order of the configuration."""
    people = {"second": config.contacts.second, "lead": config.contacts.lead}
    listed = [
        (f"{whom}{kind}", given)
        for whom, person in people.items()
        if person is not None
        for kind, given in (("", person.channels), ("_phone", person.phone))
    ]
    return {f"{name}.{number}": address for name, given in listed for number, address in enumerate(given)}
