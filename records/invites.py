"""Invites: one-time links to one visit. The token is never stored, only its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import select, update

from records.models import Invite
from records.statements import changes
from records.store import Db, sealer
from records.types import new_ref

#: 128 bits: 22 characters that a `/start` link may carry.
TOKEN_BYTES = 16
LIFE = dt.timedelta(hours=72)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What staff wrote on the invite; `ended_at` is the end of the treatment in UTC."""

    initials: str
    ended_at: dt.datetime
    area: str = ""
    side: str = ""
    technique: str = ""
    clinician: str = ""
    phone: str = ""
    record: str = ""
    age_band: str = ""
    first_session: bool = False
    #: The place of the clinic, by its key; empty where there is only one.
    location: str = ""

    def dumps(self) -> str:
        """Return the JSON that is sealed."""
        return json.dumps(asdict(self) | {"ended_at": self.ended_at.isoformat()})

    @classmethod
    def loads(cls, text: str) -> Details:
        """Read what `dumps` wrote."""
        written = json.loads(text)
        # What another version wrote and this one does not know is left alone.
        values = {each.name: written[each.name] for each in fields(cls) if each.name in written}
        return cls(**values | {"ended_at": dt.datetime.fromisoformat(values["ended_at"])})


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new invite and its token: the only moment the token is known."""

    invite: Invite
    token: str


def make(db: Db, *, details: Details, made_by: int | None, made_in: int | None, now: dt.datetime) -> Made:
    """Write an invite that lives for 72 hours."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ref, patient_ref = new_ref(), new_ref()
    invite = Invite(
        ref=ref,
        patient_ref=patient_ref,
        token_hash=digest(token),
        details=sealer(db).seal(patient_ref, f"invites.details:{ref}", details.dumps()),
        made_by=made_by,
        made_in=made_in,
        made_at=now,
        expires_at=now + LIFE,
        location=details.location,
    )
    db.add(invite)
    db.flush()
    return Made(invite=invite, token=token)


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def details(db: Db, invite: Invite) -> Details:
    """Open what staff wrote on it."""
    return Details.loads(sealer(db).open(invite.patient_ref, f"invites.details:{invite.ref}", invite.details))


def by_token(db: Db, token: str) -> Invite | None:
    """Return the invite of this link, in whatever state, or none."""
    return db.scalar(select(Invite).where(Invite.token_hash == digest(token)))


def by_ref(db: Db, ref: str) -> Invite | None:
    """Return the invite that a button names, or none."""
    return db.scalar(select(Invite).where(Invite.ref == ref))


def phone_of(db: Db, patient_id: int) -> str:
    """Return the telephone number on a patient's newest invite; empty where nobody wrote one."""
    asked = select(Invite).where(Invite.patient_id == patient_id).order_by(Invite.id.desc()).limit(1)
    invite = db.scalar(asked)
    return "" if invite is None else details(db, invite).phone


def opened_by(db: Db, chat_id: int) -> Invite | None:
    """Return the newest invite that this chat opened and has not answered."""
    asked = select(Invite).where(Invite.chat_id == chat_id, Invite.state == "opened")
    return db.scalar(asked.order_by(Invite.id.desc()).limit(1))


def open_(db: Db, invite: Invite, *, chat_id: int, now: dt.datetime) -> bool:
    """Bind a fresh invite to the first chat that opens it. False when used, expired or another's."""
    if invite.state == "opened" and invite.chat_id == chat_id and now < invite.expires_at:
        return True
    changed = changes(
        db,
        update(Invite)
        .where(Invite.id == invite.id, Invite.state == "made", Invite.expires_at > now)
        .values(state="opened", chat_id=chat_id),
    )
    db.refresh(invite)
    return changed == 1


def speak(db: Db, invite: Invite, *, lang: str) -> None:
    """Keep the language that the first screen is read in."""
    invite.lang = lang
    db.flush()


def settle(db: Db, invite: Invite, *, state: str, now: dt.datetime, patient_id: int | None = None) -> bool:
    """Move an opened invite to `consented` or `declined`. False when it was not open."""
    changed = changes(
        db,
        update(Invite)
        .where(Invite.id == invite.id, Invite.state == "opened")
        .values(state=state, settled_at=now, patient_id=patient_id),
    )
    db.refresh(invite)
    return changed == 1


def amend(db: Db, invite: Invite, *, ended_at: dt.datetime) -> None:
    """Write down when the session ended, where only the patient could say."""
    changed = replace(details(db, invite), ended_at=ended_at)
    invite.details = sealer(db).seal(invite.patient_ref, f"invites.details:{invite.ref}", changed.dumps())
    db.flush()


def release(db: Db, invite: Invite) -> bool:
    """Give an opened invite back, so that the right person can open it. False when it was not open."""
    changed = changes(
        db,
        update(Invite)
        .where(Invite.id == invite.id, Invite.state == "opened")
        .values(state="made", chat_id=None, lang=None),
    )
    db.refresh(invite)
    return changed == 1


def close(db: Db, invite: Invite, *, state: str, now: dt.datetime) -> bool:
    """Let staff end an invite that nobody accepted: paper only, or declined. False when it had ended."""
    changed = changes(
        db,
        update(Invite)
        .where(Invite.id == invite.id, Invite.state.in_(("made", "opened", "expired")))
        .values(state=state, settled_at=now),
    )
    db.refresh(invite)
    return changed == 1


def waiting(db: Db, *, since: dt.datetime) -> Sequence[Invite]:
    """Return the invites made since a moment that nobody has accepted, oldest first."""
    asked = select(Invite).where(Invite.made_at >= since, Invite.state.in_(("made", "opened", "expired")))
    return db.scalars(asked.order_by(Invite.id)).all()


def to_expire(db: Db, *, now: dt.datetime) -> Sequence[Invite]:
    """Return the invites whose time is over and that nobody accepted."""
    asked = select(Invite).where(Invite.state.in_(("made", "opened")), Invite.expires_at <= now)
    return db.scalars(asked.order_by(Invite.id).limit(200)).all()


def expire(db: Db, *, now: dt.datetime) -> int:
    """Close the invites that nobody accepted in time; return how many."""
    return changes(
        db,
        update(Invite)
        .where(Invite.state.in_(("made", "opened")), Invite.expires_at <= now)
        .values(state="expired", settled_at=now),
    )
