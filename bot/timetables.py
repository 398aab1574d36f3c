"""`aftercare plan`: the timetable of a visit in local time, and why each check-in stands where it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.app import system_now
from bot.commandline import CONFIG, with_house
from bot.house import House
from messages import catalog as content
from messages import zones
from messages.catalog import CONTENT
from messages.plan import Plan
from records import checkins, patients, visits
from records.models import Checkin, Visit
from records.store import Db
from scheduler.plan import PLANNED, Due
from scheduler.sketch import Clock, Session, sketch

WHEN = "%Y-%m-%d %H:%M"


@click.command(name="plan")
@click.option(
    "--visit", "wanted", multiple=True, help='When a session ended: "2026-11-27 17:30", or a real visit\'s ref.'
)
@click.option("--enrolled", multiple=True, help="When its plan began, in the same order; else five minutes later.")
@click.option("--area", "areas", multiple=True, help="Where the needles were, in the same order: neck, leg, …")
@click.option("--zone", default="America/Los_Angeles", show_default=True, help="The patient's time zone, or a city.")
@click.option("--quiet", default="21:00-08:00", show_default=True, help="Her quiet hours.")
@click.option("--travels", multiple=True, help='Another clock from then on: "2026-11-28 12:00 Europe/Madrid".')
@CONFIG
def plan(
    wanted: tuple[str, ...],
    enrolled: tuple[str, ...],
    areas: tuple[str, ...],
    zone: str,
    quiet: str,
    travels: tuple[str, ...],
    path: Path,
) -> None:
    """Print the timetable of any visit, or of the real ones that are running.

    Times are hers. Give --visit twice for two sessions of one patient. Without --visit the running visits of --config
    are listed with their refs.
    """
    if not wanted or not wanted[0][:1].isdigit() or " " not in wanted[0]:
        click.echo(_real(path, wanted))
        return
    clocks = _clocks(zone, quiet, travels)
    sessions = [
        _session(each, _nth(enrolled, place), _nth(areas, place), clocks[0]) for place, each in enumerate(wanted)
    ]
    click.echo(drawn(content.load_plan(CONTENT), sessions, clocks))


def _nth(values: Sequence[str], place: int) -> str:
    return values[place] if place < len(values) else ""


def _moment(words: str, zone: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(words, WHEN).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    except ValueError:
        msg = f'{words!r} is no time. Write the day and the time, such as "2026-11-27 17:30".'
        raise click.ClickException(msg) from None


def _place(words: str) -> str:
    """Read a zone's own name, or a place that is known."""
    found = zones.find(words, system_now())
    if len(found) != 1:
        few = f" Did you mean {' or '.join(found)}?" if found else " Write one such as Europe/Madrid, or a big city."
        msg = f"{words!r} is no time zone.{few}"
        raise click.ClickException(msg)
    return found[0]


def _clocks(zone: str, quiet: str, travels: Sequence[str]) -> list[Clock]:
    start, dash, end = quiet.partition("-")
    try:
        hours = [f"{dt.time.fromisoformat(each.strip()):%H:%M}" for each in (start, end)]
    except ValueError:
        dash = ""
    if not dash:
        msg = f"{quiet!r} are no quiet hours. Write them such as 21:00-08:00."
        raise click.ClickException(msg)
    clocks = [
        Clock(since=dt.datetime.min.replace(tzinfo=dt.UTC), zone=_place(zone), quiet_from=hours[0], quiet_to=hours[1])
    ]
    for each in travels:
        when, there = each[:16], each[16:].strip()
        since = _moment(when, clocks[-1].zone)
        clocks.append(Clock(since=since, zone=_place(there), quiet_from=hours[0], quiet_to=hours[1]))
    return clocks


def _session(ended: str, enrolled: str, area: str, clock: Clock) -> Session:
    end = _moment(ended, clock.zone)
    begins = _moment(enrolled, clock.zone) if enrolled else end + dt.timedelta(minutes=5)
    return Session(ended_at=end, enrolled_at=begins, area=area)


