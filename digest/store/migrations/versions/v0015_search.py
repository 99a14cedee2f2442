"""The search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "search_rows",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("anchor", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_rows")),
    )
    op.create_index(op.f("ix_search_rows_owner"), "search_rows", ["owner"])
    op.create_table(
        "search_makers",
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("maker", name=op.f("pk_search_makers")),
    )
    if op.get_bind().dialect.name == "sqlite":
        # Words come folded and apart, so whatever is not ASCII belongs to one.
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize='ascii')")
    else:
        op.execute("CREATE TABLE search_words (id bigint PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")


def downgrade() -> None:
    """Take the database back to the revision before."""
    op.drop_table("search_words")
    op.drop_table("search_makers")
    op.drop_table("search_rows")
