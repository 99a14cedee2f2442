"""The table of what was counted; see `digest.store.tallies`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, String, Table

from digest.store.metadata import metadata

tallies = Table(
    "tallies",
    metadata,
    Column("kind", String, primary_key=True),
    Column("most", Float, primary_key=True, autoincrement=False),  # seconds
    Column("attempts", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
)
