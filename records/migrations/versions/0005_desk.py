"""The staff desk: places, steps of escalation, notes, topics, the review page's logins, a chained audit, feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from records.models import APPEND_ONLY, append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLACED = ("invites", "visits", "flags")
INDEXES = (
    ("ix_flags_patient_id", "flags", ["patient_id"]),
    ("ix_flags_opened_at", "flags", ["opened_at"]),
    ("ix_outgoing_patient_id", "outgoing", ["patient_id", "id"]),
    ("ix_audit_subject", "audit", ["subject"]),
)
TABLES = ("phrasings", "sittings", "logins", "topics", "notes")


def upgrade() -> None:
    """Lines of the audit from before stay without a seal: the chain begins with the next one."""
    for table in PLACED:
        op.add_column(table, sa.Column("location", sa.Text(), server_default="", nullable=False))
    op.add_column("flags", sa.Column("since", Moment, nullable=True))
    op.add_column("flags", sa.Column("raised_at", Moment, nullable=True))
    op.add_column("flags", sa.Column("snoozed_until", Moment, nullable=True))
    op.add_column("audit", sa.Column("seal", sa.Text(), nullable=True))
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    _grades(("flag_id", "kind"), drop="uq_grades_flag_id", make="uq_grades_flag_id_kind", add=True)
    _notes()
    _topics()
    _logins()
    _sittings()
    _phrasings()
    for statement in append_only(op.get_bind().dialect.name):
        op.execute(statement)


def _grades(columns: tuple[str, ...], *, drop: str, make: str, add: bool) -> None:
    with op.batch_alter_table("grades") as batch:
        batch.drop_constraint(drop, type_="unique")
        if add:
            batch.add_column(sa.Column("kind", sa.Text(), server_default="first", nullable=False))
        else:
            batch.drop_column("kind")
        batch.create_unique_constraint(make, list(columns))


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("patient_id", Id, sa.ForeignKey("patients.id", name="fk_notes_patient_id_patients"), nullable=False),
        sa.Column("flag_id", Id, sa.ForeignKey("flags.id", name="fk_notes_flag_id_flags"), nullable=True),
        sa.Column("staff_id", Id, sa.ForeignKey("staff.id", name="fk_notes_staff_id_staff"), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("ref", name="uq_notes_ref"),
    )
    op.create_index("ix_notes_patient_id", "notes", ["patient_id", "id"])


def _topics() -> None:
    op.create_table(
        "topics",
        sa.Column("id", Id, primary_key=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", Id, sa.ForeignKey("patients.id", name="fk_topics_patient_id_patients"), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.UniqueConstraint("chat_id", "patient_id", name="uq_topics_chat_id_patient_id"),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_topics_chat_id_thread_id"),
    )


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("id", Id, primary_key=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, sa.ForeignKey("staff.id", name="fk_logins_staff_id_staff"), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_logins_token_hash"),
    )


def _sittings() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", Id, primary_key=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, sa.ForeignKey("staff.id", name="fk_sittings_staff_id_staff"), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_sittings_token_hash"),
    )
    op.create_index("ix_sittings_staff_id", "sittings", ["staff_id"])


def _phrasings() -> None:
    op.create_table(
        "phrasings",
        sa.Column("id", Id, primary_key=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("heard_id", Id, sa.ForeignKey("heard.id", name="fk_phrasings_heard_id_heard"), nullable=True),
        sa.Column("staff_id", Id, sa.ForeignKey("staff.id", name="fk_phrasings_staff_id_staff"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("ref", name="uq_phrasings_ref"),
        sa.UniqueConstraint("heard_id", name="uq_phrasings_heard_id"),
    )


def downgrade() -> None:
    """What only the new version knows is dropped: notes, logins, phrasings, second grades, the seals."""
    for name in APPEND_ONLY:
        ending = " ON audit" if op.get_bind().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER {name}{ending}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_added")
    for table in TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM grades WHERE kind <> 'first'")
    _grades(("flag_id",), drop="uq_grades_flag_id_kind", make="uq_grades_flag_id", add=False)
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_column("audit", "seal")
    for column in ("snoozed_until", "since", "raised_at"):
        op.drop_column("flags", column)
    for table in PLACED:
        op.drop_column(table, "location")
