"""Sources as they are polled, and the hosts that they are fetched from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.add_column("documents", sa.Column("source", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_documents_source_accepted"), "documents", ["source", "accepted"], unique=False
    )
    op.create_table(
        "source_states",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("defined", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("due", Utc(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("polled", Utc(), nullable=True),
        sa.Column("heard", Utc(), nullable=True),
        sa.Column("found", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["name"], ["sources.name"], name=op.f("fk_source_states_name")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_source_states")),
    )
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("free", Utc(), nullable=True),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hosts")),
    )
