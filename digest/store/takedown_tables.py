"""The table of articles that were taken down; see `digest.store.takedowns`."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text

from digest.store.metadata import metadata
from digest.store.times import Utc

takedowns = Table(
    "takedowns",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("report", JSON),  # ids of all that was touched, once it is
)
"""What is left of an article that was taken down: who did it, when and why; no text."""
