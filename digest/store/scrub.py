"""What was deleted leaves the files of the database too, as far as those are in its hands.

SQLite keeps what it deleted in free pages and in its log until they are written again: VACUUM
writes the database anew (https://www.sqlite.org/lang_vacuum.html), a checkpoint that truncates
empties the log (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint). PostgreSQL keeps dead
rows until VACUUM FULL writes their table anew; its own log and its replicas are its keeper's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from digest.errors import StoreBusyError
from digest.store.schema import (
    derived,
    documents,
    editions,
    errata,
    jobs,
    stories,
    story_terms,
    term_holders,
    versions,
)
from digest.store.search_tables import WORDS, search_rows

if TYPE_CHECKING:
    from digest.store.unit import Store

WAIT = 30.0
"""Seconds to wait for readers of SQLite's log: each reads for milliseconds."""
_REST = 0.05
_WRITTEN = (
    *(derived, documents, editions, errata, jobs, search_rows),
    *(stories, story_terms, term_holders, versions),
)


def scrub(store: Store) -> None:
    """Write the tables anew that texts stand in, so that nothing deleted is left in their files.

    Raises:
        StoreBusyError: others use the database all the time; trying again helps.
    """
    if store.is_sqlite:
        with store.write() as connection:
            connection.exec_driver_sql(f"INSERT INTO {WORDS}({WORDS}) VALUES('optimize')")
        store.administer("VACUUM")
        _truncate(store)
        return
    for name in (*(table.name for table in _WRITTEN), WORDS):
        store.administer(f'VACUUM FULL "{name}"')


def _truncate(store: Store) -> None:
    deadline = time.monotonic() + WAIT
    while store.administer("PRAGMA wal_checkpoint(TRUNCATE)"):
        if time.monotonic() > deadline:
            raise StoreBusyError(
                f"{store.where} is read all the time, so that its log still has what was deleted."
            )
        time.sleep(_REST)
