"""PostgreSQL puts words into the index of words at once.

It kept up to 4 MB of them in a list that each search went through, and rather went through all
rows. https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Bring the database to this revision."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER INDEX ix_search_words_words SET (fastupdate = off)")
        op.execute("SELECT gin_clean_pending_list('ix_search_words_words')")
