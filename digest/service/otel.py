"""A span of OpenTelemetry for each attempt at a job, sent where OTEL_EXPORTER_OTLP_ENDPOINT says.

Its own variables steer all of it: https://opentelemetry.io/docs/languages/sdk-configuration/
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import (
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from digest import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model.job import Job


class Spans:
    """Sends spans in the background; a forked process has a thread of its own for it."""

    def __init__(self) -> None:
        """Send nothing yet."""
        self._lock = threading.Lock()
        self._process = 0
        self._provider: TracerProvider | None = None

    @contextmanager
    def span(self, job: Job) -> Iterator[None]:
        """Let the block be a span, an attempt at `job`; what it raises is noted with it."""
        tracer = self._opened().get_tracer("digest", __version__)
        told: dict[str, str | int] = {
            "digest.job": job.id,
            "digest.kind": str(job.kind),
            "digest.subject": job.subject,
            "digest.attempt": job.attempt,
        }
        with tracer.start_as_current_span(f"digest.{job.kind}", attributes=told):
            yield

    def close(self) -> None:
        """Send what is left."""
        if self._provider is not None and self._process == os.getpid():
            self._provider.shutdown()

    def _opened(self) -> TracerProvider:
        with self._lock:
            if self._provider is None or self._process != os.getpid():
                ours = Resource({SERVICE_NAME: "article-digest", SERVICE_VERSION: __version__})
                resource = ours.merge(OTELResourceDetector().detect())
                self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
                self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
                self._process = os.getpid()
            return self._provider
