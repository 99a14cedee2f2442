"""The tables of what turned out to be wrong: errata of editions, articles that were withdrawn."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from digest.store.metadata import metadata
from digest.store.times import Utc

errata = Table(
    "errata",
    metadata,
    Column("id", String, primary_key=True),
    Column("edition", ForeignKey("editions.id"), nullable=False),
    Column("article", ForeignKey("articles.id"), nullable=False),
    Column("newer", Integer),  # the version that says otherwise, none where it was withdrawn
    Column("title", Text, nullable=False),
    Column("outlet", Text),
    Column("url", Text),
    Column("language", String, nullable=False),
    Column("reason", Text),
    Column("sentences", JSON, nullable=False),  # [version, as quoted, what stands there now]
    Column("noted", Utc, nullable=False),
    Column("told", String),  # the id of the edition that tells it
    Column("mended", Integer),  # the revision of its own edition that no longer quotes it
)
"""Sentences that an edition quotes, and that their article no longer says."""
Index(None, errata.c.edition)
Index(None, errata.c.article)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("reason", Text),
)
"""Articles that their publishers, or those who keep this service, took back."""
