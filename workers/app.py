"""The Celery app, with the settings that came through the faults we tried.

https://docs.celeryq.dev/en/stable/userguide/configuration.html
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from celery import Celery, bootsteps, signals
from kombu.entity import Queue

from digest.config import load_journal, load_place
from digest.errors import ConfigError
from digest.model.job import Pool
from digest.service.dispatch import warm
from digest.service.journal import keep_journal
from digest.service.relay import relay
from workers.bell import Bell
from workers.clock import Clock
from workers.leash import follow_parent, hold_leash
from workers.session import Session
from workers.tasks import register
from workers.transport import options, security

if TYPE_CHECKING:
    from digest.model.place import Place

PUBLIC_QUEUE = "celery"
"""Where clients that know nothing of us send to: Celery's own default."""

SOFT_LIMIT = 240
HARD_LIMIT = 300
"""Seconds a task may take: the longest job we know, a briefing of 300 articles, takes 40."""

_SETTINGS: dict[str, Any] = {
    # The database is the truth: nothing is kept in the broker that could be missed.
    "result_backend": None,
    "task_ignore_result": True,
    "accept_content": ["json"],
    "task_serializer": "json",
    "enable_utc": True,
    "timezone": "UTC",
    "task_default_queue": PUBLIC_QUEUE,
    "task_create_missing_queues": False,
    # A killed worker's message comes again, a poisonous one four times at most.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_retry_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_soft_time_limit": SOFT_LIMIT,
    "task_time_limit": HARD_LIMIT,
    "worker_max_tasks_per_child": 200,
    "worker_max_memory_per_child": 600_000,
    # A broker that is away for a while cancels nothing, and nobody waits for it.
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_connection_timeout": 2,
    "task_publish_retry": False,
    "worker_soft_shutdown_timeout": 30,  # works on SIGTERM with REMAP_SIGTERM=SIGQUIT alone
    "worker_hijack_root_logger": False,
    "worker_send_task_events": True,
}


def create_app(place: Place, broker: str) -> Celery:
    """Return the app of the service at `place`, whose broker is at the kombu URL `broker`."""
    app = Celery("digest", broker=broker)
    app.conf.update(_SETTINGS)
    app.conf.broker_transport_options = options(place, broker)
    app.conf.broker_use_ssl = security(place, broker)
    app.conf.task_queues = [Queue(name) for name in (PUBLIC_QUEUE, *Pool)]  # type: ignore[no-untyped-call]
    app.conf.beat_schedule = {
        "tick": {
            "task": "digest.tick",
            "schedule": 5.0,
            "options": {"expires": 2, "queue": Pool.INGEST.value},
        }
    }
    app.conf.beat_schedule_filename = str(place.home / "beat-schedule")
    bell = Bell(app)
    session = Session(place, lambda: _relay(session, bell))
    register(app, session)
    app.steps["worker"].add(_clock_step(place, bell))
    signals.setup_logging.connect(_keep_journal, weak=False, dispatch_uid="digest")
    signals.celeryd_after_setup.connect(_warm, weak=False, dispatch_uid="digest")
    signals.worker_process_init.connect(_begin_child, weak=False, dispatch_uid="digest")
    return app


def from_environment() -> Celery:
    """Return the app of the service that the environment describes.

    Raises:
        ConfigError: the environment is wrong, or names no broker and none of ours runs.
    """
    place = load_place(os.environ)
    return create_app(place, broker_url(place))


def broker_url(place: Place) -> str:
    """Return the address of a service's broker: the one it is told, or its embedded one.

    Raises:
        ConfigError: it is told none, and none of ours runs.
    """
    broker = place.broker
    if broker is None and place.broker_file.exists():
        broker = place.broker_file.read_text("utf-8").strip()
    if not broker:
        raise ConfigError(
            "There is no broker: set DIGEST_BROKER_URL, like redis://localhost:6379/0, or start "
            f"`digest up` in {place.home}."
        )
    return broker


def _relay(session: Session, bell: Bell) -> None:
    """Send the hints that a task of this process has just stored."""
    relay(session.context, bell.send)


def _clock_step(place: Place, bell: Bell) -> type:
    """Return the step that starts a clock with the worker's main process."""

    class ClockStep(bootsteps.StartStopStep):  # type: ignore[misc]
        """A clock in a thread beside the pool, once the pool has forked."""

        requires = ("celery.worker.components:Pool",)

        def __init__(self, _worker: object, **_options: object) -> None:
            """Make the clock; its session is its own, so that no child inherits an open one."""
            self.clock = Clock(place, bell, kind="worker")

        def start(self, _worker: object) -> None:
            """Start the clock, and end with whoever holds the leash."""
            hold_leash(os.environ)
            self.clock.spare_forks()
            self.clock.start()

        def stop(self, _worker: object) -> None:
            """Stop the clock."""
            self.clock.stop()

    return ClockStep


def _keep_journal(**_signal: object) -> None:
    """Tell what a worker does as our other processes do, and not as Celery would."""
    keep_journal(load_journal(os.environ, usual="WARNING"))


def _warm(instance: Any, **_signal: object) -> None:  # noqa: ANN401 - a worker of Celery's
    """Load what the pools of a worker need before it forks, so that its children share it."""
    consumed = instance.app.amqp.queues.consume_from
    warm([pool for pool in Pool if pool.value in consumed])


def _begin_child(**_signal: object) -> None:
    """Let a process of the pool end when its parent was killed."""
    follow_parent()
