"""WebSub: a hub is told that a feed has changed, or asked to tell us of one.

https://www.w3.org/TR/websub/#publishing leaves to hubs how they are told; all that are known take
`hub.mode=publish` and the address of the feed as `hub.url`, as PubSubHubbub 0.4 had it, section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from digest.errors import DeliveryError

if TYPE_CHECKING:
    from datetime import timedelta

    from digest.net.post import Poster

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def publish(poster: Poster, hub: str, topic: str) -> None:
    """Tell `hub` that the feed at `topic` has changed.

    Raises:
        DeliveryError: the hub did not take it.
        UnsafeUrlError: the hub's address leads where this service does not go.
        FetchError: the hub cannot be reached.
    """
    body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
    answer = poster.post(hub, body, _FORM)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - the class of answers
        raise DeliveryError(
            f"The hub {hub} answered {answer.status} for {topic}; only an answer from 200 to 299 "
            "says that it was told."
        )


def subscribe(
    poster: Poster, hub: str, topic: str, callback: str, *, secret: str, lease: timedelta
) -> None:
    """Ask `hub` to call `callback` when the feed at `topic` has changed, signed with `secret`.

    It asks there first whether that was us.

    Raises:
        DeliveryError: the hub does not take it.
        UnsafeUrlError: the hub's address leads where this service does not go.
        FetchError: the hub cannot be reached.
    """
    asked = {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": callback,
        "hub.secret": secret,
        "hub.lease_seconds": str(int(lease.total_seconds())),
    }
    answer = poster.post(hub, urlencode(asked).encode(), _FORM)
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - the class of answers
        raise DeliveryError(f"The hub {hub} answered {answer.status} for {topic}.")
