"""Tables: the parts of the clinic's configuration, each key with the sentence that explains it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot import apprising
from scheduler.ladder import Ladder, Step


class Part(BaseModel):
    """A table of the file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Telegram(Part):
    """How to reach Telegram, and the staff chat."""

    token: str = Field(
        "",
        description="The bot's token from @BotFather. Better kept out of this file: "
        "set AFTERCARE_TOKEN, or name a file in token_file.",
    )
    token_file: str = Field("", description="A file that holds only the token (a mounted secret).")
    api_url: str = Field("https://api.telegram.org", description="Where the Bot API is. Change it only for tests.")
    staff_chat: int = Field(
        description="The number of the group in which staff see the cards (negative, from /id typed in that group)."
    )


class Enrolment(Part):
    """How people come to be patients."""

    poster: bool = Field(
        False,
        description="Whether one link for everyone, on a poster, may begin a plan; staff say afterwards whose it is.",
    )


class Storage(Part):
    """Where things are remembered."""

    database: str = Field("sqlite:///data/aftercare.db", description="SQLAlchemy URL of the database.")
    keys: str = Field(
        "sqlite:///data/keys.db",
        description="URL of the patients' wrapped keys. Keep it outside the backups of the database.",
    )
    key_file: str = Field(
        "data/master.key",
        description="The master key. Made with safe permissions when there is none; without it nothing can be read.",
    )
    lock_file: str = Field("data/aftercare.lock", description="Held by the one running bot of this machine.")


class Pace(Part):
    """How fast messages leave, below Telegram's limits."""

    overall: float = Field(25, gt=0, le=30, description="Messages a second over all chats; Telegram allows about 30.")
    group: int = Field(20, gt=0, le=20, description="Messages a minute into the staff group; Telegram allows 20.")


def _alarm() -> Ladder:
    return Ladder(
        steps=[
            Step(after=0, ring=["chat", "duty", "second", "lead"]),
            Step(after=5, ring=["chat", "duty", "second", "lead"]),
            Step(after=15, ring=["chat", "duty", "second", "lead", "second_phone", "lead_phone"]),
        ],
        again=15,
    )


def _urgent() -> Ladder:
    return Ladder(
        steps=[
            Step(after=0, ring=["chat", "duty"]),
            Step(after=30, ring=["chat", "duty", "second", "patient"]),
            Step(after=60, ring=["chat", "duty", "second", "lead"]),
        ],
        again=60,
    )


class Escalation(Part):
    """Who is rung until a person takes a flag: a ladder of steps for each grave level, and minutes for what waits."""

    emergency: Ladder = Field(default_factory=_alarm, description="An emergency: at once everywhere, and again.")
    crisis: Ladder = Field(default_factory=_alarm, description="A crisis: as an emergency.")
    urgent: Ladder = Field(
        default_factory=_urgent,
        description="Urgent, the same day. While the clinic is closed and nobody is on call each step is taken once; "
        "at the opening it begins anew.",
    )
    lease_serious: int = Field(15, description="Minutes a take holds without a reply, for emergency and crisis.")
    lease_urgent: int = Field(60, description="Minutes a take holds without a reply, for the other levels.")
    question_again: int = Field(5, description="Minutes until an unanswered one-tap question is put again.")
    question_over: int = Field(10, description="Minutes until silence to a one-tap question goes to staff.")
    help_after: int = Field(20, description="Minutes after an emergency text until we ask: did you get help?")
    help_over: int = Field(15, description="Minutes of silence after that question until staff are told to phone.")


class Contact(Part):
    """A person who is rung beside Telegram."""

    name: str = Field(min_length=1, description="Who it is, for the log and the drill.")
    channels: list[str] = Field(
        default_factory=list,
        description="Addresses that Apprise knows, such as mailtos://… or an SMS service. "
        "@/run/secrets/sms reads the address from that file.",
    )
    phone: list[str] = Field(
        default_factory=list,
        description="Addresses that make a telephone ring, for the steps second_phone and lead_phone.",
    )

    @field_validator("channels", "phone")
    @classmethod
    def _known(cls, addresses: list[str]) -> list[str]:
        wrong = [number for number, each in enumerate(addresses, 1) if not apprising.knows(each)]
        if wrong:
            # Addresses carry passwords: they are named by their place, never printed.
            msg = f"address {', '.join(str(each) for each in wrong)} of this list is none that Apprise knows"
            raise ValueError(msg)
        return addresses


class Contacts(Part):
    """Who is rung beside Telegram."""

    second: Contact | None = Field(None, description="The second contact: when nobody on duty answers.")
    lead: Contact | None = Field(None, description="The named clinical lead.")


class Page(Part):
    """The review page."""

    on: bool = Field(True, description="Whether the page is served.")
    host: str = Field("127.0.0.1", description="Where it listens; 0.0.0.0 behind a proxy on another machine.")
    port: int = Field(8081, gt=0, lt=65536, description="The port it listens on.")
    address: str = Field(
        "http://127.0.0.1:8081",
        description="How staff reach it, as a browser writes it; https for phones and the Mini App.",
    )
    idle_minutes: int = Field(
        30, ge=5, le=720, description="Minutes without a click after which it asks to log in again."
    )
