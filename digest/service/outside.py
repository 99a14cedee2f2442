"""The fetcher of a service: its name, its manners shared by all workers, its private hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest import __version__
from digest.model.settings import DEFAULT_BASE_URL
from digest.net.fetch import Fetcher
from digest.net.reach import parse_openings
from digest.store.hosts import StoredManners

if TYPE_CHECKING:
    from digest.model.place import Place
    from digest.service.context import Context

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
_NO_FEEDS = ("audio/", "video/", "image/", "font/")


def fetcher(context: Context) -> Fetcher:
    """Return what fetches for this service.

    Raises:
        ConfigError: DIGEST_PRIVATE_HOSTS names no hosts.
    """
    return Fetcher(
        agent=agent(context.place),
        manners=StoredManners(context.store),
        clock=context.clock,
        openings=parse_openings(context.place.private_hosts),
        interval=context.place.host_interval,
        resolve=context.resolve,
    )


def agent(place: Place) -> str:
    """Return who asks, and where its owner can be reached, for the sites' logs."""
    base = place.base.base_url
    contact = place.contact or (base if base != DEFAULT_BASE_URL else None)
    return f"article-digest/{__version__}" + (f" (+{contact})" if contact else "")


def is_page(media_type: str) -> bool:
    """Return whether a page with an article may be of this type."""
    return media_type in _PAGES


def is_feed(media_type: str) -> bool:
    """Return whether a feed may be of this type: servers call them almost anything."""
    return not media_type.startswith(_NO_FEEDS)
