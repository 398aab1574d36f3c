"""Moves: a check-in that does not suit her is put elsewhere, or left out, by her own hand."""

from __future__ import annotations

import datetime as dt

from bot import planned
from bot.house import House
from messages.said import Button, Said
from records import audit, checkins
from records.models import Checkin, Patient
from records.store import Db
from scheduler import moving
from scheduler.quiet import Quiet


def times(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> Said:
    """Ask where to put a check-in: the times that are free, leaving it out, or back."""
    words, lang = house.wording, patient.lang
    rows = tuple(
        (
            Button(
                label=words.when(lang, row.due_at + _minutes(each), patient.zone, now),
                action="move",
                ref=f"{row.ref}.{_stamp(row, each)}",
            ),
        )
        for each in _choices(db, house, patient, row, now=now)
    )
    skip = Button(label=words.text(lang, "move_skip"), action="move", ref=f"{row.ref}.skip")
    back = Button(label=words.text(lang, "back"), action="hand", ref=f"{patient.ref}.back")
    when = words.when(lang, row.due_at, patient.zone, now)
    return words.said(lang, "move_where", buttons=(*rows, (skip, back)), when=when)


def _stamp(row: Checkin, minutes: int) -> str:
    """Name the time itself on the button: tapped twice it means the same time."""
    return f"{(row.due_at + _minutes(minutes)).timestamp():.0f}"


def _minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def _choices(db: Db, house: House, patient: Patient, row: Checkin, *, now: dt.datetime) -> list[int]:
    visit, _ = checkins.owner(db, row)
    others = [each.due_at for each in planned.upcoming(db, patient) if each.id != row.id]
    quiet = Quiet.of(patient.zone, patient.quiet_from, patient.quiet_to)
    return list(
        moving.choices(
            house.catalog.plan.limits,
            quiet,
            due_at=row.due_at,
            window_end=row.window_end,
            ended_at=visit.ended_at,
            others=others,
            now=now,
        )
    )


def put(db: Db, house: House, patient: Patient, row: Checkin, option: str, *, now: dt.datetime) -> bool:
    """Put it where she wants it. Only what was offered is done: a button may be old, her hours may have changed."""
    offered = {_stamp(row, each): each for each in _choices(db, house, patient, row, now=now)}
    if option not in offered:
        return False
    by = _minutes(offered[option])
    moved = checkins.chosen(db, row, due_at=row.due_at + by, window_end=row.window_end + by, why="moved by the patient")
    _note(db, patient, "checkin.moved", row, now=now)
    return moved


def skip(db: Db, patient: Patient, row: Checkin, *, now: dt.datetime) -> bool:
    """Leave a check-in out; False when it is on its way or over."""
    left = checkins.skip(db, row, why="left out by the patient", by="patient", now=now)
    _note(db, patient, "checkin.skipped", row, now=now)
    return left


def _note(db: Db, patient: Patient, action: str, row: Checkin, *, now: dt.datetime) -> None:
    audit.note(db, now=now, actor=f"patient:{patient.ref}", action=action, subject=row.ref)
