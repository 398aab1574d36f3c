"""The plan that adapts: follow-ups, why a check-in stands where it does, pauses, and the edition of what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Moment = sa.DateTime(timezone=True)
CHECKINS = ("kind", "why", "set_by", "merged_into", "nth", "wish_at", "crosses", "water", "nudge_at")
EDITION = ("content_version", "plan_version")


def upgrade() -> None:
    """Older check-ins are steps of the plan, where the plan had put them."""
    add = op.add_column
    add("checkins", sa.Column("kind", sa.Text(), server_default="plan", nullable=False))
    add("checkins", sa.Column("why", sa.Text(), server_default="", nullable=False))
    add("checkins", sa.Column("set_by", sa.Text(), server_default="plan", nullable=False))
    add("checkins", sa.Column("merged_into", sa.Text(), nullable=True))
    add("checkins", sa.Column("nth", sa.Integer(), server_default="0", nullable=False))
    add("checkins", sa.Column("wish_at", Moment, nullable=True))
    add("checkins", sa.Column("crosses", sa.Boolean(), nullable=True))
    add("checkins", sa.Column("water", sa.Boolean(), server_default=sa.false(), nullable=False))
    add("checkins", sa.Column("nudge_at", Moment, nullable=True))
    there = sa.text("nudge_at IS NOT NULL")
    op.create_index("ix_checkins_nudge_at", "checkins", ["nudge_at"], sqlite_where=there, postgresql_where=there)
    sent = sa.text("state = 'sent'")
    op.create_index("ix_checkins_sent", "checkins", ["window_end"], sqlite_where=sent, postgresql_where=sent)
    add("patients", sa.Column("paused_until", Moment, nullable=True))
    for name in EDITION:
        add("outgoing", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    """Follow-ups that still wait are dropped; the old version would not know what they ask."""
    op.execute("UPDATE checkins SET state = 'cancelled' WHERE kind = 'followup' AND state = 'planned'")
    for name in EDITION:
        op.drop_column("outgoing", name)
    op.drop_column("patients", "paused_until")
    op.drop_index("ix_checkins_nudge_at", "checkins")
    op.drop_index("ix_checkins_sent", "checkins")
    for name in CHECKINS:
        op.drop_column("checkins", name)
