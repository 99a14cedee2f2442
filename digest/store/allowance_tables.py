"""The table of who has sent how much; see `digest.store.allowances`."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from digest.store.metadata import metadata
from digest.store.times import Utc

allowances = Table(
    "allowances",
    metadata,
    Column("caller", String, primary_key=True),
    Column("free", Utc, nullable=False, index=True),  # when what they sent is paid off
)
