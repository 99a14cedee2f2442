"""Whatever is killed, stopped, flushed, cut off or set back: nothing is lost, nothing comes twice.

A seed draws the engines and decides what happens to which part, and when. `DIGEST_CHAOS_SEEDS`
says which seeds are run, the first six by default; `./run bench chaos` runs many, and reports.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
import time
from typing import TYPE_CHECKING

from digest.service.context import open_context
from digest.service.inbox import DONE
from tests.chaos.faults import Faults
from tests.chaos.invariants import calls_happen_once_at_most, open_jobs, promises_are_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.chaos.clients import Clients
    from tests.chaos.engines import Engines
    from tests.chaos.service import Service

FAULTS = 7
BETWEEN = 0.8
"""Faults of a run, and the most seconds between two."""
BULK = 500
"""Articles of the file that is being imported meanwhile."""
RECOVERED_WITHIN = float(os.environ.get("DIGEST_CHAOS_PATIENCE", "150"))
"""Seconds; a bound for broken runs: a lease, the longest wait of a restart, a busy machine."""


def run(service: Service, engines: Engines, clients: Clients) -> list[str]:
    """Let things go wrong while clients work, and return what did."""
    seed = clients.seed
    chance = random.Random(seed)  # noqa: S311 - the same seed, the same faults
    faults = Faults(service, engines, chance)
    threads = [threading.Thread(target=t) for t in clients.all()]
    service.start()
    for thread in threads:
        thread.start()
    inbox = service.home / "inbox"
    (inbox / f"{seed}.txt").write_text(f"A storm of the inbox, {seed}.\n")
    bulk = [{"text": f"Calm day number {number}, wire {seed}."} for number in range(BULK)]
    (inbox / f"{seed}.jsonl").write_text("\n".join(map(json.dumps, bulk)))
    try:
        happened = []
        for _ in range(FAULTS):
            time.sleep(chance.uniform(0.1, BETWEEN))
            happened.append(faults.happen())
    finally:
        faults.end()
        clients.wait_for_promises(RECOVERED_WITHIN)
        clients.stopped.set()
        for thread in threads:
            thread.join()
    return happened


def test_nothing_is_lost_and_nothing_comes_twice(
    service: Service,
    drawn: Engines,
    clients: Clients,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    """Articles, duplicates and dead jobs add up; each wish is one edition; all files are whole."""
    record_property("seed", seed)
    record_property("engines", str(drawn))
    happened = run(service, drawn, clients)
    record_property("faults", happened)
    assert sum(not what.endswith(": none") for what in happened) > FAULTS // 2, happened
    with open_context(service.place) as context:
        begun = time.monotonic()
        inbox = service.home / "inbox"
        dropped = [inbox / DONE / f"{seed}.{end}" for end in ("txt", "jsonl")]
        while open_jobs(context) or not all(path.exists() for path in dropped):
            assert time.monotonic() < begun + RECOVERED_WITHIN, (happened, open_jobs(context))
            time.sleep(0.2)
        record_property("recovered", round(time.monotonic() - begun, 1))
        record_property("accepted", len(clients.accepted))
        record_property("editions", len(clients.wished))
        promises_are_kept(context, clients, bulk=BULK)
        calls_happen_once_at_most(context, clients)
    assert re.findall(r"job \S+ failed", service.log.read_text()) == []
