"""The tables of the search index; the words lie in a table of each database's own kind.

`search_words` is no table of SQLAlchemy's: FTS5 in SQLite, a `tsvector` in PostgreSQL. Its rows
have the ids of `search_rows`. Both can be made again from editions and articles.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table, Text

from digest.store.metadata import metadata
from digest.store.times import Utc

WORDS = "search_words"
"""The table of words, and how the names of those begin that FTS5 keeps beside it."""

search_rows = Table(
    "search_rows",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("owner", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text),
    Column("anchor", String),
    Column("digest", String),
    Column("outlet", Text),
    Column("day", Date),
)
Index(None, search_rows.c.owner)

search_makers = Table(
    "search_makers",
    metadata,
    Column("maker", String, primary_key=True),
    Column("at", Utc, nullable=False),
)
"""By which way of making words all editions and articles are in the index."""

search_due = Table(
    "search_due",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("owner", String, nullable=False),
    Column("taken", Utc),  # when somebody began to index it; begun again if it stays
)
"""What came or changed since it was indexed; a row for each time, so that none is missed."""

DERIVED = frozenset({search_rows, search_makers, search_due})
"""Tables that a copy of the database does without."""
