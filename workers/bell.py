"""Hints over the broker: sending them, and counting those that lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from digest.model.job import Pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from celery import Celery

    from digest.model.job import Hint

WORK = "digest.work"
"""The task that a hint calls."""


class Bell:
    """Rings pools over the broker of an app; what it raises is OSError."""

    def __init__(self, app: Celery) -> None:
        """Ring over `app`'s broker."""
        self._app = app

    def send(self, hints: Sequence[Hint]) -> None:
        """Send hints.

        Raises:
            OSError: the broker is not there; some may have been sent.
        """
        for hint in hints:
            self._send(hint.pool, hint.job)

    def ring(self, rings: Mapping[Pool, int]) -> None:
        """Ring each pool so many times.

        Raises:
            OSError: the broker is not there; some may have been sent.
        """
        for pool, count in rings.items():
            for _ in range(count):
                self._send(pool, "")

    def count(self) -> dict[Pool, int]:
        """Return how many hints of each pool lie in the broker.

        Raises:
            OSError: the broker is not there.
        """
        try:
            with self._app.connection_for_write() as connection:
                channel = connection.default_channel
                return {
                    pool: channel.queue_declare(pool.value, durable=True).message_count
                    for pool in Pool
                }
        except (OperationalError, RedisError) as error:
            raise ConnectionError(str(error)) from error

    def _send(self, pool: Pool, job: str) -> None:
        try:
            self._app.send_task(WORK, args=[pool.value, job], queue=pool.value, retry=False)
        except (OperationalError, RedisError) as error:
            raise ConnectionError(str(error)) from error
