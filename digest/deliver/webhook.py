"""Webhooks: an event as JSON, signed so that its receiver can tell who sent it, and once.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from digest.errors import ConfigError, DeliveryError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from digest.net.exchange import Answer
    from digest.net.post import Poster

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a key, as the specification asks
_GONE = 410


def keys_of(name: str, secrets: Mapping[str, str]) -> tuple[bytes, ...]:
    """Return the keys that the environment holds for the secret `name`, the newest first.

    Several, with blanks between them, sign side by side while receivers change over.

    Raises:
        ConfigError: there is none, or one of them is no key.
    """
    if not secrets.get(name):
        raise ConfigError(
            f"The key DIGEST_SECRET_{name.upper()} is not set, so webhooks cannot be signed; make "
            "one with `echo whsec_$(openssl rand -base64 32)`."
        )
    return tuple(_key(name, part) for part in secrets[name].split())


def message_id(job: str) -> str:
    """Return the id of the message that a job sends: the same each time it is sent."""
    return f"msg_{job}"


def payload(event: str, at: datetime, data: Mapping[str, object]) -> bytes:
    """Return the body that tells of an event; `at` is when it happened, aware."""
    told = {"type": f"edition.{event}", "timestamp": at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed(keys: tuple[bytes, ...], message: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """Return the headers of a message that is sent at `now`, an aware time."""
    seconds = str(int(now.timestamp()))
    content = f"{message}.{seconds}.".encode() + body
    found = [hmac.new(key, content, hashlib.sha256).digest() for key in keys]
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in found),
    }


def send(poster: Poster, url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Send a message, and return what was answered.

    Raises:
        RefusedError: the receiver says that the address is gone for good.
        DeliveryError: it did not take the message.
        FetchError: it cannot be reached.
    """
    answer = poster.post(url, body, headers)
    if not _is_taken(answer):
        told = f"The webhook answered {answer.status}"
        if answer.status == _GONE:
            raise RefusedError(f"{told}: it is gone for good; take it out of digest.toml.")
        raise DeliveryError(f"{told}; only an answer from 200 to 299 says that it was taken.")
    return f"answered {answer.status}"


def _is_taken(answer: Answer) -> bool:
    return 200 <= answer.status < 300  # noqa: PLR2004 - the class of answers


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise ConfigError(
            f"DIGEST_SECRET_{name.upper()} is no key of {_SHORTEST} to {_LONGEST} bytes in base64; "
            "make one with `echo whsec_$(openssl rand -base64 32)`."
        )
    return key
