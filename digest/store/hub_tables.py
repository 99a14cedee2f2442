"""The table of hubs that tell us of feeds; see `digest.store.hubs`."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from digest.store.metadata import metadata
from digest.store.times import Utc

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("source", String, primary_key=True),
    Column("hub", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("token", String, nullable=False, unique=True),  # in the callback's address
    Column("secret", String, nullable=False),  # what the hub signs with
    Column("asked", Utc, nullable=False),
    Column("until", Utc),  # when it ends; null until the hub has verified it
)
