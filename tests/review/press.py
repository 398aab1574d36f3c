"""A desk that makes sheets and reads lines by the real clock, at a page of its own."""

from __future__ import annotations

import datetime as dt

from aiohttp import FormData

from bot import invite_line
from messages import sheets
from messages.said import Document
from records import flags, invites
from records.invites import Details
from records.models import Flag, Invite, Phrasing, Staff
from records.store import Db, Store
from review.desk import Checked, Invited, Told
from review.web import WEB
from tests.review.desk import CLINIC, Bench
from tests.review.ward import ORIGIN, Visitor, Ward


class Press(Bench):
    """The bench, with a printing press beside it."""

    poster = "https://t.me/aftercare_bot?start=poster"

    def read_line(self, person: Staff, line: str, *, now: dt.datetime) -> Checked:
        """Read a line as the bot does: a time that has not come is wrong."""
        try:
            details = invite_line.read(line, zone=CLINIC.tz, clinician=person.name, now=now)
        except invite_line.NoInvite as exc:
            return Checked(details=None, told=self.wording.text("en", str(exc), time=line))
        return Checked(details=details, told="")

    def invite(self, db: Db, person: Staff, details: Details, *, now: dt.datetime) -> Invited:
        """Make an invite with its sheet."""
        made = super().invite(db, person, details, now=now)
        who = f"{details.initials}, {details.ended_at.astimezone(CLINIC.tz):%a %H:%M}"
        sheet = self._sheet(made.link, details, now=now)
        return Invited(told=made.told, ref=made.ref, who=who, link=made.link, sheet=sheet)

    def grade(self, db: Db, person: Staff, flag: Flag, grade: str, *, now: dt.datetime) -> Told:
        """Keep a grade: a second reader's, or the lead's where there are two."""
        kind = "settled" if len(flags.grades(db, flag.id)) > 1 else "second"
        return Told(done=flags.grade(db, flag, grade=grade, staff_id=person.id, now=now, kind=kind), text="Thank you.")

    def poster_link(self) -> str:
        """Return the poster's link, where there is one."""
        return self.poster

    def teach(
        self, db: Db, person: Staff, words: str, topic: str, lang: str, heard_id: int, *, now: dt.datetime
    ) -> Told:
        """Learn it, so that it is not offered again."""
        db.add(Phrasing(topic=topic, lang=lang, words=words, heard_id=heard_id, staff_id=person.id, at=now))
        db.flush()
        return Told(done=True, text="Learned.")

    def _sheet(self, link: str, details: Details, *, now: dt.datetime) -> Document:
        return sheets.sheet(
            self.wording, self.catalog.languages, link=link, initials=details.initials, ended_at=details.ended_at,
            until=now + invites.LIFE, now=now, unsigned=True,
        )  # fmt: skip


def equipped(store: Store) -> Ward:
    """Return a ward with a press."""
    made = Ward(store)
    made.desk = made.app[WEB].desk = Press()
    return made


async def uploads(visitor: Visitor, data: bytes | str, day: str = "") -> str:
    """Upload a list and return the page it leads to."""
    form = FormData({"csrf": visitor.ward.csrf[id(visitor)], "day": day})
    form.add_field("list", data.encode() if isinstance(data, str) else data, filename="list.csv")
    answer = await visitor.client.post("/invites/upload", data=form, headers=ORIGIN, allow_redirects=False)
    if answer.status != 303:
        return await answer.text()
    return await visitor.sees(answer.headers["Location"])


def states(store: Store) -> list[str]:
    """Return the states of all invites, oldest first."""
    return store.read_now(lambda db: [each.state for each in db.query(Invite).order_by(Invite.id)])
