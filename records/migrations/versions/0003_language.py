"""The language that an invite's first screen was read in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; older invites have none, and the clinic's language is used."""
    op.add_column("invites", sa.Column("lang", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("invites", "lang")
