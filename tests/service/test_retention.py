"""Old jobs are forgotten when they are done with; nothing that came of them is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from digest.config import load_place
from digest.errors import ConfigError
from digest.model.article import MediaType
from digest.model.definition import DigestDefinition, Origin
from digest.model.job import JobKind, JobOrder, JobState, Pool, request_key
from digest.model.received import Received
from digest.service.accept import Request, accept
from digest.service.dispatch import work
from digest.service.retention import forget
from digest.service.trigger import trigger
from digest.store import digests, joblist, jobs
from digest.store.schema import versions

if TYPE_CHECKING:
    from conftest import Clock

    from digest.service.context import Context


def read(context: Context, name: str) -> None:
    """Accept an article and read it."""
    text = f"The harbour was closed after storm {name}.".encode()
    accept(context, Request(name, Received(name, MediaType.TEXT, text)))
    work(context, Pool.INGEST, worker="w")


def known(context: Context) -> set[str]:
    """Return the ids of all jobs."""
    with context.store.read() as connection:
        return {job.id for job in joblist.newest(connection, limit=100)}


def test_finished_jobs_are_forgotten_in_time(context: Context, clock: Clock) -> None:
    """Those of editions, dead ones, and those that wait stay; so do articles."""
    keeping = replace(context, place=replace(context.place, keep_jobs=timedelta(days=30)))
    with context.store.write() as connection:
        digests.define(connection, DigestDefinition("d", "D"), Origin.FILE, clock.now)
        dead = JobOrder("dead", JobKind.INGEST, "x", request_key("x"))
        jobs.refuse(connection, dead, clock.now, error="It says nothing.")
        waiting = JobOrder("waits", JobKind.POLL, "y", request_key("y"))
        jobs.accept(connection, waiting, clock.now)
    read(context, "old")
    trigger(context, "d", "edition")
    work(context, Pool.RENDER, worker="w")
    clock.move(days=20)
    read(context, "new")
    assert forget(keeping) == 0
    clock.move(days=11)
    assert forget(context) == 0  # nobody asked to
    assert forget(keeping) == 1
    assert known(context) >= {"dead", "waits", "edition", "new"}
    assert "old" not in known(context)
    with context.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(versions)).scalar() == 2


def test_a_request_whose_job_was_forgotten_changes_nothing(context: Context, clock: Clock) -> None:
    """Sent again, the same id is the same document, and the article stays one."""
    keeping = replace(context, place=replace(context.place, keep_jobs=timedelta(days=1)))
    read(context, "a")
    clock.move(days=2)
    assert forget(keeping) == 1
    read(context, "a")
    with context.store.read() as connection:
        assert joblist.get(connection, "a").state is JobState.DONE
        assert connection.execute(select(func.count()).select_from(versions)).scalar() == 1


def test_how_long_jobs_are_kept_is_said_in_days() -> None:
    """For ever, unless somebody says otherwise."""
    assert load_place({}).keep_jobs is None
    assert load_place({"DIGEST_KEEP_JOBS": "30"}).keep_jobs == timedelta(days=30)
    for wrong in ("0", "-1", "soon", "99999999"):
        with pytest.raises(ConfigError, match="write days, like 30"):
            load_place({"DIGEST_KEEP_JOBS": wrong})
