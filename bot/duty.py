"""Duty: whom urgent flags reach in their own chats, and how staff go on and off."""

from __future__ import annotations

import datetime as dt

from bot import deeds
from bot.house import House
from messages.said import Said
from records import staff
from records.models import Staff
from records.store import Db

LANG = "en"
SWITCH = {"on": True, "off": False}


def page(db: Db, house: House, person: Staff, rest: str, *, now: dt.datetime) -> Said:
    """Go on or off duty, or show who is on."""
    word = rest.strip().casefold()
    if not word:
        return listed(db, house)
    if word not in SWITCH:
        return house.wording.said(LANG, "staff_duty_usage")
    return Said(text=deeds.duty(db, house, person, on=SWITCH[word], now=now).text)


def listed(db: Db, house: House) -> Said:
    """Return who is on duty, and who of them cannot be written to."""
    on = [each for each in staff.seated(db) if each.on_duty and each.role != staff.FRONT_DESK]
    if not any(each.chat_open for each in on):
        return house.wording.said(LANG, "staff_duty_none")
    unopened = house.wording.text
    names = [each.name if each.chat_open else unopened(LANG, "staff_duty_unopened", name=each.name) for each in on]
    return house.wording.said(LANG, "staff_duty_list", list=", ".join(names))
