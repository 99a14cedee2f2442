"""The tables of sources, how each stands, and the hosts that they are fetched from."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from digest.store.metadata import metadata
from digest.store.times import Utc

sources = Table(
    "sources",
    metadata,
    Column("name", String, primary_key=True),
    Column("origin", String, nullable=False),
    Column("definition", JSON, nullable=False),
    Column("retired", Utc),
)

source_states = Table(
    "source_states",
    metadata,
    Column("name", ForeignKey("sources.name"), primary_key=True),
    Column("defined", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("due", Utc, nullable=False),
    Column("interval", Integer, nullable=False),  # seconds
    Column("etag", Text),
    Column("modified", Text),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Column("gone", Boolean, nullable=False),
    Column("polled", Utc),
    Column("heard", Utc),
    Column("found", Utc),
)
"""How each source stands; see `digest.model.source.SourceState`."""

hosts = Table(
    "hosts",
    metadata,
    Column("name", String, primary_key=True),  # a host's, or an origin's for its robots.txt
    Column("free", Utc),  # when it may be asked next
    Column("robots", Text),
    Column("robots_until", Utc),
)
"""What all who fetch share about hosts: whose turn it is, and what robots.txt asks."""
