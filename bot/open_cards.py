"""Open cards: the list of what waits for a person, gravest first."""

from __future__ import annotations

import datetime as dt

from bot.house import House
from messages.said import Composer, Said
from records import flags, patients, staff
from records.models import Flag
from records.store import Db
from scheduler import cards, direct

LANG = "en"


def page(db: Db, house: House, *, now: dt.datetime) -> Said:
    """List the open cards, most serious and oldest first, each a link to its card where the group has links."""
    page = Composer()
    page.line(house.wording.text(LANG, "staff_open_head"))
    rows = [flag for flag in flags.all_open(db) if house.sees(flag.location)]
    for flag in rows:
        page.line(line(db, house, flag, now=now))
    return page.said() if rows else house.wording.said(LANG, "staff_open_none")


def line(db: Db, house: House, flag: Flag, *, now: dt.datetime) -> str:
    """Return an open card in one line: level, who, who has it, how old, and where it is."""
    text = house.wording.text
    minutes = int((now - flag.opened_at).total_seconds() // 60)
    age = text(LANG, "open_age_h", n=minutes // 60) if minutes >= 60 else text(LANG, "open_age_min", n=minutes)
    name = staff.by_id(db, flag.taken_by).name if flag.taken_by else ""
    line = text(
        LANG,
        "staff_open_line",
        level=text(LANG, f"card_level_{flag.level}"),
        who=cards.pseudonym(db, house, patients.by_id(db, flag.patient_id), flag),
        state=text(LANG, f"open_{flag.state}", name=name),
        age=age,
    )
    return " ".join(part for part in (line, direct.link(house, db, flag)) if part)
