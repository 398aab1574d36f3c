"""Today: who is running a plan and how it goes, and which links nobody has used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot import notices
from bot.house import House
from bot.taps import Tap
from messages.said import Button, Composer, Said
from records import answers, audit, checkins, invites, patients, visits
from records.models import Checkin, Invite, Staff, Visit
from records.store import Db
from review.desk import Told

LANG = "en"
#: Links made in this time are listed while nobody has used them.
BACK = dt.timedelta(hours=72)
#: So many links get buttons: Telegram shows a hundred at most, a thumb far fewer.
WITH_BUTTONS = 8
ENDS = ("paper", "phone", "declined")
SHOWN = ("planned", "queued", "sent", "answered", "missed")


def page(db: Db, house: House, *, now: dt.datetime) -> Said:
    """Return the list for the staff chat: plans that run, then links that wait, with their buttons."""
    sheet = Composer()
    running = [visit for visit in visits.running(db) if house.sees(visit.location)]
    sheet.line(house.wording.text(LANG, "staff_today_head" if running else "staff_today_none"))
    for visit in running:
        sheet.line(line(db, house, visit))
    waiting = [invite for invite in invites.waiting(db, since=now - BACK) if house.sees(invite.location)]
    if waiting:
        sheet.line().line(house.wording.text(LANG, "staff_today_waiting"))
        for invite in waiting:
            sheet.line(_invite_line(db, house, invite))
    return sheet.said(buttons=_buttons(db, house, waiting[:WITH_BUTTONS]))


def links(db: Db, house: House, *, now: dt.datetime) -> Said:
    """Return the links that wait, for the front desk: no patient's state is shown there."""
    waiting = invites.waiting(db, since=now - BACK)
    lines = [house.wording.text(LANG, "staff_today_waiting"), *(_invite_line(db, house, each) for each in waiting)]
    return Said(text="\n".join(lines)) if waiting else house.wording.said(LANG, "staff_links_none")


def line(db: Db, house: House, visit: Visit) -> str:
    """Return a running plan in one line: who, and how each check-in stands."""
    rows = checkins.of_visit(db, visit.id)
    # Silent is whoever let the newest check pass, whatever she answered before.
    ended = [row for row in rows if row.state in ("answered", "missed")]
    silent = bool(ended) and ended[-1].state == "missed"
    local = visit.ended_at.astimezone(ZoneInfo(house.config.clinic.zone))
    who = f"{patients.initials(db, patients.by_id(db, visit.patient_id))}, {local:%a %H:%M}"
    return house.wording.text(
        LANG,
        "staff_today_line",
        who=who,
        silent=f" {house.wording.text(LANG, 'staff_today_silent')}" if silent else "",
        steps=", ".join(_step(db, house, row) for row in rows),
    )


def _step(db: Db, house: House, row: Checkin) -> str:
    state = row.state if row.state in SHOWN else "other"
    local = row.due_at.astimezone(ZoneInfo(house.config.clinic.zone))
    given = answers.of(db, row.id).get("soreness") if state == "answered" else None
    if given is not None and given.value.isdigit():
        return house.wording.text(LANG, "step_score", step=row.step, score=given.value)
    return house.wording.text(LANG, f"step_{state}", step=row.step, when=f"{local:%a %H:%M}")


def _invite_line(db: Db, house: House, invite: Invite) -> str:
    state = house.wording.text(LANG, f"invite_{invite.state}")
    return house.wording.text(LANG, "staff_today_invite", who=notices.who(db, house, invite), state=state)


def _buttons(db: Db, house: House, waiting: Sequence[Invite]) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    for invite in waiting:
        initials = invites.details(db, invite).initials
        rows.append(
            tuple(
                Button(
                    label=f"{initials}: {house.wording.text(LANG, f'invite_{end}')}",
                    action="invite",
                    ref=f"{invite.ref}.{end}",
                )
                for end in ENDS
            )
        )
    return tuple(rows)


def close_invite(db: Db, house: House, person: Staff, pressed: Tap, *, now: dt.datetime) -> str:
    """Staff say what became of a link that nobody used (people.md 11)."""
    invite = invites.by_ref(db, pressed.ref)
    if invite is None:
        return house.wording.text(LANG, "tap_stale")
    return end_invite(db, house, person, invite, pressed.option, now=now).text


def end_invite(db: Db, house: House, person: Staff, invite: Invite, how: str, *, now: dt.datetime) -> Told:
    """End a link that nobody used, once."""
    state = "declined" if how == "declined" else "paper"
    if how not in ENDS or not invites.close(db, invite, state=state, now=now):
        return Told(done=False, text=house.wording.text(LANG, "tap_stale"))
    audit.note(db, now=now, actor=f"staff:{person.id}", action=f"invite.{how}", subject=invite.ref)
    told = house.wording.text(LANG, f"invite_{how}")
    who = notices.who(db, house, invite)
    return Told(done=True, text=house.wording.text(LANG, "staff_invite_closed", who=who, state=told))
