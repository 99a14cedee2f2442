"""The app holds to the settings that came through the faults, and is built only when asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from celery.contrib.testing.worker import start_worker

from digest.errors import ConfigError
from digest.model.article import MediaType
from digest.model.job import Hint, JobState, Pool
from digest.model.received import Received
from digest.service.accept import Request, accept
from digest.service.context import open_context
from digest.service.vitals import vitals
from digest.store import joblist, outbox
from workers.app import create_app, from_environment
from workers.bell import Bell
from workers.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery

    from digest.model.place import Place
    from digest.service.context import Context


def test_messages_outlive_workers(app: Celery) -> None:
    """Acknowledged late, rejected when a worker is lost, one at a time, no result anywhere."""
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)
    assert conf.task_retry_on_worker_lost is True
    assert (conf.worker_prefetch_multiplier, conf.accept_content) == (1, ["json"])
    assert (conf.result_backend, conf.task_ignore_result) == (None, True)
    assert conf.worker_cancel_long_running_tasks_on_connection_loss is False
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert app.tasks["digest.work"].max_retries == 3


def test_importing_the_package_reads_no_setting() -> None:
    """Without a broker `import workers` works, and what it lacks is told when it is asked for."""
    code = "import workers\ntry:\n    workers.celery\nexcept Exception as e:\n    print(e)"
    environment = {"PATH": os.environ["PATH"], "DIGEST_HOME": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "There is no broker: set DIGEST_BROKER_URL" in done.stdout


def test_a_second_shell_finds_the_broker_of_the_home(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its URL lies in the home while the embedded one runs; without it that is told."""
    monkeypatch.setenv("DIGEST_HOME", str(place.home))
    monkeypatch.delenv("DIGEST_BROKER_URL", raising=False)
    with pytest.raises(ConfigError, match=r"set DIGEST_BROKER_URL.*or start `digest up`"):
        from_environment()
    place.broker_file.write_text("redis+socket:///x.sock?virtual_host=0\n")
    assert from_environment().conf.broker_url == "redis+socket:///x.sock?virtual_host=0"


def test_hints_are_counted_by_pool(app: Celery) -> None:
    """What was sent lies in the broker until a worker takes it."""
    bell = Bell(app)
    assert bell.count() == dict.fromkeys(Pool, 0)
    bell.ring({Pool.INGEST: 3})
    bell.send([Hint(1, Pool.RENDER, "job")])
    assert bell.count() == {Pool.INGEST: 3, Pool.FETCH: 0, Pool.RENDER: 1}


def test_a_broker_that_is_away_is_an_os_error(place: Place) -> None:
    """So that whoever rings can go on without it."""
    app = create_app(place, f"redis+socket://{place.home}/none.sock?virtual_host=0")
    with pytest.raises(OSError, match=r"none\.sock|No such file"):
        Bell(app).ring({Pool.INGEST: 1})
    with pytest.raises(OSError, match=r"none\.sock|No such file"):
        Bell(app).count()
    app.close()


def job_states(place: Place) -> dict[str, JobState]:
    """Return the states of all jobs by id."""
    with open_context(place) as context, context.store.read() as connection:
        return {job.id: job.state for job in joblist.newest(connection, limit=100)}


def test_public_tasks_accept_under_the_tasks_id(
    app: Celery, place: Place, eventually: Callable[..., None]
) -> None:
    """Called by name from any client; what cannot be accepted is a dead job with the reason."""
    (place.home / "inbox").mkdir()
    (place.home / "inbox" / "flood.txt").write_text("A flood came to Port Alder.")
    foreign = create_app(place, app.conf.broker_url)
    with start_worker(app, perform_ping_check=False, pool="solo"):
        foreign.send_task("digest.ingest", [{"text": "A storm came."}], task_id="storm")
        foreign.send_task("digest.ingest", [{"text": "A storm came."}], task_id="storm")
        foreign.send_task("digest.ingest", [str(place.inbox / "flood.txt")], task_id="flood")
        foreign.send_task("digest.ingest", [{"title": "x"}], task_id="empty")
        foreign.send_task("digest.ingest", ["file:///etc/passwd"], task_id="url")
        foreign.send_task("digest.ingest", [7], task_id="number")
        foreign.send_task("digest.trigger", ["nonesuch"], task_id="none")
        expected = {
            "storm": JobState.DONE,
            "flood": JobState.DONE,
            "empty": JobState.DEAD,
            "url": JobState.DEAD,
            "number": JobState.DEAD,
            "none": JobState.DEAD,
        }
        # The clock may find the file in the inbox as well, and make a job of its own of it.
        eventually(lambda: expected.items() <= job_states(place).items())
    with open_context(place) as context, context.store.read() as connection:
        errors = {name: joblist.get(connection, name).error or "" for name in expected}
    assert "neither 'text' nor 'html'" in errors["empty"]
    assert "only http:// and https://" in errors["url"]
    assert "There is no digest 'nonesuch'" in errors["none"]
    assert "as a JSON object, a URL or a path" in errors["number"]
    foreign.close()


def test_a_clock_sends_what_is_stored_and_what_the_broker_lost(
    app: Celery, place: Place, eventually: Callable[..., None]
) -> None:
    """Hints of the outbox at once; after a flush one for each job that waits."""
    bell = Bell(app)
    clock = Clock(place, bell, kind="web", tick=0.05)
    clock.start()
    with open_context(place, ring=clock.wake) as context:
        from_outside = [f"d{n}" for n in range(5)]
        for name in from_outside:
            app_accept(context, name)
        eventually(lambda: bell.count()[Pool.INGEST] == 5)
        with context.store.read() as connection:
            assert outbox.waiting(connection) == {}
        with app.connection_for_write() as connection:
            connection.default_channel.client.execute_command("FLUSHALL")
        eventually(lambda: bell.count()[Pool.INGEST] == 5)
    clock.stop()
    assert bell.count()[Pool.INGEST] == 5


def app_accept(context: Context, name: str) -> None:
    """Accept a text."""
    accept(context, Request(name, Received(name, MediaType.TEXT, name.encode())))


def test_a_clock_outlives_a_broker_that_is_away(
    place: Place, eventually: Callable[..., None]
) -> None:
    """It says so, and goes on looking: its sign of life is there."""
    app = create_app(place, f"redis+socket://{place.home}/none.sock?virtual_host=0")
    clock = Clock(place, Bell(app), kind="web", tick=0.02)
    with open_context(place) as context:
        app_accept(context, "a")
        clock.start()
        eventually(lambda: clock.looked > 3)
        assert clock.is_alive()
        with context.store.read() as connection:
            assert outbox.waiting(connection) == {Pool.INGEST: 1}
    clock.stop()
    app.close()


def test_an_inbox_that_cannot_be_used_stops_nothing_else(app: Celery, place: Place) -> None:
    """Jobs are still rung for; the sign of life says what is wrong until it is mended."""
    place.inbox.write_text("a file, where the folder is to be")
    bell = Bell(app)
    clock = Clock(place, bell, kind="web")
    app_accept(clock.session.context, "a")
    clock.tick()
    assert bell.count()[Pool.INGEST] == 1
    assert "inbox" in told(clock.session.context)["inbox"]
    clock.stop()
    place.inbox.unlink()
    mended = Clock(place, bell, kind="web")
    mended.tick()
    assert told(mended.session.context) == {}
    mended.stop()


def told(context: Context) -> dict[str, str]:
    """Return what the newest sign of life says is wrong."""
    (one,) = vitals(context, within=timedelta(minutes=5)).alive
    return dict(one.told)
