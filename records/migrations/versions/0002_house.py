"""Staff links, screens of enrolment, and grades of flags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the new tables; nothing that stands is touched."""
    _staff_links()
    _screens()
    _grades()


def downgrade() -> None:
    """Drop them; what they hold is lost."""
    for table in ("grades", "screens", "staff_links"):
        op.drop_table(table)


def _staff_links() -> None:
    op.create_table(
        "staff_links",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("staff_id", Id, nullable=True),
        sa.Column("used_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_links_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_links_token_hash")),
    )


def _screens() -> None:
    op.create_table(
        "screens",
        sa.Column("id", Id, nullable=False),
        sa.Column("patient_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown_at", Moment, nullable=False),
        sa.Column("again_at", Moment, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name=op.f("fk_screens_patient_id_patients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("patient_id", "name", name=op.f("uq_screens_patient_id_name")),
    )


def _grades() -> None:
    op.create_table(
        "grades",
        sa.Column("id", Id, nullable=False),
        sa.Column("flag_id", Id, nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name=op.f("fk_grades_flag_id_flags")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_grades_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint("flag_id", name=op.f("uq_grades_flag_id")),
    )
