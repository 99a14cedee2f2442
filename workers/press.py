"""Keeps the folder of public files up to date, in a thread of the web process."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from digest.errors import DigestError

if TYPE_CHECKING:
    from digest.web.site import Site

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two looks: one is a query, and well within the time that feeds are kept for."""


class Press(threading.Thread):
    """Looks until it is stopped; what goes wrong is logged and tried again."""

    def __init__(self, site: Site) -> None:
        """Prepare to refresh `site`."""
        super().__init__(name="press", daemon=True)
        self._site = site
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopped.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        """Look, and rest, until stopped."""
        while not self._stopped.wait(EVERY):
            try:
                self._site.refresh()
            except DigestError as error:
                log.warning("%s", error)
            except Exception:
                log.exception("the folder of public files could not be written")
