"""WebSub, the publisher's part: a hub is told that a feed has changed.

https://www.w3.org/TR/websub/#publishing leaves to hubs how they are told; all that are known take
`hub.mode=publish` and the address of the feed as `hub.url`, as PubSubHubbub 0.4 had it, section 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from digest.errors import DeliveryError

if TYPE_CHECKING:
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
