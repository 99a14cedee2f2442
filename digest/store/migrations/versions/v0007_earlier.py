"""Articles of earlier editions, whose events a timeline tells too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.add_column(
        "edition_candidates",
        sa.Column("earlier", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_column("edition_candidates", "earlier")
