"""A desk over the same records, without a bot: what it says is short, and every deed is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from messages import catalog
from messages.catalog import Catalog
from messages.clinic import Clinic
from messages.wording import Wording
from records import audit, flags, invites, leases, notes, patients, staff
from records.invites import Details
from records.keys import CannotOpen
from records.models import Flag, Invite, Patient, Staff, Visit
from records.staff import FRONT_DESK
from records.store import Db
from review.desk import Checked, Invited, Told
from tests.review.lists import ask

STAFF_CHAT = -100123
LEASE = dt.timedelta(minutes=15)
CLINIC = Clinic(
    name="Irvine Clinic", phone="555 0100", emergency="911", crisis="988", after_hours="555 0199",
    out_of_hours="nobody", zone="America/Los_Angeles",
    hours={day: ["08:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
)  # fmt: skip


@cache
def _catalog() -> Catalog:
    """Load what the clinic says once: no test changes it."""
    return catalog.load()


class Bench:
    """What the bot lends the page, on the bench: `seen` are those whose membership was asked for."""

    outcomes = ("advised", "phoned", "seen", "sent_on", "nothing")
    snoozes = (60, 240)
    longest_reply = 3900

    def __init__(self) -> None:
        """Begin with the clinic's own words, and one place for everybody."""
        self.catalog: Catalog = _catalog()
        self.wording = Wording(self.catalog.texts, CLINIC)
        self.seen: list[int] = []
        #: The places of people, by name; who is not named sees the one place.
        self.of: dict[str, tuple[str, ...]] = {}

    def clinic_of(self, location: str) -> Clinic:
        """All places have the same hours."""
        return CLINIC

    async def look_up(self, user_id: int) -> None:
        """Note that somebody was looked up."""
        self.seen.append(user_id)

    def may(self, db: Db, staff_id: int) -> Staff | None:
        """Return the person if the seat and, for cards, the membership stand."""
        person = db.get(Staff, staff_id)
        if person is None or person.left_at is not None:
            return None
        if person.role == FRONT_DESK:
            return person
        return staff.may_act(db, user_id=person.user_id, chat_id=STAFF_CHAT)

    def places(self, db: Db, person: Staff) -> Collection[str]:
        """Return the places of this person."""
        return self.of.get(person.name, ("",))

    def pseudonym(self, db: Db, patient: Patient, visit: Visit | None) -> str:
        """Return initials and the time of the visit."""
        try:
            initials = patients.initials(db, patient)
        except CannotOpen:
            initials = "?"
        return initials if visit is None else f"{initials}, {visit.ended_at.astimezone(CLINIC.tz):%a %H:%M}"

    def take(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Take it, once."""
        if not leases.take(db, flag, staff_id=person.id, lease_until=now + LEASE, now=now):
            return Told(done=False, text="Somebody else has this one.")
        return self._did(db, person, flag, "flag.taken", "You have it.", now=now)

    def reply(self, db: Db, person: Staff, flag: Flag, words: str, *, now: dt.datetime) -> Told:
        """Reply, if the words fit."""
        if not words.strip() or len(words) > self.longest_reply:
            return Told(done=False, text="Nothing was sent.")
        if flag.state != "resolved":
            leases.take(db, flag, staff_id=person.id, lease_until=now + LEASE, now=now)
            if flag.taken_by != person.id:
                return Told(done=False, text="Somebody else has this one.")
            leases.keep(db, flag, lease_until=None)
        return self._did(db, person, flag, "flag.replied", "Sent.", now=now)

    def call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Log a call."""
        return self._did(db, person, flag, "flag.called", "Noted: you phone.", now=now)

    def ask_call(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Log that she was asked to phone."""
        return self._did(db, person, flag, "flag.asked_to_phone", "The patient was asked to phone.", now=now)

    def phone(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Show a number."""
        return self._did(db, person, flag, "phone.shown", "The number is 555 0177.", now=now)

    def snooze(self, db: Db, person: Staff, flag: Flag, minutes: int, *, now: dt.datetime) -> Told:
        """Put it off."""
        if not leases.snooze(db, flag, by=person.id, until=now + dt.timedelta(minutes=minutes)):
            return Told(done=False, text="This can't be put off.")
        return self._did(db, person, flag, "flag.snoozed", "Put off.", now=now, minutes=minutes)

    def hand(self, db: Db, person: Staff, flag: Flag, to: Staff, *, now: dt.datetime) -> Told:
        """Hand it over."""
        if not leases.hand(db, flag, by=person.id, to=to.id, lease_until=now + LEASE, now=now):
            return Told(done=False, text="Somebody else has this one.")
        return self._did(db, person, flag, "flag.handed", f"{to.name} has it now.", now=now, to=to.id)

    def resolve(self, db: Db, person: Staff, flag: Flag, outcome: str, *, now: dt.datetime) -> Told:
        """End it, once."""
        if not flags.resolve(db, flag, staff_id=person.id, outcome=outcome, now=now):
            return Told(done=False, text="Somebody closed this one before.")
        return self._did(db, person, flag, "flag.resolved", "Closed.", now=now, outcome=outcome)

    def grade(self, db: Db, person: Staff, flag: Flag, grade: str, *, now: dt.datetime) -> Told:
        """Keep a grade: the first, or another reader's."""
        if grade not in ("right", "high", "low") or flag.state != "resolved":
            return Told(done=False, text="This button is too old.")
        kind = "second" if flags.grades(db, flag.id) else "first"
        kept = flags.grade(db, flag, grade=grade, staff_id=person.id, now=now, kind=kind)
        return self._did(db, person, flag, "flag.graded", "Thank you.", now=now, done=kept, grade=grade, kind=kind)

    def note(self, db: Db, person: Staff, patient: Patient, words: str, *, now: dt.datetime) -> Told:
        """Keep a note."""
        if not words.strip():
            return Told(done=False, text="There was nothing to keep.")
        notes.add(db, patient_id=patient.id, flag_id=None, staff_id=person.id, words=words, now=now)
        return Told(done=True, text="Kept as a note.")

    def end_plan(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """End the check-ins."""
        return self._did(db, person, flag, "plan.ended", "The check-ins have ended.", now=now)

    def go_on(self, db: Db, person: Staff, flag: Flag, *, now: dt.datetime) -> Told:
        """Let the check-ins go on."""
        return self._did(db, person, flag, "plan.goes_on", "The check-ins go on.", now=now)

    def duty(self, db: Db, person: Staff, *, on: bool, now: dt.datetime) -> Told:
        """Go on or off duty."""
        staff.put_on_duty(db, person, on=on)
        return Told(done=True, text="You are on duty." if on else "You are off duty.")

    def record(self, db: Db, flag: Flag) -> Sequence[str]:
        """Return five lines."""
        return tuple(f"line {number}" for number in range(1, 6))

    def ready_answers(self, lang: str) -> Sequence[tuple[str, str]]:
        """Return two ready answers."""
        text = self.wording.text
        return [(text("en", f"ready_{each}"), text(lang, f"ready_{each}")) for each in ("rest", "water")]

    def read_line(self, person: Staff, line: str, *, now: dt.datetime) -> Checked:
        """Read a line as the bot does."""
        return ask(line, now.astimezone(ZoneInfo(CLINIC.zone)).date())

    def invite(self, db: Db, person: Staff, details: Details, *, now: dt.datetime) -> Invited:
        """Make an invite."""
        made = invites.make(db, details=details, made_by=person.id, made_in=None, now=now)
        told = Told(done=True, text="The link is ready.")
        link = f"https://t.me/aftercare_bot?start={made.token}"
        return Invited(told=told, ref=made.invite.ref, who=details.initials, link=link)

    def close_invite(self, db: Db, person: Staff, invite: Invite, how: str, *, now: dt.datetime) -> Told:
        """Close an invite, once."""
        state = "declined" if how == "declined" else "paper"
        done = invites.close(db, invite, state=state, now=now)
        return Told(done=done, text="Noted." if done else "This button is too old.")

    def poster_link(self) -> str:
        """Return a poster's link."""
        return "https://t.me/aftercare_bot?start=clinic"

    def teach(
        self, db: Db, person: Staff, words: str, topic: str, lang: str, heard_id: int, *, now: dt.datetime
    ) -> Told:
        """Say that it was learned."""
        return Told(done=True, text="Learned.")

    def _did(
        self, db: Db, person: Staff, flag: Flag, action: str, text: str, *, now: dt.datetime, done: bool = True,
        **details: str | int,
    ) -> Told:  # fmt: skip
        audit.note(db, now=now, actor=f"staff:{person.id}", action=action, subject=flag.ref, **details)
        return Told(done=done, text=text)
