"""What is yet to be put into the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "search_due",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("taken", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_due")),
    )
