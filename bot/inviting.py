"""Inviting: what staff type becomes a one-time link, its code and the sheet to take home."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot import invite_line
from bot.house import House
from messages import sheets
from messages.said import Document, Picture, Said
from records import audit, invites
from records.invites import Details
from records.lanes import Lane
from records.models import Staff
from records.store import Db
from scheduler import say

LANG = "en"


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A new invite as staff need it: who, the link, until when, and what was read from the line."""

    ref: str
    who: str
    link: str
    until: str
    read: str
    details: Details


def make(db: Db, house: House, person: Staff, rest: str, chat_id: int, *, now: dt.datetime) -> Said:
    """Make a link and its code from "JM 10:30 left shoulder Ana"; say what is wrong with anything else."""
    if not house.may_enrol:
        return house.wording.said(LANG, "staff_not_signed", files=", ".join(house.catalog.must_sign))
    try:
        details = read(house, rest, clinician=person.name, now=now)
    except invite_line.NoInvite as exc:
        return house.wording.said(LANG, str(exc), time=rest, places=", ".join(house.places))
    made = write(db, house, details, made_by=person.id, made_in=chat_id, now=now)
    paper = Said(text=house.wording.text(LANG, "staff_sheet", who=made.who), document=sheet(house, made, now=now))
    say.to_chat(db, chat_id, paper, now=now, lane=Lane.ECHO, label="sheet")
    said = house.wording.said(LANG, "staff_invite", who=made.who, until=made.until, read=made.read)
    picture = Picture(kind="qr", data=made.link)
    return said.model_copy(update={"text": f"{said.text}\n{made.link}", "picture": picture})


def read(house: House, line: str, *, clinician: str, now: dt.datetime) -> Details:
    """Read an invite's line as this place has it; NoInvite says what is wrong."""
    zone = house.config.clinic.tz
    return invite_line.read(line, zone=zone, clinician=clinician, now=now, places=house.places, here=house.location)


def write(
    db: Db, house: House, details: Details, *, made_by: int | None, made_in: int | None, now: dt.datetime
) -> Invited:
    """Write the invite, whoever made it."""
    made = invites.make(db, details=details, made_by=made_by, made_in=made_in, now=now)
    actor = f"staff:{made_by}" if made_by else "command"
    audit.note(db, now=now, actor=actor, action="invite.made", subject=made.invite.ref)
    clinic = house.config.clinic
    return Invited(
        ref=made.invite.ref,
        who=f"{details.initials}, {details.ended_at.astimezone(clinic.tz):%a %H:%M}",
        link=house.invite_link(made.token),
        until=house.wording.when(LANG, made.invite.expires_at, clinic.zone, now),
        read=told(house, details),
        details=details,
    )


def sheet(house: House, made: Invited, *, now: dt.datetime) -> Document:
    """Return the sheet to print: the same link, and what to watch for without it."""
    return sheets.sheet(
        house.wording,
        house.catalog.languages,
        link=made.link,
        initials=made.details.initials,
        ended_at=made.details.ended_at,
        until=now + invites.LIFE,
        now=now,
        unsigned=not house.may_enrol or bool(house.catalog.unsigned),
    )


def place(side: str, area: str) -> str:
    """Return where the needles were, as staff say it: "left neck"."""
    return " ".join(part for part in (side, area.replace("_", " ")) if part)


def told(house: House, details: Details) -> str:
    """Return what was read from the line, so that a slip is seen at the desk."""
    parts = [place(details.side, details.area), details.technique, details.clinician]
    parts += [f"#{details.record}"] if details.record else []
    parts += [details.phone, details.age_band]
    parts += [house.wording.text(LANG, "staff_invite_first")] if details.first_session else []
    return ", ".join(part for part in parts if part)
