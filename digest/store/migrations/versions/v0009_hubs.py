"""Hubs that tell of feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "subscriptions",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("hub", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("asked", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("token", name=op.f("uq_subscriptions_token")),
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_table("subscriptions")
