"""Feeds that are no single digest's: of each story, and of all digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "feed_ids",
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed_ids")),
        sa.UniqueConstraint("id", name=op.f("uq_feed_ids_id")),
    )
    op.create_table(
        "tellings",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_tellings_edition")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_tellings_article")),
        sa.PrimaryKeyConstraint("edition", "place", name=op.f("pk_tellings")),
        sa.UniqueConstraint("id", name=op.f("uq_tellings_id")),
    )
    op.create_index(op.f("ix_tellings_article"), "tellings", ["article"], unique=False)
