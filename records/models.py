"""The tables, one class a noun. Sealed columns never show in a `repr`; states are in `docs/glossary.md`."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    event,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from records.types import Utc, new_ref

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

INBOX_STATES = ("new", "settled", "dead")
OUTGOING_STATES = (
    "ready", "sending", "sent", "unknown", "uncertain", "undeliverable", "expired", "cancelled", "dead",
)  # fmt: skip
CHECKIN_STATES = (
    "planned", "queued", "sent", "answered", "missed", "skipped", "stale", "cancelled", "undeliverable",
    "uncertain",
)  # fmt: skip
FLAG_STATES = ("open", "alerted", "taken", "resolved")
INVITE_STATES = ("made", "opened", "consented", "declined", "expired", "paper")
PATIENT_STATES = ("enrolled", "stopped", "unreachable")
VISIT_STATES = ("unconfirmed", "active", "ended", "superseded")
ASKED_STATES = ("open", "repeated", "answered", "escalated")


def one_of(column: str, states: tuple[str, ...]) -> CheckConstraint:
    """Return the constraint that keeps a state column to its words."""
    words = ", ".join(f"'{state}'" for state in states)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


class Base(DeclarativeBase):
    """All tables; names of constraints follow one convention from the first migration."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: Utc(),
        str: Text(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }

    def __repr__(self) -> str:
        """Show the class and the id only: a repr ends in logs, and words do not belong there."""
        return f"<{type(self).__name__} {getattr(self, 'id', None)}>"


# SQLite counts up by itself only for INTEGER keys; PostgreSQL gets the wide one.
Id = BigInteger().with_variant(Integer(), "sqlite")


