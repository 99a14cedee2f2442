"""A digest's feed follows at once what was committed, where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import StoreError
from digest.service.syndicate import write_feed

if TYPE_CHECKING:
    from digest.service.context import Context


def follow(context: Context, name: str) -> None:
    """Write the feed at once where that can be."""
    try:
        write_feed(context, name)
    except StoreError:
        context.ring()  # what it shows is committed; its job stands in the database
