"""Say: write what the clinic says into `outgoing`, in the right lane, sealed under the right key."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from messages.catalog import Catalog
from messages.said import Said
from messages.wording import Wording
from records import outgoing
from records.lanes import Lane
from records.models import Flag, Patient
from records.store import Db


class Times(Protocol):
    """Minutes of the escalation table (config)."""

    @property
    def emergency(self) -> list[int]: ...

    @property
    def crisis(self) -> list[int]: ...

    @property
    def urgent(self) -> list[int]: ...

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
