"""The counter: the desk as the page sees it. Every deed is the one that the chat does too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from bot import closing, deeds, invite_line, inviting, membership, poster, seats, teaching, today
from bot.cardtaps import READY
from bot.house import House
from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.wording import Wording
from records import staff
from records.invites import Details
from records.models import Flag, Invite, Patient, Staff, Visit
from records.store import Db
from review.desk import Checked, Invited, Told
from scheduler import cards

LANG = "en"


class Counter:
    """Hands the page's wishes to the rooms that fulfil them."""

    def __init__(self, house: House) -> None:
        """Act for this house."""
        self._house = house

    @property
    def catalog(self) -> Catalog:
        """Return what the bot knows."""
        return self._house.catalog

    @property
    def wording(self) -> Wording:
        """Return the clinic's words."""
        return self._house.wording

    def clinic_of(self, location: str) -> Clinic:
        """Return the clinic as a place has it."""
        return self._house.at(location).config.clinic

    @property
    def outcomes(self) -> Sequence[str]:
        """Return how a flag may end."""
        return closing.OUTCOMES

    @property
    def snoozes(self) -> Sequence[int]:
        """Return for how many minutes a flag may be put off."""
        return deeds.SNOOZES

    @property
    def longest_reply(self) -> int:
        """Return how long a reply may be."""
        return deeds.LONGEST_REPLY

    async def look_up(self, user_id: int) -> None:
        """Ask Telegram whether she is in a staff chat, where what we know is old."""
        for house in self._houses():
            await membership.look_up(house, user_id)

    def _houses(self) -> list[House]:
        return [self._house.at(key) for key in self._house.places]

    def may(self, db: Db, staff_id: int) -> Staff | None:
        """Return the person if she may act: the front desk by her seat alone."""
        person = staff.by_id(db, staff_id)
        if person.left_at is not None:
            return None
        return person if person.role == staff.FRONT_DESK or self.places(db, person) else None

    def places(self, db: Db, person: Staff) -> Collection[str]:
        """Return the places whose staff chat she is in; the front desk makes links for all of them."""
        if person.role == staff.FRONT_DESK:
            return ("", *self._house.places)
        found = [house.location for house in self._houses() if seats.acts(db, house, person) is not None]
        # What is from before there were several places is the first one's.
        return ["", *found] if self._house.places[0] in found else found

    def pseudonym(self, db: Db, patient: Patient, visit: Visit | None) -> str:
        """Return how staff call a patient."""
        return cards.name(db, self._house, patient, visit)

    def take(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Take it."""
        return deeds.take(db, self._house.at(flag.location), person, flag, now=now)

    def reply(self, db: Db, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Told:
        """Say words to the patient."""
        return deeds.reply(db, self._house.at(flag.location), person, flag, words, now=now)

    def call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Log that she phones."""
        return deeds.call(db, self._house.at(flag.location), person, flag, now=now)

    def ask_call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Ask the patient to phone."""
        return deeds.ask_call(db, self._house.at(flag.location), person, flag, now=now)

    def phone(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Show the number."""
        return deeds.phone(db, self._house.at(flag.location), person, flag, now=now)

    def snooze(self, db: Db, person: Staff, flag: Flag, minutes: int, *, now: dt.datetime) -> Told:
        """Put it off."""
        return deeds.snooze(db, self._house.at(flag.location), person, flag, minutes, now=now)

    def hand(self, db: Db, person: Staff, flag: Flag, to: Staff, *, now: dt.datetime) -> Told:
        """Give it to a colleague."""
        return deeds.hand(db, self._house.at(flag.location), person, flag, to, now=now)

    def resolve(self, db: Db, person: Staff, flag: Flag, outcome: str, *, now: dt.datetime) -> Told:
        """End it."""
        return deeds.resolve(db, self._house.at(flag.location), person, flag, outcome, now=now)

    def grade(self, db: Db, person: Staff, flag: Flag, grade: str, *, now: dt.datetime) -> Told:
        """Say whether its level was right."""
        said = closing.grade(db, self._house.at(flag.location), person, flag, grade, now=now)
        return deeds.no(self._house, "tap_stale") if said is None else Told(done=True, text=said.text)

    def note(self, db: Db, person: Staff, patient: Patient, words: str, *, now: dt.datetime) -> Told:
        """Keep a note."""
        return deeds.note(db, self._house, person, patient, words, now=now)

    def end_plan(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """End her check-ins."""
        return Told(done=True, text=closing.end_plan(db, self._house.at(flag.location), person, flag, now=now))

    def go_on(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Let her check-ins go on."""
        return Told(done=True, text=closing.go_on(db, self._house.at(flag.location), person, flag, now=now))

    def duty(self, db: Db, person: Staff, *, on: bool, now: dt.datetime) -> Told:
        """Go on or off duty."""
        return deeds.duty(db, self._house, person, on=on, now=now)

    def record(self, db: Db, flag: Flag) -> Sequence[str]:
        """Return the lines for the clinic's own system."""
        return closing.record_lines(db, self._house.at(flag.location), flag)

    def ready_answers(self, lang: str) -> Sequence[tuple[str, str]]:
        """Return the ready answers in the staff's and the patient's language."""
        text = self._house.wording.text
        return [(text(LANG, f"ready_{each}"), text(lang, f"ready_{each}")) for each in READY]

    def read_line(self, person: Staff, line: str, *, now: dt.datetime) -> Checked:
        """Read what stands on an invite."""
        house = self._house
        try:
            details = inviting.read(house, line, clinician=person.name, now=now)
        except invite_line.NoInvite as exc:
            return Checked(
                details=None, told=house.wording.text(LANG, str(exc), time=line, places=", ".join(house.places))
            )
        return Checked(details=details, told=inviting.told(house, details))

    def invite(self, db: Db, person: Staff, details: Details, *, now: dt.datetime) -> Invited:
        """Make an invite; the link is known only in this answer."""
        house = self._house.at(details.location)
        if not house.may_enrol:
            files = ", ".join(house.catalog.must_sign)
            return Invited(told=deeds.no(house, "staff_not_signed", files=files))
        made = inviting.write(db, house, details, made_by=person.id, made_in=_desk_chat(person), now=now)
        told = deeds.yes(house, "staff_invite", who=made.who, until=made.until, read=made.read)
        sheet = inviting.sheet(house, made, now=now)
        return Invited(told=told, ref=made.ref, who=made.who, link=made.link, sheet=sheet)

    def close_invite(self, db: Db, person: Staff, invite: Invite, how: str, *, now: dt.datetime) -> Told:
        """Say what became of a link that nobody used."""
        return today.end_invite(db, self._house.at(invite.location), person, invite, how, now=now)

    def poster_link(self) -> str:
        """Return the poster's link."""
        return self._house.invite_link(poster.CODE) if self._house.config.enrolment.poster else ""

    def teach(
        self, db: Db, person: Staff, words: str, topic: str, lang: str, heard_id: int, *, now: dt.datetime
    ) -> Told:
        """Keep a way of asking."""
        return teaching.teach(db, self._house, person, words, topic, lang, heard_id, now=now)


def _desk_chat(person: Staff) -> int | None:
    """What becomes of an invite is told to whoever made it, in her own chat, where she has one."""
    return person.user_id if person.chat_open else None