def drawn(plan: Plan, sessions: Sequence[Session], clocks: Sequence[Clock]) -> str:
    """Return the timetables as text, each line in the clock that she has by then."""
    parts = []
    for session, dues in sketch(plan, sessions, clocks):
        ended, began = _local(session.ended_at, clocks), _local(session.enrolled_at, clocks)
        place = f", {session.area}" if session.area else ""
        head = f"Session ended {ended}{place}. Plan {plan.version} began {began}."
        parts.append("\n".join([head, *(_line(due, session, clocks) for due in dues)]))
    return "\n\n".join([_head(clocks), *parts])


def _head(clocks: Sequence[Clock]) -> str:
    lines = [f"{zones.city(clocks[0].zone)} time, quiet {clocks[0].quiet_from}-{clocks[0].quiet_to}."]
    for before, clock in pairwise(clocks):
        when = clock.since.astimezone(ZoneInfo(before.zone))
        lines.append(f"From {when:%a %d %b %H:%M} on: {zones.city(clock.zone)} time.")
    return " ".join(lines)


def _clock(moment: dt.datetime, clocks: Sequence[Clock]) -> Clock:
    return [clock for clock in clocks if clock.since <= moment][-1]


def _local(moment: dt.datetime, clocks: Sequence[Clock]) -> str:
    zone = ZoneInfo(_clock(moment, clocks).zone)
    return f"{moment.astimezone(zone):%a %d %b %H:%M %Z}"


def _line(due: Due, session: Session, clocks: Sequence[Clock]) -> str:
    if due.state != PLANNED:
        return f"  {due.step}  left out{'':33} {due.why}"
    hours = (due.due_at - session.ended_at) / dt.timedelta(hours=1)
    until = due.window_end.astimezone(ZoneInfo(_clock(due.due_at, clocks).zone))
    return f"  {due.step}  {_local(due.due_at, clocks):<22} {hours:>4.1f} h  until {until:%a %H:%M}  {due.why}"


def _real(path: Path, wanted: Sequence[str]) -> str:
    """Return the timetable of real visits, from their rows: what was planned, and what became of it."""
    ref = wanted[0] if wanted else ""

    return "\n".join(with_house(path, lambda db, house, now: listed(db, house, ref), links_needed=False))


def listed(db: Db, house: House, ref: str) -> list[str]:
    """Return one visit's rows, or with no ref the running visits."""
    if not ref:
        return [_who(db, house, each) for each in visits.running(db)] or ["Nobody is running a plan."]
    visit = visits.by_ref(db, ref)
    if visit is None:
        return [f"There is no visit {ref}. `aftercare plan` lists the running ones."]
    return _rows(db, house, visit)


def _who(db: Db, house: House, visit: Visit) -> str:
    patient = patients.by_id(db, visit.patient_id)
    local = visit.ended_at.astimezone(house.config.clinic.tz)
    return f"{visit.ref}  {patients.initials(db, patient)}, {local:%a %d %b %H:%M}"


def _rows(db: Db, house: House, visit: Visit) -> list[str]:
    patient = patients.by_id(db, visit.patient_id)
    zone = ZoneInfo(patient.zone)
    hours = f"{zones.city(patient.zone)} time, quiet {patient.quiet_from}-{patient.quiet_to}"
    head = f"{_who(db, house, visit)}. Hers: {hours}."
    return [head, *(_row(row, visit, zone) for row in checkins.of_visit(db, visit.id))]


def _row(row: Checkin, visit: Visit, zone: ZoneInfo) -> str:
    hours = (row.due_at - visit.ended_at) / dt.timedelta(hours=1)
    local = f"{row.due_at.astimezone(zone):%a %d %b %H:%M %Z}"
    return f"  {row.step:<12} {local:<22} {hours:>4.1f} h  {row.state:<13} {row.why}"
