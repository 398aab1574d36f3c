"""Seed: patients that are there before the bot starts, for runs that need hundreds of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.app import open_memory
from bot.demo import demo_config
from records import invites, patients, visits
from records.invites import Details
from records.store import Db
from records.visits import Site


def enrol_many(url: str, folder: Path, chats: list[int], *, now: dt.datetime) -> None:
    """Write a patient with a confirmed visit, and no check-ins, for every chat."""
    store = open_memory(demo_config(url, folder))
    try:
        store.write_now(lambda db: _all(db, chats, now))
    finally:
        store.close_now()


def _all(db: Db, chats: list[int], now: dt.datetime) -> None:
    for chat in chats:
        _one(db, chat, now)


def _one(db: Db, chat: int, now: dt.datetime) -> None:
    ended = now - dt.timedelta(hours=1)
    details = Details(initials="JM", ended_at=ended, area="neck")
    made = invites.make(db, details=details, made_by=None, made_in=None, now=now)
    patient = patients.enrol(
        db,
        ref=made.invite.patient_ref,
        chat_id=chat,
        initials="JM",
        zone="America/Los_Angeles",
        lang="en",
        consent_version="1",
        now=now,
    )
    site = Site(area="neck", side="left", technique="dry", clinician="Ana")
    visits.confirm(db, patient_id=patient.id, invite=made.invite, ended_at=ended, site=site, plan_version="1", now=now)
