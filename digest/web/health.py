"""Whether the service lives, whether it is ready, and its counts.

The format of /metrics: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response

from digest.errors import StoreError
from digest.service.attempts import BOUNDS
from digest.service.context import Context
from digest.service.vitals import Vitals, vitals
from digest.web.problems import problem

SILENCE = timedelta(seconds=30)
"""Workers that gave no sign of life for so long are held to be gone: the length of a lease."""

_WORKER = "worker"
_NOT_STORED = {"cache-control": "no-store"}


def health(context: Context) -> APIRouter:
    """Return the routes that operators and their machines ask."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> Response:
        """Tell that this process answers; nothing else is asked."""
        return JSONResponse({"status": "alive"}, headers=_NOT_STORED)

    @router.get("/readyz")
    def readyz() -> Response:
        """Tell whether the database answers, and workers live that reach the broker."""
        try:
            found = vitals(context, within=SILENCE)
        except StoreError as error:
            return problem(503, str(error), more={"database": "unusable"})
        told = _told(found)
        if not told["workers"]:
            seconds = int(SILENCE.total_seconds())
            sentence = f"No worker gave a sign of life in the last {seconds} seconds; start one."
            return problem(503, sentence, more=told)
        if told["broker"] != "there":
            return problem(503, "No worker reaches the broker; start it.", more=told)
        return JSONResponse({"status": "ready", **told}, headers=_NOT_STORED)

    @router.get("/metrics")
    def metrics() -> Response:
        """Tell the counts of jobs, editions and signs of life."""
        registry = CollectorRegistry()
        registry.register(_Counts(vitals(context, within=timedelta(days=1))))
        return Response(generate_latest(registry), 200, _NOT_STORED, CONTENT_TYPE_PLAIN_0_0_4)

    return router


def _told(found: Vitals) -> dict[str, object]:
    workers = [beat for beat in found.alive if beat.kind == _WORKER]
    ages = [(found.now - beat.at).total_seconds() for beat in workers]
    oldest = min(found.oldest.values(), default=None)
    is_away = bool(workers) and all("broker" in beat.told for beat in workers)
    return {
        "database": "usable",
        "broker": "away" if is_away else "there",
        "workers": len(ages),
        "heartbeat_age_seconds": min(ages, default=None),
        "oldest_pending_seconds": (found.now - oldest).total_seconds() if oldest else None,
    }


@dataclass(frozen=True, slots=True, eq=False)  # a registry tells collectors apart by hash
class _Counts(Collector):
    """One look at a service as gauges."""

    found: Vitals

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges."""
        jobs = GaugeMetricFamily("digest_jobs", "Jobs.", labels=["kind", "state"])
        for (kind, state), count in sorted(self.found.jobs.items()):
            jobs.add_metric([kind, state], count)
        yield jobs
        oldest = GaugeMetricFamily(
            "digest_oldest_pending_seconds",
            "For how long a job could have been taken and was not.",
            labels=["pool"],
        )
        for pool, since in sorted(self.found.oldest.items()):
            oldest.add_metric([pool], (self.found.now - since).total_seconds())
        yield oldest
        hints = GaugeMetricFamily("digest_outbox", "Hints yet to be sent.", labels=["pool"])
        for pool, count in sorted(self.found.hints.items()):
            hints.add_metric([pool], count)
        yield hints
        editions = GaugeMetricFamily("digest_editions", "Released editions.", labels=["digest"])
        for name, count in sorted(self.found.editions.items()):
            editions.add_metric([name], count)
        yield editions
        beats = GaugeMetricFamily(
            "digest_heartbeat_age_seconds", "Since the last sign of life.", labels=["kind", "name"]
        )
        for beat in self.found.alive:
            age = (self.found.now - beat.at).total_seconds()
            beats.add_metric([beat.kind, beat.name], age)
        yield beats
        drained = GaugeMetricFamily(
            "digest_drained", "Whether nothing is begun (1) or work goes on."
        )
        drained.add_metric([], 1 if self.found.drained else 0)
        yield drained
        yield _seconds(self.found)


def _seconds(found: Vitals) -> Metric:
    """Return how long attempts took, as a histogram for each kind of job."""
    seconds = HistogramMetricFamily(
        "digest_attempt_seconds", "What attempts at jobs took.", labels=["kind"]
    )
    for kind, tallies in groupby(found.tallies, lambda tally: tally.kind):
        counted = {tally.most: tally for tally in tallies}
        buckets, so_far = [], 0
        for bound in BOUNDS:
            so_far += counted[bound].attempts if bound in counted else 0
            buckets.append(("+Inf" if math.isinf(bound) else str(bound), so_far))
        seconds.add_metric([kind], buckets, sum(tally.seconds for tally in counted.values()))
    return seconds
