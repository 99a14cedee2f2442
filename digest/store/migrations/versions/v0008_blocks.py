"""Blocks that recur over the articles of an outlet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "blocks",
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("furniture", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("outlet", "mark", name=op.f("pk_blocks")),
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_table("blocks")
