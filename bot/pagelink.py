"""The page's link: a one-time login, sent to a colleague's own chat and never into a group."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Button, Said
from records import audit, logins
from records.lanes import Lane
from records.models import Staff
from records.store import Db
from scheduler import say

LANG = "en"


def send(db: Db, house: House, person: Staff, *, now: dt.datetime) -> Said:
    """Send the link to her own chat; return what is said where she asked."""
    page = house.config.page
    if not page.on:
        return house.wording.said(LANG, "staff_desk_off")
    if not person.chat_open:
        return house.wording.said(LANG, "staff_desk_no_chat")
    audit.note(db, now=now, actor=f"staff:{person.id}", action="login.made", subject=str(person.id))
    link = f"{page.address}/login?t={logins.make(db, staff_id=person.id, now=now)}"
    say.to_chat(db, person.user_id, _said(house, person, link), now=now, lane=Lane.REPLY, label="desk")
    return house.wording.said(LANG, "staff_desk_private")


def _said(house: House, person: Staff, link: str) -> Said:
    """Telegram opens https addresses from a button; another address stands as text."""
    text = house.wording.text(LANG, "staff_desk_link", name=person.name)
    if not link.startswith("https://"):
        return Said(text=f"{text}\n{link}")
    login = Button(label=house.wording.text(LANG, "staff_desk_button"), url=link)
    app = Button(label=house.wording.text(LANG, "staff_desk_app"), app=f"{house.config.page.address}/app")
    return Said(text=text, buttons=((login,), (app,)))
