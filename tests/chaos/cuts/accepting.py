"""Accepts documents in a home, from several threads, and records each that was promised.

`accepting.py HOME LOG COUNT [careless]`; a careless one syncs nothing itself.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from digest.model.article import MediaType
from digest.model.place import Place
from digest.model.received import Received
from digest.model.settings import Settings
from digest.service.accept import Request, accept
from digest.service.context import open_context
from digest.store.unit import sqlite_url
from tests.chaos.cuts.replay import promise

THREADS = 4


def main(home: Path, log: Path, count: int) -> None:
    """Accept `count` documents."""
    with open_context(Place(home, sqlite_url(home / "digest.db"), Settings())) as context:

        def send(number: int) -> None:
            content = f"The storm of day {number} closed the harbour.".encode()
            accept(context, Request(f"d{number}", Received("d", MediaType.TEXT, content)))
            promise(log, f"d{number}")

        with ThreadPoolExecutor(THREADS) as senders:
            list(senders.map(send, range(count)))
        os._exit(0)  # as a cut does: nothing is closed, no log of the database checkpointed


if __name__ == "__main__":
    if sys.argv[4:] == ["careless"]:
        os.fsync = lambda _file: None
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
