"""What use cases work with: an open store, the blobs, a clock, and somebody to wake."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from digest.net.connect import system_resolver
from digest.service.attempts import Attempts
from digest.service.lease import Leases
from digest.store.blobs import open_blobs
from digest.store.faults import disk_error
from digest.store.migrate import upgrade
from digest.store.unit import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.model.place import Place
    from digest.net.connect import Resolver
    from digest.store.blobs import BlobStore


def utc_now() -> datetime:
    """Return the time of this machine's clock in UTC."""
    return datetime.now(UTC)


def nobody() -> None:
    """Wake nobody: whoever has a clock finds the work by itself."""


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of an open service.

    `leases` are those that this process holds, `attempts` what it counts. `ring` is called after
    commits that made work; it must neither wait nor fail. `clock` returns the current moment in
    UTC.
    """

    place: Place
    store: Store
    blobs: BlobStore
    leases: Leases
    attempts: Attempts
    ring: Callable[[], None] = nobody
    clock: Callable[[], datetime] = utc_now
    resolve: Resolver = system_resolver


@contextmanager
def open_context(
    place: Place,
    *,
    ring: Callable[[], None] = nobody,
    clock: Callable[[], datetime] = utc_now,
) -> Iterator[Context]:
    """Open the service at `place`, its database migrated, and close it in the end.

    Raises:
        StoreError: the home or the database cannot be used, or is of a newer version.
    """
    try:
        place.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, str(place.home)) from error
    store = Store(place.database)
    attempts = Attempts(store, traced=place.traced)
    leases = Leases(store, clock, lease=place.lease, renewal=place.renewal)
    try:
        upgrade(store)
        blobs = open_blobs(place.blobs)
        yield Context(place, store, blobs, leases, attempts, ring, clock)
    finally:
        leases.close()
        attempts.close()
        store.close()
