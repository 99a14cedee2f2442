"""Publishing the 1,001st edition of a digest, as a ratio to publishing the 11th."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from digest.model.definition import DigestDefinition, Form, Origin
from digest.model.job import JobKind, JobOrder, Pool, request_key
from digest.model.place import Place
from digest.model.settings import Settings
from digest.publish.evidence import evidence
from digest.service.context import open_context
from digest.service.make import MakeOrder, compose
from digest.service.release import mint, release
from digest.service.sample import sample_path
from digest.service.syndicate import write_feed
from digest.store import digests, editions, jobs
from digest.store.editions import StoredEdition, StoredFile

if TYPE_CHECKING:
    from digest.model.edition import Edition
    from digest.model.job import Job
    from digest.service.context import Context

BAR = 1.2
FIRST, LAST = 11, 1001
SPAN = 10
"""Editions measured from each on: as many as an archive holds, so that each has its share."""
FORMS = (Form.RSS, Form.ATOM, Form.JSON)
LEASE = timedelta(hours=1)


class Press:
    """Releases editions that differ in number, key and time alone."""

    def __init__(self, context: Context, edition: Edition, now: list[datetime]) -> None:
        """Publish `edition` again and again; `now` is the clock's time."""
        self.context = context
        self.edition = edition
        self.now = now
        self.number = 0

    def _begun(self) -> tuple[Job, StoredEdition, dict[str, bytes]]:
        self.number += 1
        self.now[0] += timedelta(minutes=1)
        key = request_key(f"{self.number}")
        with self.context.store.write() as connection:
            order = JobOrder(f"{self.number}", JobKind.EDITION, "news", key)
            jobs.accept(connection, order, self.now[0])
            begun = editions.begin(connection, "news", key, order.id, self.now[0], [])
            job = jobs.claim(connection, Pool.RENDER, self.now[0], worker="bench", lease=LEASE)
        if not isinstance(begun, StoredEdition) or job is None:
            raise TypeError(begun)
        made = replace(self.edition, number=self.number, key=key, as_of=self.now[0], digest="news")
        return job, begun, {"edition.json": evidence(made)}

    def publish(self) -> tuple[float, float]:
        """Release the next edition, its feed included; return seconds of CPU and of the wall."""
        job, begun, files = self._begun()
        cpu, wall = time.process_time(), time.perf_counter()
        release(self.context, job, begun, "A title", files)
        return time.process_time() - cpu, time.perf_counter() - wall

    def skip_to(self, number: int) -> None:
        """Release editions up to `number`, and write the feed once, after the last."""
        while self.number < number:
            job, begun, files = self._begun()
            content = files["edition.json"]
            kept = [StoredFile("edition.json", self.context.blobs.put(content), len(content))]
            with self.context.store.write() as connection:
                digest = digests.get(connection, "news")
                editions.release(
                    connection, begun, job.lease, self.now[0], title="A title", files=kept
                )
                mint(self.context, connection, digest, begun, files)
        write_feed(self.context, "news")


def main(argv: list[str]) -> int:
    """Print milliseconds and ratios; return 1 when the ratio of CPU times is above the bar."""
    last = int(argv[0]) if argv else LAST
    edition = compose(MakeOrder((sample_path(),), Path(), Settings()))
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    with tempfile.TemporaryDirectory() as home:
        place = Place(Path(home), f"sqlite:///{home}/digest.db", Settings())
        with open_context(place, clock=lambda: now[0]) as context:
            with context.store.write() as connection:
                news = DigestDefinition("news", "News", forms=FORMS)
                digests.define(connection, news, Origin.FILE, now[0])
            press = Press(context, edition, now)
            press.skip_to(FIRST - 1)
            early = [press.publish() for _ in range(SPAN)]
            press.skip_to(last - 1)
            late = [press.publish() for _ in range(SPAN)]
    worst = 0.0
    for name, place_of in (("CPU", 0), ("wall", 1)):
        before = median(run[place_of] for run in early) * 1000
        after = median(run[place_of] for run in late) * 1000
        mean = sum(run[place_of] for run in late) / sum(run[place_of] for run in early)
        worst = max(worst, mean) if name == "CPU" else worst
        print(
            f"   {name:4}  edition {FIRST}: {before:6.1f} ms  edition {last}: {after:6.1f} ms"
            f"  ratio of {SPAN} each {mean:.2f}"
        )
    print(f"   ratio of CPU times {worst:.2f}, bar {BAR}")
    return int(worst > BAR)
