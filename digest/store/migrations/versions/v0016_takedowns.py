"""Articles that were taken down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "takedowns",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_takedowns_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_takedowns")),
    )
