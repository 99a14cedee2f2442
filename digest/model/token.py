"""Tokens: what lets a program in over HTTP, and what it may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Scope(StrEnum):
    """What a token lets its bearer do; `ADMIN` holds all the others."""

    INGEST = "ingest"
    """Send articles."""
    TRIGGER = "trigger"
    """Ask for editions, corrected ones among them."""
    READ = "read"
    """Read what is not public: texts of articles, private digests, addresses of sources."""
    ADMIN = "admin"
    """Define, withdraw, take down, steer jobs, and give out tokens."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: its secret is not, and cannot be had from it.

    `expires` and `created` are in UTC, None is never; `used` is the last day (UTC) of its use.
    """

    name: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None = None
    used: date | None = None

    def may(self, wanted: Scope) -> bool:
        """Return whether its bearer may do what needs the scope `wanted`."""
        return wanted in self.scopes or Scope.ADMIN in self.scopes


@dataclass(frozen=True, slots=True)
class Minted:
    """A new token with its secret, which is told once and stands in no representation."""

    token: Token
    secret: str = field(repr=False)
