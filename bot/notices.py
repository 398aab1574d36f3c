"""Notices: what becomes of an invite, told to whoever made it, where it was made, while the patient is still there."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Button
from records import invites, outgoing
from records.lanes import Lane
from records.models import Invite
from records.store import Db

LANG = "en"


def tell(
    db: Db,
    house: House,
    invite: Invite,
    key: str,
    *,
    now: dt.datetime,
    buttons: tuple[tuple[Button, ...], ...] = (),
    **more: str,
) -> None:
    """Say it once for each invite and kind of news, silently."""
    said = house.wording.said(LANG, key, buttons=buttons, who=who(db, house, invite), **more)
    outgoing.say(
        db,
        now=now,
        lane=Lane.REPLY,
        chat_id=invite.made_in or house.staff_chat,
        body=said.model_copy(update={"silent": True}).model_dump_json(),
        label=key,
        dedup=f"{key}:{invite.ref}:{invite.chat_id or 0}",
    )


def who(db: Db, house: House, invite: Invite) -> str:
    """Return whom staff mean: initials, day and time."""
    details = invites.details(db, invite)
    return f"{details.initials}, {details.ended_at.astimezone(house.config.clinic.tz):%a %H:%M}"
