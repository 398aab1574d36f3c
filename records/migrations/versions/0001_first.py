"""The first tables."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make every table, in the order in which they point at each other."""
    _audit()
    _inbox()
    _members()
    _patients()
    _settings()
    _staff()
    _heard()
    _invites()
    _asked()
    _visits()
    _checkins()
    _flags()
    _answers()
    _findings()
    _outgoing()
    _drafts()
    if not _sqlite():
        op.create_foreign_key(op.f("fk_flags_card_id_outgoing"), "flags", "outgoing", ["card_id"], ["id"])


def downgrade() -> None:
    """Drop every table; what they hold is lost."""
    if not _sqlite():
        op.drop_constraint(op.f("fk_flags_card_id_outgoing"), "flags")
    for table in TABLES:
        op.drop_table(table)


#: The last made is the first to go.
TABLES = (
    "drafts",
    "outgoing",
    "findings",
    "answers",
    "flags",
    "checkins",
    "visits",
    "asked",
    "invites",
    "heard",
    "staff",
    "settings",
    "patients",
    "members",
    "inbox",
    "audit",
)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _card() -> sa.ForeignKeyConstraint:
    """A flag and its card point at each other: SQLite takes that at once, PostgreSQL once both are there."""
    return sa.ForeignKeyConstraint(["card_id"], ["outgoing.id"], name=op.f("fk_flags_card_id_outgoing"))


