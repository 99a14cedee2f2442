"""The table of blocks that may recur over an outlet's articles; see `digest.store.blocks`."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, String, Table

from digest.store.metadata import metadata

blocks = Table(
    "blocks",
    metadata,
    Column("outlet", String, primary_key=True),
    Column("mark", String(20), primary_key=True),
    Column("seen", JSON, nullable=False),  # [article, version, story] each, until it is furniture
    Column("furniture", Boolean, nullable=False),
)
