"""The table of what pauses; see `digest.store.pauses`."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from digest.store.metadata import metadata
from digest.store.times import Utc

pauses = Table(
    "pauses",
    metadata,
    Column("name", String, primary_key=True),
    Column("since", Utc, nullable=False),
)
