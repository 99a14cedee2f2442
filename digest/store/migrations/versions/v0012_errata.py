"""Errata of editions, and articles that were withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "errata",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("newer", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("noted", Utc(), nullable=False),
        sa.Column("told", sa.String(), nullable=True),
        sa.Column("mended", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["edition"], ["editions.id"], name=op.f("fk_errata_edition")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_errata_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errata")),
    )
    op.create_index(op.f("ix_errata_edition"), "errata", ["edition"])
    op.create_index(op.f("ix_errata_article"), "errata", ["article"])
    op.create_table(
        "withdrawals",
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_withdrawals_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_withdrawals")),
    )
