"""Inviting: what staff type becomes a one-time link and its code."""

from __future__ import annotations

import datetime as dt
import re

from bot.house import House
from messages.said import Picture, Said, clean
from records import audit, invites
from records.invites import Details
from records.models import Staff
from records.store import Db

LANG = "en"
AREAS = ("neck", "shoulder", "upper_back", "chest", "low_back", "hip", "leg", "arm", "jaw")
SIDES = ("left", "right", "both")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def make(db: Db, house: House, person: Staff, rest: str, chat_id: int, *, now: dt.datetime) -> Said:
    """Make a link and its code from "JM 10:30 left shoulder Ana"; say what is wrong with anything else."""
    details = read_invite(rest, house, person, now=now)
    if isinstance(details, Said):
        return details
    made = invites.make(db, details=details, made_by=person.id, made_in=chat_id, now=now)
    audit.note(db, now=now, actor=f"staff:{person.id}", action="invite.made", subject=made.invite.ref)
    link = house.invite_link(made.token)
    clinic = house.config.clinic
    who = f"{details.initials}, {details.ended_at.astimezone(clinic.tz):%a %H:%M}"
    until = house.wording.when(LANG, made.invite.expires_at, clinic.zone, now)
    said = house.wording.said(LANG, "staff_invite", who=who, until=until)
    return said.model_copy(update={"text": f"{said.text}\n{link}", "picture": Picture(kind="qr", data=link)})


def read_invite(rest: str, house: House, person: Staff, *, now: dt.datetime) -> Details | Said:
    """Read what staff typed; a `Said` tells what is missing or cannot be."""
    words = clean(rest).split()
    if not words or not words[0].replace(".", "").isalpha() or len(words[0]) > 6:
        return house.wording.said(LANG, "staff_invite_usage")
    clock = next((word for word in words[1:] if CLOCK.fullmatch(word)), "")
    ended_at = _today_at(house, clock, now) if clock else now
    if ended_at > now:
        return house.wording.said(LANG, "staff_invite_bad_time", time=clock)
    lower = [word.casefold() for word in words[1:]]
    area = _area(lower)
    used = {clock, *SIDES, *area.split("_"), area}
    names = [word for word in words[1:] if word.casefold() not in used]
    return Details(
        initials=words[0].upper().replace(".", ""),
        ended_at=ended_at,
        area=area,
        side=next((word for word in lower if word in SIDES), ""),
        technique="dry needling",
        clinician=" ".join(names)[:40] or person.name,
    )


def _today_at(house: House, clock: str, now: dt.datetime) -> dt.datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    today = now.astimezone(house.config.clinic.tz).date()
    return dt.datetime.combine(today, dt.time(hour, minute), house.config.clinic.tz).astimezone(dt.UTC)


def _area(words: list[str]) -> str:
    joined = f"_{'_'.join(words)}_"
    return next((area for area in AREAS if f"_{area}_" in joined), "")