class Inbox(Base):
    """A raw update, committed before Telegram is told that we have it."""

    __tablename__ = "inbox"
    __table_args__ = (
        one_of("state", INBOX_STATES),
        Index(
            "ix_inbox_waiting",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        Index("ix_inbox_settled_at", "settled_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(default=new_ref)
    #: Telegram's number. Unique among kept rows: a repeated delivery is one row.
    update_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    #: The chat whose line it stands in; none for updates without a chat.
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    #: Sealed JSON of the update under the house key; emptied when settled.
    raw: Mapped[str | None]
    #: True where a context-free first look saw danger: its chat goes first.
    hint: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="new")
    attempts: Mapped[int] = mapped_column(default=0)
    #: Why it is dead, in words without the patient's words.
    error: Mapped[str | None]
    received_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]


class Patient(Base):
    """A person who said yes to an invite; `ref` names the key that seals what she wrote."""

    __tablename__ = "patients"
    __table_args__ = (one_of("state", PATIENT_STATES),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    chat_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    state: Mapped[str] = mapped_column(default="enrolled")
    #: Sealed: what staff call her ("JM").
    initials: Mapped[str | None]
    lang: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str]
    quiet_from: Mapped[str] = mapped_column(default="21:00")
    quiet_to: Mapped[str] = mapped_column(default="08:00")
    #: None until she has answered "Any of these?": unknown is not "none".
    modifiers: Mapped[list[str] | None]
    fluid_limit: Mapped[bool | None]
    water_lines: Mapped[bool] = mapped_column(default=True)
    #: Until then check-ins are left out, by her wish.
    paused_until: Mapped[dt.datetime | None]
    consent_version: Mapped[str]
    consented_at: Mapped[dt.datetime]
    stopped_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class Invite(Base):
    """A one-time link to one visit; the token itself is never stored."""

    __tablename__ = "invites"
    __table_args__ = (one_of("state", INVITE_STATES), Index("ix_invites_chat_id", "chat_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    token_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="made")
    #: Whose key seals the details; the patient takes this ref over when she consents.
    patient_ref: Mapped[str] = mapped_column(default=new_ref)
    #: Sealed JSON: initials, clinician, phone, area, side, technique, ended_at.
    details: Mapped[str]
    #: The chat that opened it: nothing else is kept of a person before consent.
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: Where staff are told that it was opened and accepted.
    made_in: Mapped[int | None] = mapped_column(BigInteger)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patients.id"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None]
    #: The language its first screen was read in; none before it was opened.
    lang: Mapped[str | None]
    #: The place of the clinic, by its key; empty where there is only one.
    location: Mapped[str] = mapped_column(default="", server_default="")


class Visit(Base):
    """One treatment: when it ended and where the needles were. The 48 hours count from `ended_at`."""

    __tablename__ = "visits"
    __table_args__ = (one_of("state", VISIT_STATES), Index("ix_visits_patient_id", "patient_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    invite_id: Mapped[int] = mapped_column(ForeignKey("invites.id"), unique=True)
    state: Mapped[str] = mapped_column(default="unconfirmed")
    ended_at: Mapped[dt.datetime]
    #: Sealed JSON: area, side, technique, clinician.
    details: Mapped[str]
    plan_version: Mapped[str | None]
    confirmed_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    #: The place of the clinic, by its key; empty where there is only one.
    location: Mapped[str] = mapped_column(default="", server_default="")


class Checkin(Base):
    """A planned question at a planned time, ending in a state that staff can see."""

    __tablename__ = "checkins"
    __table_args__ = (
        # Said once: a step of a plan stands once for a visit, and each time of a follow-up has a number.
        UniqueConstraint("visit_id", "step", "plan_version"),
        one_of("state", CHECKIN_STATES),
        Index(
            "ix_checkins_planned",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "ix_checkins_sent",
            "window_end",
            sqlite_where=text("state = 'sent'"),
            postgresql_where=text("state = 'sent'"),
        ),
        Index(
            "ix_checkins_nudge_at",
            "nudge_at",
            sqlite_where=text("nudge_at IS NOT NULL"),
            postgresql_where=text("nudge_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"))
    #: The step, or the follow-up with the number of its time: "c1", "reaction.2".
    step: Mapped[str]
    #: "plan" or "followup".
    kind: Mapped[str] = mapped_column(default="plan", server_default="plan")
    plan_version: Mapped[str]
    state: Mapped[str] = mapped_column(default="planned")
    #: Why it stands at its time, or is left out, in words for staff.
    why: Mapped[str] = mapped_column(default="", server_default="")
    #: "plan", "patient" or "staff". What she chose herself the plan does not move.
    set_by: Mapped[str] = mapped_column(default="plan", server_default="plan")
    #: The step that asks its questions, where the two stood too near.
    merged_into: Mapped[str | None]
    #: The place of a follow-up's time in its course: 0 for the first.
    nth: Mapped[int] = mapped_column(default=0, server_default="0")
    #: When a follow-up would be asked in her quiet hours, with her yes.
    wish_at: Mapped[dt.datetime | None]
    #: Whether it may cross quiet hours; none while she has not said.
    crosses: Mapped[bool | None]
    #: Whether it carried a water line.
    water: Mapped[bool] = mapped_column(default=False, server_default=false())
    due_at: Mapped[dt.datetime]
    #: After this it is not sent (stale) and no longer awaited (missed).
    window_end: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    #: When she may be reminded; none when that is decided.
    nudge_at: Mapped[dt.datetime | None]
    nudged_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]

    @property
    def asking(self) -> str:
        """Return the id of the step or follow-up in the plan."""
        return self.step.partition(".")[0]


class Answer(Base):
    """One answered question of a check-in: a number or option ids, never free text (that is `heard`)."""

    __tablename__ = "answers"
    # A changed mind replaces the answer; two answers never stand side by side.
    __table_args__ = (UniqueConstraint("checkin_id", "question"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id"))
    question: Mapped[str]
    value: Mapped[str]
    #: False while options are still being ticked and *Done* has not come.
    done: Mapped[bool] = mapped_column(default=True)
    at: Mapped[dt.datetime]


class Heard(Base):
    """What a patient wrote or sent, with how it was read."""

    __tablename__ = "heard"
    # An edit is a new revision: both texts are kept.
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id", "revision"),
        Index("ix_heard_patient_id", "patient_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    revision: Mapped[int] = mapped_column(default=0)
    #: text, photo, voice, sticker, …, tap
    kind: Mapped[str] = mapped_column(default="text")
    #: Sealed: her words.
    words: Mapped[str | None]
    level: Mapped[str]
    rules: Mapped[list[str]]
    symptoms: Mapped[list[str]]
    topic: Mapped[str | None]
    lang: Mapped[str | None]
    understood: Mapped[bool] = mapped_column(default=True)
    content_version: Mapped[str]
    at: Mapped[dt.datetime]


class Asked(Base):
    """An open one-tap question ("Is this happening now?") and what silence will make of it."""

    __tablename__ = "asked"
    __table_args__ = (
        one_of("state", ASKED_STATES),
        # One question at a time: a second one joins the first.
        Index(
            "uq_asked_open",
            "patient_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'repeated')"),
            postgresql_where=text("state IN ('open', 'repeated')"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    heard_id: Mapped[int | None] = mapped_column(ForeignKey("heard.id"))
    #: "now" (is this happening now?), "help" (did you get help?), "unknown" (any of these now?)
    kind: Mapped[str]
    rules: Mapped[list[str]]
    #: What silence becomes: urgent, routine, or emergency (ring staff again).
    silence: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    asked_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]


class Flag(Base):
    """Something a person must look at. It ends only by a person."""

    __tablename__ = "flags"
    __table_args__ = (
        one_of("state", FLAG_STATES),
        # One open card a patient (people.md 18): new findings join it.
        Index(
            "uq_flags_open",
            "patient_id",
            unique=True,
            sqlite_where=text("state <> 'resolved'"),
            postgresql_where=text("state <> 'resolved'"),
        ),
        Index(
            "ix_flags_next_at",
            "next_at",
            sqlite_where=text("state <> 'resolved'"),
            postgresql_where=text("state <> 'resolved'"),
        ),
        Index("ix_flags_patient_id", "patient_id"),
        Index("ix_flags_opened_at", "opened_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    level: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    rules: Mapped[list[str]]
    opened_at: Mapped[dt.datetime]
    alerted_at: Mapped[dt.datetime | None]
    #: When it came to its present level: from then on a person's answer is awaited.
    raised_at: Mapped[dt.datetime | None]
    #: From when its steps of the escalation table count: opened, raised, given back, or the clinic's opening.
    since: Mapped[dt.datetime | None]
    #: How many steps of the table it has rung.
    rings: Mapped[int] = mapped_column(default=0)
    #: When it rings again, or when a take ends; none when nothing is due.
    next_at: Mapped[dt.datetime | None]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[dt.datetime | None]
    lease_until: Mapped[dt.datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    resolved_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    #: Put off by a person until then; none when it is not.
    snoozed_until: Mapped[dt.datetime | None]
    #: The outgoing row of its card in the staff chat: edits and replies stand under it.
    card_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing.id", use_alter=True))
    #: The place of the clinic whose staff see it, by its key; empty where there is only one.
    location: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def clock(self) -> dt.datetime:
        """Return from when a person's answer is awaited."""
        return self.raised_at or self.opened_at


class Finding(Base):
    """One thing that joined a flag: a message heard, a check-in answered, a silence, a delivery in doubt."""

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_flag_id", "flag_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id"))
    heard_id: Mapped[int | None] = mapped_column(ForeignKey("heard.id"))
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkins.id"))
    #: heard, answer, silence, reply, note, delivery
    kind: Mapped[str]
    level: Mapped[str]
    rules: Mapped[list[str]]
    symptoms: Mapped[list[str]]
    at: Mapped[dt.datetime]


class Outgoing(Base):
    """Something the clinic says, with the time it is due. The courier is the only way out."""

    __tablename__ = "outgoing"
    __table_args__ = (
        one_of("state", OUTGOING_STATES),
        # The question the courier asks, and only that (reliability.md E3: one query a lane stays flat).
        Index(
            "ix_outgoing_ready",
            "lane",
            "not_before",
            "id",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
        # Chats with a message in flight, and what was in flight when a courier died.
        Index(
            "ix_outgoing_sending",
            "chat_id",
            sqlite_where=text("state = 'sending'"),
            postgresql_where=text("state = 'sending'"),
        ),
        # What must be tried again, so that nothing overtakes it in its chat.
        Index(
            "ix_outgoing_again",
            "chat_id",
            "lane",
            "id",
            sqlite_where=text("state = 'ready' AND attempts > 0"),
            postgresql_where=text("state = 'ready' AND attempts > 0"),
        ),
        Index(
            "ix_outgoing_expires_at",
            "expires_at",
            sqlite_where=text("state = 'ready' AND expires_at IS NOT NULL"),
            postgresql_where=text("state = 'ready' AND expires_at IS NOT NULL"),
        ),
        Index("ix_outgoing_sent_at", "sent_at"),
        Index("ix_outgoing_chat_message", "chat_id", "message_id"),
        Index("ix_outgoing_patient_id", "patient_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    #: Said once: the same key is never written twice.
    dedup: Mapped[str | None] = mapped_column(unique=True)
    #: What it is for, in a word: "plan", "question", "card", "prompt", … Taps and replies are matched by it.
    label: Mapped[str | None]
    #: 0 urgent · 1 replies · 2 escalation echoes · 3 check-ins · 4 ordinary cards · 5 edits, housekeeping
    lane: Mapped[int]
    channel: Mapped[str] = mapped_column(default="telegram")
    chat_id: Mapped[int] = mapped_column(BigInteger)
    #: "say" (a new message) or "edit" (of `target_id`)
    kind: Mapped[str] = mapped_column(default="say")
    #: The outgoing row this one edits or stands under as a reply.
    target_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing.id"))
    #: Telegram's number of a message of theirs that this one answers.
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    #: Whose key seals the body: a patient's ref, or "house".
    owner: Mapped[str] = mapped_column(default="house")
    #: Sealed JSON of a `Said`.
    body: Mapped[str]
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patients.id"))
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkins.id"))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id", use_alter=True))
    state: Mapped[str] = mapped_column(default="ready")
    not_before: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Sends whose fate nobody knows; a patient message is copied at most twice.
    unknowns: Mapped[int] = mapped_column(default=0)
    #: The courier that claimed it: rows of an earlier epoch were in flight when it died.
    epoch: Mapped[str | None]
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    #: Why it ended badly, in Telegram's words.
    error: Mapped[str | None]
    #: Which content and which plan it was made from.
    content_version: Mapped[str | None]
    plan_version: Mapped[str | None]


class Staff(Base):
    """A person of the clinic, known by Telegram's numeric id and never by a name in a message."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    user_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    name: Mapped[str]
    #: clinician, front_desk, lead
    role: Mapped[str] = mapped_column(default="clinician")
    #: True once the private chat with the bot was opened: direct messages can reach.
    chat_open: Mapped[bool] = mapped_column(default=False)
    on_duty: Mapped[bool] = mapped_column(default=True)
    joined_at: Mapped[dt.datetime]
    left_at: Mapped[dt.datetime | None]


class Member(Base):
    """Who is in a staff chat, kept by `chat_member` updates: authority is read here, by the action itself."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("chat_id", "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = mapped_column(BigInteger)
    present: Mapped[bool]
    seen_at: Mapped[dt.datetime]


class Draft(Base):
    """A staff member's half-made reply: which flag, which words, waiting for *Send to JM?*."""

    __tablename__ = "drafts"
    # One reply at a time a person.
    __table_args__ = (UniqueConstraint("staff_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id"))
    #: The prompt to which she replies.
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing.id"))
    #: Sealed: the words, once written.
    words: Mapped[str | None]
    close_after: Mapped[bool] = mapped_column(default=False)
    at: Mapped[dt.datetime]


class Setting(Base):
    """A fact of this house that outlives a process: the staff chat's present id, the house epoch."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    at: Mapped[dt.datetime]


class Audit(Base):
    """Who did what to what, and when; never a patient's words. Lines are chained: `records.audit` seals each."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime]
    #: "staff:17", "patient:<ref>", "clock", "courier"
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    #: HMAC over this line and the seal before it; none on lines from before the chain.
    seal: Mapped[str | None]


#: Triggers that refuse to change or take away a line of the audit, whoever asks.
APPEND_ONLY = ("audit_no_update", "audit_no_delete")


def append_only(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the audit append-only in this database."""
    if dialect == "postgresql":
        refuse = "BEGIN RAISE EXCEPTION 'lines of the audit are only added'; END"
        return (
            f"CREATE OR REPLACE FUNCTION audit_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$",
            *(
                f"CREATE TRIGGER {name} BEFORE {name.rpartition('_')[2].upper()} ON audit "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added()"
                for name in APPEND_ONLY
            ),
        )
    return tuple(
        f"CREATE TRIGGER {name} BEFORE {name.rpartition('_')[2].upper()} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'lines of the audit are only added'); END"
        for name in APPEND_ONLY
    )


for _dialect in ("sqlite", "postgresql"):
    for _statement in append_only(_dialect):
        _made = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(Audit.__table__, "after_create", _made)


class StaffLink(Base):
    """A one-time link by which a person of the clinic gets a seat; the token itself is never stored."""

    __tablename__ = "staff_links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    #: Who took the seat; none while it waits.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    used_at: Mapped[dt.datetime | None]


class Screen(Base):
    """A screen of enrolment that was shown: unanswered is unknown, and it is shown once more (people.md 9)."""

    __tablename__ = "screens"
    __table_args__ = (UniqueConstraint("patient_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    #: modifiers, quiet
    name: Mapped[str]
    shown_at: Mapped[dt.datetime]
    again_at: Mapped[dt.datetime | None]
    answered_at: Mapped[dt.datetime | None]


class Grade(Base):
    """What staff say of a flag's level after it is over: right, too high or too low."""

    __tablename__ = "grades"
    # One word of each kind: the closer's, a second reader's, and the lead's where the two differ.
    __table_args__ = (UniqueConstraint("flag_id", "kind"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flags.id"))
    #: first, second, settled
    kind: Mapped[str] = mapped_column(default="first", server_default="first")
    grade: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]


class Note(Base):
    """What staff tell each other of a patient; it never reaches her."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_patient_id", "patient_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: Sealed under the patient's key.
    words: Mapped[str | None]
    at: Mapped[dt.datetime]


class Topic(Base):
    """A forum topic of the staff chat: one a patient, where the group has topics."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("chat_id", "patient_id"), UniqueConstraint("chat_id", "thread_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patients.id"))
    thread_id: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[dt.datetime]


class Login(Base):
    """A one-time link to the review page; the token itself is never stored."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Sitting(Base):
    """A person at the review page, from login to logout or idle time-out; the cookie itself is never stored."""

    __tablename__ = "sittings"
    __table_args__ = (Index("ix_sittings_staff_id", "staff_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[dt.datetime]
    #: The last page or action; too long ago, and the sitting is over.
    seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class Phrasing(Base):
    """A way of asking that staff taught: these words mean this topic."""

    __tablename__ = "phrasings"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    topic: Mapped[str]
    lang: Mapped[str]
    #: Sealed under the house key: staff have taken out whatever names anybody.
    words: Mapped[str]
    #: The message it was made from; each makes one.
    heard_id: Mapped[int | None] = mapped_column(ForeignKey("heard.id"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[dt.datetime]
