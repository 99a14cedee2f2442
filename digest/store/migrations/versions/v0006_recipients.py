"""Those who get digests by mail, and may leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "recipients",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("left", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_recipients_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
        sa.UniqueConstraint("digest", "address", name=op.f("uq_recipients_digest_address")),
        sa.UniqueConstraint("token", name=op.f("uq_recipients_token")),
    )
