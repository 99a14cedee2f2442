"""The table of tokens; see `digest.store.tokens`."""

from __future__ import annotations

from sqlalchemy import Column, Date, String, Table

from digest.store.metadata import metadata
from digest.store.times import Utc

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(12), primary_key=True),  # stands in the token itself, and is no secret
    Column("name", String, nullable=False, unique=True),
    Column("hash", String(64), nullable=False),  # SHA-256 of the whole token, in hex
    Column("scopes", String, nullable=False),  # by name, with blanks between
    Column("created", Utc, nullable=False),
    Column("expires", Utc),
    Column("used", Date),
)
