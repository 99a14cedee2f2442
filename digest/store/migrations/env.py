"""What Alembic calls to run migrations; the connection, in its transaction, is handed in."""

from __future__ import annotations

from alembic import context

from digest.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
