"""To whom an edition is told besides its readers: webhooks, recipients of mail, a mail server."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Occasion(StrEnum):
    """What there is to tell."""

    RELEASED = "released"
    CORRECTED = "corrected"  # a released edition has a new revision
    FAILED = "failed"  # an edition's job is dead
    MISSED = "missed"  # slots went by while no clock ran


class Way(StrEnum):
    """How it is told."""

    WEBHOOK = "webhook"
    MAIL = "mail"  # an edition, to one of its recipients
    ALERT = "alert"  # by mail, that there is none


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of `events`; `secret` names the key that signs, not the key."""

    url: str
    secret: str
    events: tuple[Occasion, ...] = (Occasion.RELEASED,)

    @property
    def id(self) -> str:
        """What jobs call it: addresses of webhooks may be secrets themselves."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who gets a digest's briefings by mail, and who is alerted when there is none."""

    to: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    attach: bool = True


class Security(StrEnum):
    """How a connection to a mail server is kept private, by the scheme of its address."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes mail from us; `sender` is what the From header says."""

    host: str
    port: int
    sender: str
    security: Security = Security.NONE
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One who gets a digest; `token` lets its bearer leave, `left` is when they did (UTC)."""

    id: str
    digest: str
    address: str
    token: str = field(repr=False)
    left: datetime | None = None