def _index(name: str, table: str, columns: Sequence[str], *, where: str | None = None, unique: bool = False) -> None:
    some = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=some, postgresql_where=some)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("hint", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.CheckConstraint("state IN ('new', 'settled', 'dead')", name=op.f("ck_inbox_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("update_id", name=op.f("uq_inbox_update_id")),
    )
    _index("ix_inbox_settled_at", "inbox", ["settled_at"])
    _index("ix_inbox_waiting", "inbox", ["id"], where="state = 'new'")


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("chat_id", "user_id", name=op.f("uq_members_chat_id_user_id")),
    )


def _patients() -> None:
    op.create_table(
        "patients",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Text(), nullable=False),
        sa.Column("quiet_to", sa.Text(), nullable=False),
        sa.Column("modifiers", sa.JSON(), nullable=True),
        sa.Column("fluid_limit", sa.Boolean(), nullable=True),
        sa.Column("water_lines", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consented_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("state IN ('enrolled', 'stopped', 'unreachable')", name=op.f("ck_patients_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patients")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_patients_chat_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_patients_ref")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("chat_open", sa.Boolean(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Moment, nullable=False),
        sa.Column("left_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("ref", name=op.f("uq_staff_ref")),
        sa.UniqueConstraint("user_id", name=op.f("uq_staff_user_id")),
    )


def _heard() -> None:
    op.create_table(
        "heard",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("lang", sa.Text(), nullable=True),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("content_version", sa.Text(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_heard_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard")),
        sa.UniqueConstraint("chat_id", "message_id", "revision", name=op.f("uq_heard_chat_id_message_id_revision")),
        sa.UniqueConstraint("ref", name=op.f("uq_heard_ref")),
    )
    _index("ix_heard_patient_id", "heard", ["patient_id", "id"])


def _invites() -> None:
    op.create_table(
        "invites",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("patient_ref", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", Id, nullable=True),
        sa.Column("made_in", sa.BigInteger(), nullable=True),
        sa.Column("patient_id", Id, nullable=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("settled_at", Moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('made', 'opened', 'consented', 'declined', 'expired', 'paper')",
            name=op.f("ck_invites_state_known"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_invites_made_by_staff")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_invites_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("ref", name=op.f("uq_invites_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invites_token_hash")),
    )
    _index("ix_invites_chat_id", "invites", ["chat_id"])


def _asked() -> None:
    op.create_table(
        "asked",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, nullable=False),
        sa.Column("heard_id", Id, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("silence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("next_at", Moment, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.CheckConstraint("state IN ('open', 'repeated', 'answered', 'escalated')", name=op.f("ck_asked_state_known")),
        sa.ForeignKeyConstraint(["heard_id"], ["heard.id"], name=op.f("fk_asked_heard_id_heard")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_asked_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sa.UniqueConstraint("ref", name=op.f("uq_asked_ref")),
    )
    _index("uq_asked_open", "asked", ["patient_id"], where="state IN ('open', 'repeated')", unique=True)


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, nullable=False),
        sa.Column("invite_id", Id, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment, nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Text(), nullable=True),
        sa.Column("confirmed_at", Moment, nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'active', 'ended', 'superseded')", name=op.f("ck_visits_state_known")
        ),
        sa.ForeignKeyConstraint(["invite_id"], ["invites.id"], name=op.f("fk_visits_invite_id_invites")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_visits_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("invite_id", name=op.f("uq_visits_invite_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_visits_ref")),
    )
    _index("ix_visits_patient_id", "visits", ["patient_id"])


def _checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("visit_id", Id, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("plan_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("window_end", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("nudged_at", Moment, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'queued', 'sent', 'answered', 'missed', 'skipped', 'stale', "
            "'cancelled', 'undeliverable', 'uncertain')",
            name=op.f("ck_checkins_state_known"),
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_checkins_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sa.UniqueConstraint("ref", name=op.f("uq_checkins_ref")),
        sa.UniqueConstraint("visit_id", "step", "plan_version", name=op.f("uq_checkins_visit_id_step_plan_version")),
    )
    _index("ix_checkins_planned", "checkins", ["due_at"], where="state = 'planned'")


def _flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, nullable=False),
        sa.Column("visit_id", Id, nullable=True),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("alerted_at", Moment, nullable=True),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment, nullable=True),
        sa.Column("taken_by", Id, nullable=True),
        sa.Column("taken_at", Moment, nullable=True),
        sa.Column("lease_until", Moment, nullable=True),
        sa.Column("resolved_by", Id, nullable=True),
        sa.Column("resolved_at", Moment, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("card_id", Id, nullable=True),
        sa.CheckConstraint("state IN ('open', 'alerted', 'taken', 'resolved')", name=op.f("ck_flags_state_known")),
        *([_card()] if _sqlite() else []),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_flags_patient_id_patients")),
        sa.ForeignKeyConstraint(["resolved_by"], ["staff.id"], name=op.f("fk_flags_resolved_by_staff")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_flags_taken_by_staff")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_flags_visit_id_visits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("ref", name=op.f("uq_flags_ref")),
    )
    _index("ix_flags_next_at", "flags", ["next_at"], where="state <> 'resolved'")
    _index("uq_flags_open", "flags", ["patient_id"], where="state <> 'resolved'", unique=True)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", Id, nullable=False),
        sa.Column("checkin_id", Id, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkins.id"], name=op.f("fk_answers_checkin_id_checkins")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("checkin_id", "question", name=op.f("uq_answers_checkin_id_question")),
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", Id, nullable=False),
        sa.Column("flag_id", Id, nullable=False),
        sa.Column("heard_id", Id, nullable=True),
        sa.Column("checkin_id", Id, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkins.id"], name=op.f("fk_findings_checkin_id_checkins")),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_findings_flag_id_flags")),
        sa.ForeignKeyConstraint(["heard_id"], ["heard.id"], name=op.f("fk_findings_heard_id_heard")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    _index("ix_findings_flag_id", "findings", ["flag_id"])


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("dedup", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_id", Id, nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, nullable=True),
        sa.Column("checkin_id", Id, nullable=True),
        sa.Column("flag_id", Id, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("not_before", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'sending', 'sent', 'unknown', 'uncertain', 'undeliverable', "
            "'expired', 'cancelled', 'dead')",
            name=op.f("ck_outgoing_state_known"),
        ),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkins.id"], name=op.f("fk_outgoing_checkin_id_checkins")),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_outgoing_flag_id_flags")),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_outgoing_patient_id_patients")),
        sa.ForeignKeyConstraint(["target_id"], ["outgoing.id"], name=op.f("fk_outgoing_target_id_outgoing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("dedup", name=op.f("uq_outgoing_dedup")),
        sa.UniqueConstraint("ref", name=op.f("uq_outgoing_ref")),
    )
    _index("ix_outgoing_again", "outgoing", ["chat_id", "lane", "id"], where="state = 'ready' AND attempts > 0")
    _index("ix_outgoing_chat_message", "outgoing", ["chat_id", "message_id"])
    _index(
        "ix_outgoing_expires_at",
        "outgoing",
        ["expires_at"],
        where="state = 'ready' AND expires_at IS NOT NULL",
    )
    _index("ix_outgoing_ready", "outgoing", ["lane", "not_before", "id"], where="state = 'ready'")
    _index("ix_outgoing_sending", "outgoing", ["chat_id"], where="state = 'sending'")
    _index("ix_outgoing_sent_at", "outgoing", ["sent_at"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("flag_id", Id, nullable=False),
        sa.Column("prompt_id", Id, nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("close_after", sa.Boolean(), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_drafts_flag_id_flags")),
        sa.ForeignKeyConstraint(["prompt_id"], ["outgoing.id"], name=op.f("fk_drafts_prompt_id_outgoing")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drafts_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("ref", name=op.f("uq_drafts_ref")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_drafts_staff_id")),
    )
