"""What is sent to an address of somebody else's, with the same guard as what is fetched.

No redirect is followed: who moved should say so to the owner of the webhook, not to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.net.connect import Deadline, connect
from digest.net.exchange import Asked, ask
from digest.net.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.net.connect import Resolver
    from digest.net.exchange import Answer
    from digest.net.reach import Opening

SECONDS = 20.0
"""Standard Webhooks asks senders to wait 15 to 30 seconds."""
_MOST = 65_536  # bytes of an answer; none of it is used


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts for one service; `agent` says who, `openings` are the private places it may go to."""

    agent: str
    resolve: Resolver
    openings: Sequence[Opening] = ()
    seconds: float = SECONDS

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post `body` to `url` and return the answer, whatever its status.

        Raises:
            UnsafeUrlError: it leads where this service does not go.
            FetchError: the host cannot be reached, or takes too long.
        """
        deadline = Deadline.after(self.seconds)
        target = parse_url(url)
        sent = {"User-Agent": self.agent, **headers}
        asked = Asked(sent, _MOST, lambda _kind: True, cut=True, body=body)
        with connect(target, self.openings, self.resolve, deadline) as connection:
            return ask(connection, target, asked, deadline)
