"""Say: write what the clinic says into `outgoing`, in the right lane, sealed under the right key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from messages.catalog import Catalog
from messages.said import Said
from messages.wording import Wording
from records import outgoing
from records.lanes import Lane
from records.models import Flag, Patient
from records.store import Db
from scheduler.ladder import Ladder


class Times(Protocol):
    """The escalation table (config): a ladder for each grave level, and minutes for what else waits."""

    @property
    def emergency(self) -> Ladder: ...

    @property
    def crisis(self) -> Ladder: ...

    @property
    def urgent(self) -> Ladder: ...

    @property
    def lease_serious(self) -> int: ...

    @property
    def lease_urgent(self) -> int: ...

    @property
    def question_again(self) -> int: ...

    @property
    def question_over(self) -> int: ...

    @property
    def help_after(self) -> int: ...

    @property
    def help_over(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to reach a person beside Telegram: its name in `outgoing`, and the number of its line there."""

    name: str
    line: int


class Voice(Protocol):
    """What it takes to speak for a clinic: its words, its staff chat, its clocks. The house is one."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def wording(self) -> Wording: ...

    @property
    def staff_chat(self) -> int: ...

    @property
    def times(self) -> Times: ...

    @property
    def places(self) -> Sequence[str]:
        """Return the keys of the clinic's places."""

    def at(self, location: str) -> Voice:
        """Return the voice of one place: its hours, its numbers, its staff chat."""

    def channels(self, whom: str) -> Sequence[Channel]:
        """Return the channels beside Telegram by which somebody is rung: "second", "lead", "second_phone", …"""


def served(voice: Voice, place: str) -> list[str]:
    """Return the places whose flags one place looks after: what is of no place is the first one's."""
    return [place, ""] if place and place == voice.places[0] else [place]


def to_patient(
    db: Db,
    patient: Patient,
    said: Said,
    *,
    now: dt.datetime,
    lane: Lane = Lane.REPLY,
    label: str | None = None,
    dedup: str | None = None,
    reply_to: int | None = None,
    checkin_id: int | None = None,
    not_before: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> int | None:
    """Say something to a patient; None when the same `dedup` was said before."""
    return outgoing.say(
        db,
        now=now,
        lane=lane,
        chat_id=patient.chat_id,
        body=said.model_dump_json(),
        owner=patient.ref,
        label=label,
        dedup=dedup,
        reply_to=reply_to,
        patient_id=patient.id,
        checkin_id=checkin_id,
        not_before=not_before,
        expires_at=expires_at,
    )


def to_chat(
    db: Db,
    chat_id: int,
    said: Said,
    *,
    now: dt.datetime,
    lane: Lane = Lane.REPLY,
    label: str | None = None,
    dedup: str | None = None,
    reply_to: int | None = None,
) -> int | None:
    """Say something to a chat that is no patient's: a stranger, an invited person, a member of staff."""
    return outgoing.say(
        db,
        now=now,
        lane=lane,
        chat_id=chat_id,
        body=said.model_dump_json(),
        label=label,
        dedup=dedup,
        reply_to=reply_to,
    )


def to_staff(
    db: Db,
    voice: Voice,
    said: Said,
    *,
    now: dt.datetime,
    lane: Lane,
    flag: Flag | None = None,
    owner: str = "house",
    target_id: int | None = None,
    kind: str = "say",
    label: str | None = None,
    dedup: str | None = None,
    reply_to: int | None = None,
) -> int | None:
    """Say something in the staff chat: a card, an edit of it, or something under it."""
    return outgoing.say(
        db,
        now=now,
        lane=lane,
        chat_id=voice.staff_chat,
        body=said.model_dump_json(),
        owner=owner,
        kind=kind,
        target_id=target_id,
        flag_id=None if flag is None else flag.id,
        label=label,
        dedup=dedup,
        reply_to=reply_to,
    )


def edit(
    db: Db, patient: Patient, said: Said, *, target_id: int, now: dt.datetime, checkin_id: int | None = None
) -> int | None:
    """Change a message to a patient that was said before."""
    return outgoing.say(
        db,
        now=now,
        lane=Lane.REPLY,
        chat_id=patient.chat_id,
        body=said.model_dump_json(),
        owner=patient.ref,
        kind="edit",
        target_id=target_id,
        patient_id=patient.id,
        checkin_id=checkin_id,
    )
