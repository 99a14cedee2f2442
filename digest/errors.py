"""Every error that article-digest raises on purpose.

    DigestError                 exit 1
    ├── UsageError              exit 2   the command or a setting asks for something impossible
    │   ├── ConfigError         exit 2   digest.toml or the environment is wrong
    │   ├── UnknownError        exit 2   there is no digest, job or edition of that name
    │   │   ├── GoneError       exit 2   there was one, and it was taken back for good
    │   │   └── MovedError      exit 2   it has another name now
    │   └── ConflictError       exit 2   what is asked for contradicts what is stored
    ├── InputError              exit 3   an article cannot be read, or says nothing
    │   └── DateNeededError     exit 3   no article is dated and no as-of time was given
    ├── TooLargeError           exit 1   a job takes more time or memory than it may
    ├── OutputError             exit 4   a result cannot be written
    ├── MissingPartError        exit 5   a system library or program is not installed
    ├── UncitedError            exit 6   a sentence does not stand at its citation: a defect of ours
    ├── FetchError              exit 8   an address cannot be fetched; trying again may help
    │   ├── UnsafeUrlError      exit 8   it leads where this service does not go
    │   ├── UnwantedError       exit 8   what lies there is too large or of the wrong kind
    │   │   └── GonePageError   exit 8   its server says that it was taken back for good
    │   ├── ForbiddenUrlError   exit 8   the site's robots.txt asks not to fetch it
    │   └── HostBusyError       exit 8   the host's turn comes later; nothing was asked
    ├── DeliveryError           exit 8   a server did not take what was sent; trying again may help
    │   └── RefusedError        exit 8   it never will: the address is gone, or refused
    └── StoreError              exit 7   the database or a stored document cannot be used
        ├── StoreBusyError      exit 7   another process holds it for too long; trying again helps
        │   └── BacklogError    exit 7   too much that was accepted waits to be worked on
        ├── StoreFullError      exit 7   there is no space left
        ├── NewerStoreError     exit 7   it was written by a newer version of this program
        ├── DamagedBlobError    exit 7   a stored document is not what was stored
        └── LostLeaseError      exit 7   another attempt has taken the job over

Messages say what was wrong, where, and what to do; they are shown to users as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class DigestError(Exception):
    """The root of the tree; its message is one sentence for the user."""

    exit_code = 1


class UsageError(DigestError):
    """The command line or a setting asks for something that cannot be."""

    exit_code = 2


class ConfigError(UsageError):
    """digest.toml or the environment says something that cannot be."""


class UnknownError(UsageError):
    """There is no digest, job, article or edition of that name."""


class GoneError(UnknownError):
    """There was a digest or an edition of that name; it was taken back on purpose."""


class MovedError(UnknownError):
    """A digest or a story was renamed, or went into another; `name` is what it is called now."""

    def __init__(self, message: str, old: str, name: str) -> None:
        """Say where to look; `old` is the name that was asked for."""
        super().__init__(message)
        self.old = old
        self.name = name


class ConflictError(UsageError):
    """What is asked for contradicts what is stored, such as a used id with other content."""


class InputError(DigestError):
    """An article cannot be read, or holds no text."""

    exit_code = 3


class DateNeededError(InputError):
    """No article has a known publication date, and no as-of time was given."""


class TooLargeError(DigestError):
    """A job takes more time or memory than it may; trying again would not help."""


class OutputError(DigestError):
    """A result cannot be written where it was asked for."""

    exit_code = 4


class MissingPartError(DigestError):
    """A system library or program that this job needs is not installed."""

    exit_code = 5


class UncitedError(DigestError):
    """A sentence of an edition does not stand at its citation; nothing is published."""

    exit_code = 6


class FetchError(DigestError):
    """An address cannot be fetched now."""

    exit_code = 8


class UnsafeUrlError(FetchError):
    """An address leads, or was redirected, where this service does not go."""


class UnwantedError(FetchError):
    """What lies at an address is too large, or not of the kind that was asked for."""


class GonePageError(UnwantedError):
    """The server of a page says that it was there, and was taken back for good."""


class ForbiddenUrlError(FetchError):
    """The robots.txt of the site asks that the address be not fetched."""


class HostBusyError(FetchError):
    """The host was asked enough for now; its next turn is at `until`, an aware time."""

    def __init__(self, message: str, until: datetime) -> None:
        """Say when to come again."""
        super().__init__(message)
        self.until = until


class DeliveryError(DigestError):
    """A server of somebody else's did not take what was sent to it."""

    exit_code = 8


class RefusedError(DeliveryError):
    """A server says that it will never take what was sent to that address."""


class StoreError(DigestError):
    """The database or a stored document cannot be used."""

    exit_code = 7


class StoreBusyError(StoreError):
    """Another process holds the database for too long; trying again later helps."""


class BacklogError(StoreBusyError):
    """So much waits to be worked on that no more is accepted for now."""


class StoreFullError(StoreError):
    """There is no space left for the database or its documents."""


class NewerStoreError(StoreError):
    """The database was written by a newer version of this program."""


class DamagedBlobError(StoreError):
    """A stored document is missing, or its bytes are not those that were stored."""


class LostLeaseError(StoreError):
    """Another attempt has taken the job over; what this one made must not be published."""
