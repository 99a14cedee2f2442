"""Names that digests had, and the secrets of private ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "former_names",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_former_names_digest")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_former_names")),
    )
    op.create_table(
        "secrets",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("since", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["digests.name"], name=op.f("fk_secrets_digest")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_secrets")),
    )
