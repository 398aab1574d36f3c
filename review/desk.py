"""The desk as the page needs it: who may do what, and the deeds themselves. The bot does them: both faces agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.said import Document
from messages.wording import Wording
from records.invites import Details
from records.models import Flag, Invite, Patient, Staff, Visit
from records.store import Db


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of a deed: whether it was done, and what whoever did it is told, in the staff's language."""

    done: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What came of making an invite: the link is known only now; empty where none was made."""

    told: Told
    ref: str = ""
    who: str = ""
    link: str = ""
    #: The sheet to print, as a recipe.
    sheet: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One line of a day's list, read: what it says, or what is wrong with it."""

    details: Details | None
    told: str


class Desk(Protocol):
    """Everything but `look_up` is a plain function for a transaction; it never commits and never waits.

    Whoever calls a deed has asked `may` in the same transaction.
    """

    @property
    def catalog(self) -> Catalog: ...

    @property
    def wording(self) -> Wording: ...

    def clinic_of(self, location: str) -> Clinic:
        """Return the clinic as a place has it: its hours and numbers."""

    @property
    def outcomes(self) -> Sequence[str]:
        """Return how a flag may end; each has its words in `outcome_…`."""

    @property
    def snoozes(self) -> Sequence[int]:
        """Return for how many minutes a flag may be put off."""

    @property
    def longest_reply(self) -> int:
        """Return how long a reply may be, as Telegram counts."""

    async def look_up(self, user_id: int) -> None:
        """Ask Telegram whether somebody is in the staff chat, where what we know is older than a minute."""

    def may(self, db: Db, staff_id: int) -> Staff | None:
        """Return the person if her seat stands and, but for the front desk, the membership row has her; else none."""

    def places(self, db: Db, person: Staff) -> Collection[str]:
        """Return the keys of the places whose patients she may see; "" is the key of a clinic with one place."""

    def pseudonym(self, db: Db, patient: Patient, visit: Visit | None) -> str:
        """Return how staff call a patient: initials, day and time of the visit ("JM, Tue 10:30")."""

    def take(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told: ...

    def reply(self, db: Db, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Told:
        """Say words to the patient, signed. Not done where she cannot be reached or they are too long or empty."""

    def call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told: ...

    def ask_call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told: ...

    def phone(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Return the patient's number; that it was shown is written down."""

    def snooze(self, db: Db, person: Staff, flag: Flag, minutes: int, *, now: dt.datetime) -> Told: ...

    def hand(self, db: Db, person: Staff, flag: Flag, to: Staff, *, now: dt.datetime) -> Told: ...

    def resolve(self, db: Db, person: Staff, flag: Flag, outcome: str, *, now: dt.datetime) -> Told: ...

    def grade(self, db: Db, person: Staff, flag: Flag, grade: str, *, now: dt.datetime) -> Told:
        """Say whether its level was right ("right", "high", "low"): as the closer, a second reader, or the lead."""

    def note(self, db: Db, person: Staff, patient: Patient, words: str, *, now: dt.datetime) -> Told:
        """Keep words for colleagues; they never reach the patient."""

    def end_plan(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told: ...

    def go_on(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told: ...

    def duty(self, db: Db, person: Staff, *, on: bool, now: dt.datetime) -> Told: ...

    def record(self, db: Db, flag: Flag) -> Sequence[str]:
        """Return the five lines for the clinic's own system (people.md 24)."""

    def ready_answers(self, lang: str) -> Sequence[tuple[str, str]]:
        """Return the ready answers as (in the staff's language, in the patient's)."""

    def read_line(self, person: Staff, line: str, *, now: dt.datetime) -> Checked:
        """Read what stands on an invite ("JM 10:30 left neck Ana"), and say what is wrong with it."""

    def invite(self, db: Db, person: Staff, details: Details, *, now: dt.datetime) -> Invited: ...

    def close_invite(self, db: Db, person: Staff, invite: Invite, how: str, *, now: dt.datetime) -> Told:
        """Say what became of a link that nobody used: "paper", "phone" or "declined"."""

    def poster_link(self) -> str:
        """Return the link of the clinic's poster; empty where the clinic has none."""

    def teach(
        self, db: Db, person: Staff, words: str, topic: str, lang: str, heard_id: int, *, now: dt.datetime
    ) -> Told:
        """Keep a way of asking: from now on these words mean this topic."""
