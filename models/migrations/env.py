"""Run by Alembic: the migrations, on the connection and in the transaction of the caller."""

from __future__ import annotations

from alembic import context

from models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite has it, and a migration that is cut off must leave the old schema
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
