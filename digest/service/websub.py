"""Hubs are asked to tell us of feeds: what they send is a bell, and the feed is polled at once.

https://www.w3.org/TR/websub/#subscribing. Only a service that can be reached asks. Nothing that a
hub sends is read: the feed itself is, by the same rules as ever.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.deliver.websub import subscribe
from digest.errors import DeliveryError, FetchError, UnknownError
from digest.model.source import Subscription
from digest.net.post import Poster
from digest.net.reach import parse_openings
from digest.net.url import literal
from digest.service.outside import agent
from digest.store import hubs, sources

if TYPE_CHECKING:
    from datetime import datetime

    from digest.model.source import ReadFeed
    from digest.service.context import Context

log = logging.getLogger(__name__)

LEASE = timedelta(days=10)
"""How long a subscription is asked for; hubs grant what they like, mostly this."""
_LONGEST = timedelta(days=90)
_RENEWED = timedelta(days=1)
"""Before its end a subscription is asked for anew; one that was never verified, as often."""
_ALGORITHMS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_NO_NAMES = (".invalid", ".test", ".example", ".local", ".localhost", ".internal")


def subscribe_where_told(context: Context, source: str, feed: ReadFeed) -> None:
    """Ask the hub that a feed names to tell of it, unless it does already.

    A hub that does not answer costs nothing: the feed is polled all the same.

    Raises:
        StoreError: the database cannot be used.
    """
    base = context.place.base.base_url
    if not feed.hub or not feed.topic or not is_reachable(base):
        return
    now = context.clock()
    with context.store.read() as connection:
        known = hubs.find(connection, source)
    same = known is not None and (known.hub, known.topic) == (feed.hub, feed.topic)
    if known and same and not _is_due(known, now):
        return
    token, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    wanted = Subscription(source, feed.hub, feed.topic, token, secret, now)
    if known and same:
        wanted = replace(known, asked=now)  # the hub knows token and secret
    with context.store.write() as connection:
        hubs.keep(connection, wanted)  # before it is asked: its answer may come first
    place = context.place
    poster = Poster(agent(place), context.resolve, parse_openings(place.private_hosts))
    callback = urljoin(base, f"websub/{wanted.token}")
    try:
        subscribe(poster, wanted.hub, wanted.topic, callback, secret=wanted.secret, lease=LEASE)
    except (DeliveryError, FetchError) as error:
        log.warning("the hub of %s was not subscribed to: %s", source, error)


def confirm(context: Context, token: str, asked: dict[str, str]) -> str:
    """Return what proves to a hub that we want what it asks whether we want.

    Raises:
        UnknownError: we do not.
        StoreError: the database cannot be used.
    """
    now = context.clock()
    mode, topic = asked.get("hub.mode"), asked.get("hub.topic")
    with context.store.write() as connection:
        known = hubs.by_token(connection, token)
        if topic != known.topic:
            raise UnknownError("This subscription is for another feed.")
        if mode == "denied":
            hubs.keep(connection, replace(known, until=None))
            return ""
        if mode != "subscribe" or not asked.get("hub.challenge"):
            raise UnknownError("Nothing but a subscription was asked for.")
        told = asked.get("hub.lease_seconds", "")
        granted = timedelta(seconds=int(told[:9])) if told.isdecimal() else LEASE
        hubs.keep(connection, replace(known, until=now + min(granted, _LONGEST)))
    return asked["hub.challenge"]


def ring(context: Context, token: str, body: bytes, signature: str) -> bool:
    """Let a source be polled at once whose hub has sent `body`; return whether it was the hub.

    Raises:
        UnknownError: there is no such subscription.
        StoreError: the database cannot be used.
    """
    now = context.clock()
    with context.store.read() as connection:
        known = hubs.by_token(connection, token)
    if not is_signed(body, known.secret, signature):
        return False
    with context.store.write() as connection:
        try:
            state = sources.get(connection, known.source).state
        except UnknownError:
            hubs.drop(connection, known.source)
            raise
        if state.due > now:
            sources.move(connection, known.source, state.due, now)
    context.ring()
    return True


def is_signed(body: bytes, secret: str, signature: str) -> bool:
    """Return whether `signature` (`method=hex`, X-Hub-Signature) is that of `body`."""
    method, _, told = signature.partition("=")
    if method not in _ALGORITHMS:
        return False
    made = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(made.encode(), told.strip().lower().encode("utf-8", "replace"))


def is_reachable(base_url: str) -> bool:
    """Return whether a hub can call what lies beneath `base_url`: a public name, no address."""
    host = urlsplit(base_url).hostname or ""
    return "." in host and literal(host) is None and not host.endswith(_NO_NAMES)


def _is_due(known: Subscription, now: datetime) -> bool:
    if known.until is None:
        return now - known.asked >= _RENEWED
    return known.until - now <= _RENEWED and now - known.asked >= _RENEWED / 24
