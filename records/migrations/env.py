"""Alembic's entry: the migrations run on the connection that `records.schema` hands in."""

from __future__ import annotations

from alembic import context

from records.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
