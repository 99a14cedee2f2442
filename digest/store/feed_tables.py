"""The tables of feeds: their files, and the ids that readers know them by."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from digest.store.metadata import metadata
from digest.store.times import Utc

feed_files = Table(
    "feed_files",
    metadata,
    Column("digest", ForeignKey("digests.name"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("blob", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("updated", Utc, nullable=False),
)
"""The files of a digest's feed, as of its written generation."""

entry_ids = Table(
    "entry_ids",
    metadata,
    Column("digest", ForeignKey("digests.name"), primary_key=True),
    Column("kind", String, primary_key=True),  # "feed", "edition", ...
    Column("key", String, primary_key=True),
    Column("id", String, nullable=False, unique=True),
)
"""Ids that readers have seen: minted once, never changed."""

feed_ids = Table(
    "feed_ids",
    metadata,
    Column("feed", String, primary_key=True),  # "all", or a story's id
    Column("id", String, nullable=False, unique=True),
)
"""The ids of feeds that are no single digest's: minted once, never changed."""

tellings = Table(
    "tellings",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("place", String, primary_key=True),  # the story's id in that edition
    Column("article", ForeignKey("articles.id"), nullable=False),  # its first
    Column("id", String, nullable=False, unique=True),  # of its feed entry, minted once
)
"""Which editions told of which story: the one of the shelf that the article is in."""
Index(None, tellings.c.article)

former_names = Table(
    "former_names",
    metadata,
    Column("name", String, primary_key=True),
    Column("digest", ForeignKey("digests.name"), nullable=False),
)
"""What digests were called before: their old addresses lead to the new ones for ever."""

secrets = Table(
    "secrets",
    metadata,
    Column("digest", ForeignKey("digests.name"), primary_key=True),
    Column("token", String, nullable=False),
    Column("since", Utc, nullable=False),
)
"""The secret part of a private digest's addresses, and since when it is that."""
