"""The table of those who get digests by mail; see `digest.store.recipients`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint

from digest.store.metadata import metadata
from digest.store.times import Utc

recipients = Table(
    "recipients",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", ForeignKey("digests.name"), nullable=False),
    Column("address", String, nullable=False),
    Column("token", String, nullable=False, unique=True),  # who knows it may unsubscribe
    Column("left", Utc),
    UniqueConstraint("digest", "address"),
)
