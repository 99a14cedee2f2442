"""The clock: due slots, files in the inbox, hints to be sent, jobs that were lost; a thread.

It runs in the main process of every worker, beside the pool, so that two long renders do not stop
it, and in the web process, so that what it accepts is rung at once. Any number of clocks is
harmless, and so is none for a while: everything it finds lies in the database.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from digest.config import load_definitions
from digest.errors import ConfigError, ConflictError, DigestError, StoreError
from digest.model.job import Pool
from digest.service.define import define_all
from digest.service.inbox import Inbox
from digest.service.indexing import GROUP, index_due, keep_whole
from digest.service.poll import make_polls
from digest.service.read import match_older
from digest.service.relay import relay
from digest.service.retention import forget
from digest.service.setback import Setback
from digest.service.tick import beat, make_due, missing_rings, overview, seconds_to_wait, sweep
from workers.session import Session

if TYPE_CHECKING:
    from digest.model.place import Place
    from digest.service.context import Context
    from workers.bell import Bell

log = logging.getLogger(__name__)

TICK = 0.5
"""Seconds between two looks at the tables: a look costs 2 ms, and a job whose time comes in
between waits no longer than this."""
INDEX = 10.0
"""Seconds between two groups of articles that are put into the search index while others wait to be
read: who brings a thousand waits for them to be read, and is not kept from it."""
BEAT = 5.0
"""Seconds between two signs of life, and two sweeps, which look through all that waits."""
LOOK = 1.0
"""Seconds between two looks into the inbox; a file is taken in once two found it unchanged."""
CHECKPOINT = 60.0
"""Seconds between two checkpoints of SQLite's log, which commits alone do not always reach."""
PATIENCE = 10.0
"""Seconds that a fork waits for a look to end."""
GAP = 0.002
"""Seconds between two questions of a look that waits for a fork."""


class Clock(threading.Thread):
    """Ticks until it is stopped; commits of its session make it look at once."""

    def __init__(self, place: Place, bell: Bell, *, kind: str, tick: float = TICK) -> None:
        """Prepare to tick for a process of a `kind` ("worker", "web") of the service at `place`."""
        super().__init__(name="clock", daemon=True)
        self.session = Session(place, self.wake)
        self._bell = bell
        self._kind = kind
        self._tick = tick
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._looking = threading.Lock()
        self._forking = self._held = False
        self._next_beat = self._next_checkpoint = self._next_look = self._next_index = 0.0
        self._inbox = Inbox()
        self._setback = Setback()
        self._defined: os.stat_result | None = None
        self._told: dict[str, str] = {}
        self.looked = 0  # how often, for whoever watches

    def wake(self) -> None:
        """Let the clock look at once."""
        self._woken.set()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        self._woken.set()
        if self.is_alive():
            self.join()
        self.session.close()

    def spare_forks(self) -> None:
        """Let this process fork between two looks alone; once, where it has children.

        A child has the locks of its parent as they were, and none of the threads that would give
        them back: what a look had begun to import, a child would wait for, for ever.
        """
        os.register_at_fork(
            before=self._hold, after_in_parent=self._go_on, after_in_child=self._go_on
        )

    def _hold(self) -> None:
        self._forking, self._held = True, False  # the next look waits, however soon it is due
        self._held = self._looking.acquire(timeout=PATIENCE)
        if not self._held:
            log.warning("a look takes more than %.0f s; a process is forked meanwhile", PATIENCE)

    def _go_on(self) -> None:
        if self._held:
            self._looking.release()
        self._forking = False

    def run(self) -> None:
        """Tick until stopped; what goes wrong is logged and tried again."""
        while not self._stopped.is_set():
            while self._forking:
                time.sleep(GAP)
            with self._looking:
                rest = self._try()
            self._woken.wait(rest)
            self._woken.clear()

    def _try(self) -> float:
        """Look, and return how many seconds to rest."""
        self.looked += 1
        try:
            rest = self.tick()
            self._told.pop("broker", None)
        except (DigestError, OSError) as error:
            log.warning("the clock could not look: %s", error)
            if isinstance(error, OSError):
                self._told["broker"] = f"The broker is not there ({error})."
            rest = self._tick
        except Exception:
            log.exception("the clock failed")
            rest = self._tick
        return rest

    def tick(self) -> float:
        """Do what is due, and return how many seconds to rest.

        Raises:
            DigestError: the database cannot be used.
            OSError: the broker is not there.
        """
        context = self.session.context
        now = time.monotonic()
        self._setback.look(context)
        if now >= self._next_look:
            self._look(context)
            self._next_look = now + LOOK
        if now >= self._next_beat:
            self._define(context)
            beat(context, self.session.name, self._kind, self._told)
            match_older(context)
            sweep(context)
            keep_whole(context)
            self._next_beat = now + BEAT
        if now >= self._next_checkpoint:
            context.store.checkpoint()
            forget(context)
            self._next_checkpoint = now + CHECKPOINT
        make_due(context)
        make_polls(context)
        relay(context, self._bell.send)
        seen = overview(context)
        if seen.ready:
            self._bell.ring(missing_rings(seen, self._bell.count()))
        if now >= self._next_index or not seen.ready.get(Pool.INGEST):
            self._next_index = now + INDEX
            if index_due(context) == GROUP:
                return 0.0
        return seconds_to_wait(seen, context.clock(), self._tick)

    def _look(self, context: Context) -> None:
        """Look into the inbox; one that cannot be used is told, and stops nothing else."""
        try:
            self._inbox.look(context)
        except StoreError as error:
            if self._told.get("inbox") != str(error):
                log.error("%s", error)  # noqa: TRY400 - told in one sentence, and once
            self._told["inbox"] = str(error)
        else:
            self._told.pop("inbox", None)

    def _define(self, context: Context) -> None:
        """Take over digest.toml when it has changed; a wrong one changes nothing, and is told."""
        path = context.place.definitions
        try:
            found = path.stat()
        except FileNotFoundError:
            found = None
        if _mark(found) == _mark(self._defined):
            return
        self._defined = found
        try:
            define_all(context, load_definitions(path))
        except (ConfigError, ConflictError) as error:
            log.error("%s", error)  # noqa: TRY400 - a user's mistake, told in one sentence
            self._told["definitions"] = str(error)
        else:
            self._told.pop("definitions", None)


def _mark(found: os.stat_result | None) -> tuple[int, ...]:
    """Return what changes whenever a file does."""
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else ()
