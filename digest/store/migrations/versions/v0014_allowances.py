"""Who has sent how much over HTTP."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digest.store.times import Utc

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Bring the database to this revision."""
    op.create_table(
        "allowances",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("free", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("caller", name=op.f("pk_allowances")),
    )
    op.create_index(op.f("ix_allowances_free"), "allowances", ["free"])
